import { whenAborted } from "../async/abort-listeners";
import type { Clock } from "../breaker/types";
import type { ChatMessage } from "../endpoint/chat";
import { EndpointFailure } from "../failure/endpoint-failure";
import { EndpointError, RequestCancelledError } from "../failure/errors";
import type { FailureKind } from "../failure/kinds";
import type { Logger } from "../ports/logger";
import { adaptTimeout, adaptWait } from "./adaptive";
import { cacheKey, type AnswerCache } from "./answer-cache";
import { Attempt, type AttemptEnd, type AttemptEvent } from "./attempt";
import type { Balancer } from "./balancer";
import type { ResolvedConfig } from "./config";
import { durationText } from "./duration-text";
import { FirstTokenBudget } from "./first-token-budget";
import { runHedged, type Ended } from "./hedge";
import type { ManagedEndpoint } from "./managed-endpoint";
import type { NetworkWatch } from "./network-watch";
import { requestError } from "./request-error";
import type { SharedState } from "./shared-state";
import { StepPlanner, type Skip, type Target } from "./step-planner";
import { waitForStep } from "./step-wait";
import type { AttemptRecord, Completion, RequestOptions, RequestRecord, StreamEvent } from "./types";
import type { WarmUps } from "./warm-ups";

/** What a request needs of the service around it. */
export interface RunContext {
  config: ResolvedConfig;
  endpoints: ReadonlyMap<string, ManagedEndpoint>;
  clock: Clock;
  logger: Logger;
  balancer: Balancer;
  network: NetworkWatch;
  warmUps: WarmUps;
  cache: AnswerCache;
  shared: SharedState | undefined;
  onStatus(endpoint: ManagedEndpoint): void;
  onFinished(record: RequestRecord): void;
}

/** The least time worth starting a further endpoint for within a step, in milliseconds. */
const LEAST_FURTHER_MS = 250;
const WAIT_OVER = Symbol("wait over");

/** One request on its way through the chain: step by step, until an endpoint has proved its answer or none is left. */
export class RequestRun {
  readonly #active = new Set<Attempt>();
  readonly #records: AttemptRecord[] = [];
  readonly #planner: StepPlanner;
  readonly #budget: FirstTokenBudget;
  readonly #startedWall: number;
  readonly #startedAt: number;
  /** Why the chain goes no further: the caller left, or the time is up. */
  #halt: "cancelled" | "expired" | undefined;
  /** Ends the wait under way, if there is one. */
  #waiting: AbortController | undefined;
  #lastTried: ManagedEndpoint | undefined;
  /** What broke the attempt whose text is on the screen. */
  #broken: FailureKind | undefined;
  /** Whose text is on the screen. */
  #shown: Attempt | undefined;
  #ending: Pick<RequestRecord, "outcome"> & Partial<RequestRecord> = { outcome: "cancelled" };

  /** @param tell gets what the caller shows as it comes; undefined for one who only wants the whole answer */
  constructor(
    private readonly context: RunContext,
    private readonly messages: ChatMessage[],
    private readonly options: RequestOptions,
    private readonly tell: ((event: StreamEvent) => void) | undefined,
  ) {
    const { clock, config, endpoints, balancer } = context;
    this.#startedWall = clock.wallNow();
    this.#startedAt = clock.now();
    this.#planner = new StepPlanner(config, endpoints, balancer, clock, options.model);
    this.#budget = new FirstTokenBudget(clock, config.totalTimeoutMs, () => this.#expire());
  }

