import type { Clock } from "../breaker/types";
import type { ChatMessage } from "../endpoint/chat";
import { EndpointFailure } from "../failure/endpoint-failure";
import { RequestCancelledError } from "../failure/errors";
import type { FailureKind } from "../failure/kinds";
import type { Logger } from "../ports/logger";
import { adaptTimeout, adaptWait } from "./adaptive";
import { cacheKey, type AnswerCache } from "./answer-cache";
import { Attempt, type AttemptEnd, type AttemptEvent } from "./attempt";
import type { Balancer } from "./balancer";
import type { ResolvedConfig } from "./config";
import { durationText } from "./duration-text";
import { FirstTokenBudget } from "./first-token-budget";
import { runAlone, runHedged, type Told } from "./hedge";
import type { ManagedEndpoint } from "./managed-endpoint";
import type { NetworkWatch } from "./network-watch";
import { requestError } from "./request-error";
import { StepPlanner, type Target } from "./step-planner";
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
  #shown = "";
  #ending: Pick<RequestRecord, "outcome"> & Partial<RequestRecord> = { outcome: "cancelled" };

  constructor(
    private readonly context: RunContext,
    private readonly messages: ChatMessage[],
    private readonly options: RequestOptions,
    /** True: the caller shows text as it comes. */
    private readonly streamed: boolean,
  ) {
    const { clock, config, endpoints, balancer } = context;
    this.#startedWall = clock.wallNow();
    this.#startedAt = clock.now();
    this.#planner = new StepPlanner(config, endpoints, balancer, clock, (endpoint) => this.#modelFor(endpoint), (endpoint, step, skip) => this.#skip(endpoint, step, skip));
    this.#budget = new FirstTokenBudget(clock, config.totalTimeoutMs, () => this.#expire());
  }

  /** The caller wants no answer any more. Sockets close at once. */
  cancel(): void {
    this.#stop("cancelled");
    for (const attempt of this.#active) attempt.cancel();
  }

  /** Runs the request. Throws what `LlmService.complete` is said to reject with. */
  async *events(): AsyncGenerator<StreamEvent, Completion> {
    const { signal } = this.options;
    const cancel = () => this.cancel();
    signal?.addEventListener("abort", cancel, { once: true });
    if (signal?.aborted) this.cancel();
    try {
      const completion = yield* this.#chain();
      if (this.streamed) yield { type: "done", completion };
      return completion;
    } catch (error) {
      if (this.#halt === "cancelled") throw new RequestCancelledError(this.#records, signal?.aborted ? signal.reason : undefined);
      throw error;
    } finally {
      signal?.removeEventListener("abort", cancel);
      if (this.#active.size > 0) this.cancel();
      this.#budget.end();
      this.#report();
    }
  }

  async *#chain(): AsyncGenerator<StreamEvent, Completion> {
    const { chain } = this.context.config;
    for (let index = 0; index < chain.length && !this.#stopped; index++) {
      let target = this.#planner.target(index, this.#budget.remainingMs);
      if (!target) continue;
      if (this.#planner.triedAny || target.waitMs > 0) {
        yield* this.#waitBefore(index, target);
        if (this.#stopped) break;
        // The wait may have changed what is open; the endpoint's own wish has been heard by now.
        target = this.#planner.target(index, this.#budget.remainingMs);
        if (!target) continue;
      }
      const completion = yield* this.#step(index, target.endpoint);
      if (completion) return completion;
    }
    if (this.#halt === "cancelled") throw new RequestCancelledError(this.#records);
    return yield* this.#withoutAnswer();
  }

  /** One step: its endpoint, and within the step's time further ones that no later step would reach. */
  async *#step(index: number, first: ManagedEndpoint): AsyncGenerator<StreamEvent, Completion | undefined> {
    const { clock, config } = this.context;
    const timeoutMs = this.options.timeoutMs ?? config.chain[index]!.timeoutMs;
    const startedAt = clock.now();
    let endpoint: ManagedEndpoint | undefined = first;
    while (endpoint && !this.#stopped) {
      const leftMs = timeoutMs - (clock.now() - startedAt);
      if (endpoint !== first && leftMs < LEAST_FURTHER_MS) return undefined;
      const { attempt, value } = yield* this.#attempt(index, endpoint, endpoint === first ? timeoutMs : leftMs);
      if (value.outcome === "success") return this.#complete(attempt.endpoint, index, value);
      endpoint = this.#planner.furtherTarget(index);
    }
    return undefined;
  }

  async *#attempt(index: number, endpoint: ManagedEndpoint, timeoutMs: number): AsyncGenerator<StreamEvent, Told<AttemptEnd>> {
    const { clock, config } = this.context;
    const attempt = this.#begin(index, endpoint, timeoutMs);
    if (this.streamed) yield { type: "attempt", endpoint: endpoint.id, step: index };
    const hedges: Attempt[] = [];
    const runner =
      config.hedgeDelayMs > 0
        ? runHedged(
            attempt,
            config.hedgeDelayMs,
            clock,
            () => {
              const second = this.#planner.hedge(index, endpoint);
              if (!second) return undefined;
              hedges.push(this.#begin(index, second, timeoutMs));
              return hedges[0];
            },
            { onLost: (lost) => this.#finish(lost, { outcome: "cancelled" }, timeoutMs), onFailed: (failed, end) => this.#finish(failed, end, timeoutMs) },
          )
        : runAlone(attempt);
    let running = true;
    try {
      for (;;) {
        const { value: told, done } = await runner.next();
        if (done) {
          running = false;
          this.#finish(told.attempt, told.value, timeoutMs);
          return told;
        }
        for (const hedge of hedges.splice(0)) yield { type: "attempt", endpoint: hedge.endpoint.id, step: index };
        if (told.value.type === "delta" && this.#broken !== undefined) {
          yield { type: "restart", endpoint: told.attempt.endpoint.id, reason: this.#broken };
          this.#broken = undefined;
          this.#shown = "";
        }
        if (this.streamed) yield this.#streamEvent(told);
      }
    } finally {
      if (running) {
        // The consumer left: slots, permits and sockets go back before it is told so.
        this.#finish(attempt, { outcome: "cancelled" }, timeoutMs);
        await runner.return({ attempt, value: { outcome: "cancelled" } });
      }
    }
  }

  #begin(index: number, endpoint: ManagedEndpoint, timeoutMs: number): Attempt {
    const { config, clock, network, warmUps, onStatus } = this.context;
    const model = this.#modelFor(endpoint);
    const attempt = new Attempt({
      endpoint,
      step: index,
      model: this.#askedModel(endpoint),
      messages: this.messages,
      temperature: this.options.temperature,
      maxTokens: this.options.maxTokens,
      streamed: this.streamed,
      timeoutMs: config.adaptive && endpoint.knownWarm(model) ? adaptTimeout(timeoutMs, endpoint.ttft) : timeoutMs,
      idleTimeoutMs: config.idleTimeoutMs,
      loadTimeoutMs: config.loadTimeoutMs,
      throttleBackoffMs: config.throttleBackoffMs,
      budget: this.#budget,
      clock,
      hasAlternative: () => this.#planner.alternative(index, endpoint) !== undefined,
      keepLoading: (cold, coldModel) => warmUps.start(cold, coldModel),
      isOnline: (failing) => network.isOnline(failing),
      onStatus: () => onStatus(endpoint),
    });
    this.#active.add(attempt);
    this.#lastTried = endpoint;
    return attempt;
  }

  /** Takes down how an attempt ended, and what follows for the rest of the chain. */
  #finish(attempt: Attempt, end: AttemptEnd, timeoutMs: number): void {
    this.#active.delete(attempt);
    const record = attempt.record(end);
    this.#tell(record);
    const { endpoint } = attempt;
    if (end.outcome === "success" || (end.outcome === "failure" && end.failure.details.status !== undefined)) this.context.network.noteAnswer(endpoint);
    if (end.outcome !== "failure") return;
    this.context.logger.info(`${endpoint.id}: ${end.failure.kind}: ${end.failure.message}`);
    if (end.failure.kind === "internal") this.context.logger.error(`${endpoint.id}: internal error`, end.failure.cause);
    this.#planner.noteFailure(endpoint, end.failure, end.verdict, timeoutMs);
    if (end.shown) this.#broken = end.failure.kind;
    const next = this.#planner.alternative(record.step, endpoint);
    if (next) this.context.warmUps.start(next, this.#modelFor(next));
  }

  #streamEvent({ attempt, value }: Told<AttemptEvent>): StreamEvent {
    const endpoint = attempt.endpoint.id;
    switch (value.type) {
      case "delta":
        this.#shown += value.text;
        return value;
      case "queued":
        return { type: "queued", endpoint, position: value.position };
      case "loading":
        return { type: "loading", endpoint, model: value.model, elapsedMs: value.elapsedMs };
    }
  }

  async *#waitBefore(index: number, { endpoint, waitMs }: Target): AsyncGenerator<StreamEvent, void> {
    const { config } = this.context;
    const configuredMs = this.#planner.triedAny ? (config.chain[index]!.delayMs ?? 0) : 0;
    const delayMs = config.adaptive ? adaptWait(configuredMs, endpoint.ttft) : configuredMs;
    const waiting = (this.#waiting = new AbortController());
    try {
      yield* waitForStep({ endpoint, model: this.#modelFor(endpoint), same: endpoint === this.#lastTried, hintMs: waitMs, delayMs }, this.context, waiting.signal);
    } finally {
      waiting.abort(WAIT_OVER);
      this.#waiting = undefined;
    }
  }

  #complete(endpoint: ManagedEndpoint, step: number, end: AttemptEnd & { outcome: "success" }): Completion {
    const { clock, config, cache } = this.context;
    const [firstChoice] = config.chain.length > 0 ? this.#planner.candidates(config.chain[0]!) : [];
    const completion: Completion = {
      content: end.content,
      model: end.model,
      usage: end.usage,
      responseTimeMs: clock.now() - this.#startedAt,
      ttftMs: end.ttftMs,
      fallbackUsed: firstChoice !== undefined && endpoint !== firstChoice,
      attempt: step,
      endpoint: endpoint.id,
      finishReason: end.finishReason,
      cached: false,
      attempts: this.#records,
    };
    cache.set(this.#cacheKey(), completion, clock.wallNow());
    this.#ending = { outcome: "success", endpoint: endpoint.id, model: end.model, usage: end.usage, finishReason: end.finishReason, ttftMs: end.ttftMs, content: end.content };
    return completion;
  }

  /** Nothing answered: the cached answer where every breaker refused, else the error that says why. */
  async *#withoutAnswer(): AsyncGenerator<StreamEvent, Completion> {
    const { clock, cache, config, endpoints } = this.context;
    const allRefused = !this.#planner.triedAny && this.#records.some((record) => record.kind === "circuit_open");
    const entry = allRefused && this.options.useCache !== false ? cache.get(this.#cacheKey(), clock.wallNow()) : undefined;
    if (entry) {
      const { completion } = entry;
      const cached: Completion = { ...completion, cached: true, cachedAt: entry.at, responseTimeMs: clock.now() - this.#startedAt, ttftMs: clock.now() - this.#startedAt, attempts: this.#records };
      this.#ending = { outcome: "cached", endpoint: completion.endpoint, model: completion.model, usage: completion.usage, finishReason: completion.finishReason, content: completion.content };
      yield { type: "delta", text: completion.content };
      return cached;
    }
    const error = requestError({ records: this.#records, expired: this.#halt === "expired", totalTimeoutMs: config.totalTimeoutMs, endpoints, clock });
    const kind = "kind" in error ? error.kind : error.code === "CIRCUIT_OPEN" ? "circuit_open" : this.#records.findLast((record) => record.outcome === "failure")?.kind;
    this.#ending = { outcome: "failure", errorMessage: error.message, content: this.#shown, ...(kind === undefined ? {} : { kind }) };
    throw error;
  }

  #expire(): void {
    this.#stop("expired");
    const { totalTimeoutMs } = this.context.config;
    for (const attempt of this.#active) {
      attempt.fail(new EndpointFailure("ttft_timeout", `${attempt.endpoint.id} sent no token before the request's ${durationText(totalTimeoutMs)} were over (${attempt.endpoint.config.url}).`, { counts: false }));
    }
  }

  #stop(why: "cancelled" | "expired"): void {
    this.#halt ??= why;
    this.#waiting?.abort(WAIT_OVER);
  }

  get #stopped(): boolean {
    return this.#halt !== undefined || this.#planner.over;
  }

  #skip(endpoint: ManagedEndpoint, step: number, skip: Pick<AttemptRecord, "kind" | "message" | "status">): void {
    if (this.#records.some((record) => record.outcome === "skipped" && record.endpoint === endpoint.id && record.kind === skip.kind)) return;
    // The breaker counts whom it refuses.
    if (skip.kind === "circuit_open") endpoint.breaker.tryAcquire()?.release();
    this.#tell({ endpoint: endpoint.id, step, startedAt: this.context.clock.wallNow(), durationMs: 0, outcome: "skipped", ...skip });
  }

  #tell(record: AttemptRecord): void {
    this.#records.push(record);
    try {
      this.options.onAttempt?.(record);
    } catch (error) {
      this.context.logger.warn("An onAttempt listener threw", error);
    }
  }

  #report(): void {
    const { clock, onFinished } = this.context;
    onFinished({ content: this.#shown, ...this.#ending, startedAt: this.#startedWall, durationMs: clock.now() - this.#startedAt, attempts: this.#records, messages: this.messages, ...(this.options.label ? { label: this.options.label } : {}) });
  }

  /** The request's model where it may be meant for this endpoint: a fallback with a model of its own keeps that. */
  #askedModel(endpoint: ManagedEndpoint): string | undefined {
    const { model } = this.options;
    if (model === undefined) return endpoint.config.model;
    const { chain } = this.context.config;
    const meant = chain.length === 0 || this.#planner.candidates(chain[0]!).includes(endpoint);
    return meant ? model : (endpoint.config.model ?? model);
  }

  #modelFor(endpoint: ManagedEndpoint): string | undefined {
    return this.#askedModel(endpoint) ?? endpoint.defaultModel;
  }

  #cacheKey(): string {
    return cacheKey(this.messages, this.options);
  }
}