  /** The caller wants no answer any more. Sockets close at once. */
  cancel(): void {
    this.#stop("cancelled");
    for (const attempt of this.#active) attempt.cancel();
  }

  /** Runs the request, once. Rejects with what `LlmService.complete` is said to reject with. */
  async run(): Promise<Completion> {
    const { signal } = this.options;
    const leave = signal && whenAborted(signal, () => this.cancel());
    try {
      const completion = (await this.#chain()) ?? this.#withoutAnswer();
      this.tell?.({ type: "done", completion });
      return completion;
    } catch (error) {
      if (this.#halt === "cancelled") throw new RequestCancelledError(this.#records, signal?.aborted ? signal.reason : undefined);
      throw error instanceof Error && "attempts" in error ? error : this.#unexpected(error);
    } finally {
      leave?.();
      this.#budget.end();
      this.#report();
    }
  }

  async #chain(): Promise<Completion | undefined> {
    const { chain } = this.context.config;
    for (let index = 0; index < chain.length && !this.#stopped; index++) {
      let choice = this.#planner.choose(index, this.#budget.remainingMs);
      if (choice.target && (this.#planner.triedAny || choice.target.waitMs > 0)) {
        await this.#waitBefore(index, choice.target);
        if (this.#stopped) break;
        // The wait may have changed what is open; the endpoint's own wish has been heard by now.
        choice = this.#planner.choose(index, this.#budget.remainingMs);
      }
      this.#noteSkipped(index, choice.skipped);
      const completion = choice.target && (await this.#step(index, choice.target.endpoint));
      if (completion) return completion;
    }
    return undefined;
  }

  /** One step: its endpoint, and within the step's time further ones that no later step would reach. */
  async #step(index: number, first: ManagedEndpoint): Promise<Completion | undefined> {
    const { clock, config } = this.context;
    const timeoutMs = this.options.timeoutMs ?? config.chain[index]!.timeoutMs;
    const startedAt = clock.now();
    let endpoint: ManagedEndpoint | undefined = first;
    while (endpoint && !this.#stopped) {
      const leftMs = timeoutMs - (clock.now() - startedAt);
      if (endpoint !== first && leftMs < LEAST_FURTHER_MS) return undefined;
      const { attempt, end } = await this.#attempt(index, endpoint, endpoint === first ? timeoutMs : leftMs);
      if (end.outcome === "success") return this.#complete(attempt.endpoint, index, end);
      endpoint = this.#planner.furtherTarget(index);
    }
    return undefined;
  }

  async #attempt(index: number, endpoint: ManagedEndpoint, timeoutMs: number): Promise<Ended> {
    const { clock, config } = this.context;
    const first = this.#begin(index, endpoint, timeoutMs);
    let ended: Ended;
    if (config.hedgeDelayMs > 0) {
      ended = await runHedged({
        first,
        delayMs: config.hedgeDelayMs,
        clock,
        startSecond: () => {
          const second = this.#planner.hedge(index, endpoint);
          return second && this.#begin(index, second, timeoutMs);
        },
        tell: (attempt, event) => this.#show(attempt, event),
        onLost: (lost) => this.#finish(lost, { outcome: "cancelled" }, timeoutMs),
        onFailed: (failed, end) => this.#finish(failed, end, timeoutMs),
      });
    } else {
      ended = { attempt: first, end: await first.run((event) => this.#show(first, event)) };
    }
    this.#finish(ended.attempt, ended.end, timeoutMs);
    return ended;
  }

  #begin(index: number, endpoint: ManagedEndpoint, timeoutMs: number): Attempt {
    const { config, clock, network, warmUps, shared, onStatus } = this.context;
    const model = this.#planner.modelFor(endpoint);
    const attempt = new Attempt({
      endpoint,
      step: index,
      model: this.#planner.askedModel(endpoint),
      messages: this.messages,
      temperature: this.options.temperature,
      maxTokens: this.options.maxTokens,
      streamed: this.tell !== undefined,
      timeoutMs: config.adaptive && endpoint.knownWarm(model) ? adaptTimeout(timeoutMs, endpoint.ttft) : timeoutMs,
      idleTimeoutMs: config.idleTimeoutMs,
      loadTimeoutMs: config.loadTimeoutMs,
      thinkingTimeoutMs: config.thinkingTimeoutMs,
      throttleBackoffMs: config.throttleBackoffMs,
      budget: this.#budget,
      clock,
      hasAlternative: () => this.#planner.alternative(index, endpoint) !== undefined,
      keepLoading: (loading, load) => (load ? warmUps.adopt(endpoint, loading, load) : warmUps.start(endpoint, loading)),
      isOnline: (failing) => network.isOnline(failing),
      shared,
      onStatus: () => onStatus(endpoint),
    });
    this.#active.add(attempt);
    this.#lastTried = endpoint;
    this.tell?.({ type: "attempt", endpoint: endpoint.id, step: index });
    return attempt;
  }

  /** Takes down how an attempt ended, and what follows for the rest of the chain. */
  #finish(attempt: Attempt, end: AttemptEnd, timeoutMs: number): void {
    this.#active.delete(attempt);
    const record = attempt.record(end);
    this.#note(record);
    const { endpoint } = attempt;
    if (end.outcome === "success" || (end.outcome === "failure" && end.failure.details.status !== undefined)) this.context.network.noteAnswer(endpoint);
    if (end.outcome === "refused" || end.outcome === "cancelled") this.#planner.noteRefusal(endpoint);
    if (end.outcome !== "failure") return;
    this.context.logger.info(`${endpoint.id}: ${end.failure.kind}: ${end.failure.message}`);
    if (end.failure.kind === "internal") this.context.logger.error(`${endpoint.id}: internal error`, end.failure.cause);
    this.#planner.noteFailure(endpoint, end.failure, end.verdict, timeoutMs);
    if (end.shown) this.#broken = end.failure.kind;
    const next = this.#planner.alternative(record.step, endpoint);
    if (next) this.context.warmUps.start(next, this.#planner.modelFor(next));
  }

  #show(attempt: Attempt, event: AttemptEvent): void {
    if (event.type === "delta") this.#shown = attempt;
    if (!this.tell || this.#halt === "cancelled") return;
    const endpoint = attempt.endpoint.id;
    if (event.type !== "delta") return this.tell({ ...event, endpoint });
    if (this.#broken !== undefined) {
      this.tell({ type: "restart", endpoint, reason: this.#broken });
      this.#broken = undefined;
    }
    this.tell(event);
  }

  async #waitBefore(index: number, { endpoint, waitMs }: Target): Promise<void> {
    const { config } = this.context;
    const configuredMs = this.#planner.triedAny ? (config.chain[index]!.delayMs ?? 0) : 0;
    const delayMs = config.adaptive ? adaptWait(configuredMs, endpoint.ttft) : configuredMs;
    const waiting = (this.#waiting = new AbortController());
    await waitForStep({ endpoint, model: this.#planner.modelFor(endpoint), same: endpoint === this.#lastTried, hintMs: waitMs, delayMs }, this.context, waiting.signal, (event) => this.tell?.(event));
    waiting.abort(WAIT_OVER);
    this.#waiting = undefined;
  }

  #complete(endpoint: ManagedEndpoint, step: number, end: AttemptEnd & { outcome: "success" }): Completion {
    const { clock, cache } = this.context;
    const { content, model, usage, finishReason, ttftMs } = end;
    const completion: Completion = {
      content,
      model,
      usage,
      responseTimeMs: clock.now() - this.#startedAt,
      ttftMs,
      fallbackUsed: !this.#planner.isFirstChoice(endpoint),
      attempt: step,
      endpoint: endpoint.id,
      finishReason,
      cached: false,
      attempts: this.#records,
    };
    cache.set(this.#cacheKey(), completion, clock.wallNow());
    this.#ending = { outcome: "success", endpoint: endpoint.id, model, usage, finishReason, ttftMs, content };
    return completion;
  }

  /** Nothing answered: the cached answer where every breaker refused, else the error that says why. */
  #withoutAnswer(): Completion {
    const { clock, cache, config, endpoints } = this.context;
    if (this.#halt === "cancelled") throw new RequestCancelledError(this.#records);
    const allRefused = !this.#planner.triedAny && this.#records.some((record) => record.kind === "circuit_open");
    const entry = allRefused && this.options.useCache !== false ? cache.get(this.#cacheKey(), clock.wallNow()) : undefined;
    if (entry) {
      const { completion } = entry;
      const tookMs = clock.now() - this.#startedAt;
      this.#ending = { outcome: "cached", endpoint: completion.endpoint, model: completion.model, usage: completion.usage, finishReason: completion.finishReason, content: completion.content };
      this.tell?.({ type: "delta", text: completion.content });
      return { ...completion, usage: { ...completion.usage }, cached: true, cachedAt: entry.at, responseTimeMs: tookMs, ttftMs: tookMs, attempts: this.#records };
    }
    const error = requestError({ records: this.#records, expired: this.#halt === "expired", totalTimeoutMs: config.totalTimeoutMs, endpoints, clock });
    const kind = "kind" in error ? error.kind : error.code === "CIRCUIT_OPEN" ? "circuit_open" : this.#records.findLast((record) => record.outcome === "failure")?.kind;
    this.#ending = { outcome: "failure", errorMessage: error.message, content: this.#shown?.text ?? "", ...(kind === undefined ? {} : { kind }) };
    throw error;
  }

  /** Whatever went wrong in here: nobody gets an exception without a kind and without the way the request took. */
  #unexpected(cause: unknown): EndpointError {
    const message = `Internal error: ${cause instanceof Error ? cause.message : String(cause)}`;
    this.context.logger.error("A request failed in an unexpected way", cause);
    for (const attempt of this.#active) attempt.cancel();
    this.#ending = { outcome: "failure", errorMessage: message, content: this.#shown?.text ?? "", kind: "internal" };
    return new EndpointError("internal", message, this.#records, { endpoint: this.#lastTried?.id, cause });
  }

  #expire(): void {
    this.#stop("expired");
    const { totalTimeoutMs } = this.context.config;
    for (const attempt of this.#active) {
      attempt.fail(new EndpointFailure("ttft_timeout", `${attempt.endpoint.id} sent no token before the request's ${durationText(totalTimeoutMs)} were over (${attempt.endpoint.address}).`, { counts: false }));
    }
  }

  #stop(why: "cancelled" | "expired"): void {
    this.#halt ??= why;
    this.#waiting?.abort(WAIT_OVER);
  }

  get #stopped(): boolean {
    return this.#halt !== undefined || this.#planner.over;
  }

  /** An endpoint that several steps pass over for the same reason is told of once. */
  #noteSkipped(step: number, skipped: Skip[]): void {
    for (const { endpoint, ...why } of skipped) {
      if (this.#records.some((record) => record.outcome === "skipped" && record.endpoint === endpoint.id && record.kind === why.kind)) continue;
      if (why.kind === "circuit_open") endpoint.breaker.countRefusal();
      this.#note({ endpoint: endpoint.id, step, startedAt: this.context.clock.wallNow(), durationMs: 0, outcome: "skipped", ...why });
    }
  }

  #note(record: AttemptRecord): void {
    this.#records.push(record);
    try {
      this.options.onAttempt?.(record);
    } catch (error) {
      this.context.logger.warn("An onAttempt listener threw", error);
    }
  }

  #report(): void {
    const { clock, onFinished } = this.context;
    onFinished({ content: this.#shown?.text ?? "", ...this.#ending, startedAt: this.#startedWall, durationMs: clock.now() - this.#startedAt, attempts: this.#records, messages: this.messages, ...(this.options.label ? { label: this.options.label } : {}) });
  }

  #cacheKey(): string {
    return cacheKey(this.messages, this.options);
  }
}
