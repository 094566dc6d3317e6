import { whenAborted } from "../../async/abort-listeners";
import type { ChatMessage } from "../../model/chat";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { EndpointError, RequestCancelledError } from "../../failure/errors";
import type { FailureKind } from "../../model/failure-kinds";
import { adaptTimeout, adaptWait } from "./adaptive";
import { cacheKey } from "./answer-cache";
import { Attempt } from "./attempt/attempt";
import type { AttemptEnd, AttemptEvent } from "./attempt/attempt-types";
import { AttemptList } from "./attempt-list";
import { durationText } from "./attempt/duration-text";
import { FirstTokenBudget } from "./attempt/budget";
import { runHedged, type Ended } from "./hedge";
import type { ManagedEndpoint } from "../endpoints/managed-endpoint";
import { requestError } from "./error";
import { StepPlanner, type Target } from "./planner";
import type { RunContext } from "./run-context";
import { waitForStep } from "./step-wait";
import type { StreamEvent } from "../../model/service-events";
import type { Completion, RequestOptions, RequestRecord } from "../../model/request";

/** The least time worth starting a further endpoint for within a step, in milliseconds. */
const LEAST_FURTHER_MS = 250;
const WAIT_OVER = Symbol("wait over");

/** One request on its way through the chain: step by step, until an endpoint has proved its answer or none is left. */
export class RequestRun {
  readonly #context: RunContext;
  readonly #messages: ChatMessage[];
  readonly #options: RequestOptions;
  readonly #tell: ((event: StreamEvent) => void) | undefined;
  readonly #active = new Set<Attempt>();
  readonly #attempts: AttemptList;
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

  /** @param tell gets what the caller shows as it comes, all but the end; undefined for one who only wants the whole answer */
  constructor(
    context: RunContext,
    messages: ChatMessage[],
    options: RequestOptions,
    tell?: (event: StreamEvent) => void,
  ) {
    this.#context = context;
    this.#messages = messages;
    this.#options = options;
    this.#tell = tell;
    const { clock, config, endpoints, balancer, logger } = context;
    this.#startedWall = clock.wallNow();
    this.#startedAt = clock.now();
    this.#attempts = new AttemptList(options.onAttempt, logger);
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
    const { signal } = this.#options;
    const leave = signal && whenAborted(signal, () => this.cancel());
    try {
      return (await this.#chain()) ?? this.#withoutAnswer();
    } catch (error) {
      if (this.#halt === "cancelled")
        throw new RequestCancelledError(this.#attempts.records, signal?.aborted ? signal.reason : undefined);
      throw error instanceof Error && "attempts" in error ? error : this.#unexpected(error);
    } finally {
      leave?.();
      this.#budget.end();
      this.#ending.durationMs = this.#elapsedMs;
    }
  }

  /** What is kept of the request; whole once it has ended. */
  get record(): RequestRecord {
    const { label } = this.#options;
    return {
      content: this.#shown?.text ?? "",
      durationMs: this.#elapsedMs,
      ...this.#ending,
      startedAt: this.#startedWall,
      attempts: this.#attempts.records,
      messages: this.#messages,
      ...(label && { label }),
    };
  }

  get #elapsedMs(): number {
    return this.#context.clock.now() - this.#startedAt;
  }

  async #chain(): Promise<Completion | undefined> {
    const { config, clock } = this.#context;
    for (let index = 0; index < config.chain.length && !this.#stopped; index++) {
      let choice = this.#planner.choose(index, this.#budget.remainingMs);
      if (choice.target && (this.#planner.triedAny || choice.target.waitMs > 0)) {
        await this.#waitBefore(index, choice.target);
        if (this.#stopped) break;
        // The wait may have changed what is open; the endpoint's own wish has been heard by now.
        choice = this.#planner.choose(index, this.#budget.remainingMs);
      }
      this.#attempts.addSkipped(index, choice.skipped, clock.wallNow());
      const completion = choice.target && (await this.#step(index, choice.target.endpoint));
      if (completion) return completion;
    }
    return undefined;
  }

  /** One step: its endpoint, and within the step's time further ones that no later step would reach. */
  async #step(index: number, first: ManagedEndpoint): Promise<Completion | undefined> {
    const { clock, config } = this.#context;
    const timeoutMs = this.#options.timeoutMs ?? config.chain[index]!.timeoutMs;
    const startedAt = clock.now();
    let endpoint: ManagedEndpoint | undefined = first;
    while (endpoint && !this.#stopped) {
      const leftMs = timeoutMs - (clock.now() - startedAt);
      if (endpoint !== first && leftMs < LEAST_FURTHER_MS) return undefined;
      const { attempt, end } = await this.#race(index, endpoint, endpoint === first ? timeoutMs : leftMs);
      if (end.outcome === "success") return this.#complete(attempt.endpoint, index, end);
      endpoint = this.#planner.furtherTarget(index);
    }
    return undefined;
  }

  /** An attempt at an endpoint, and one at another beside it where that takes too long. */
  #race(index: number, endpoint: ManagedEndpoint, timeoutMs: number): Promise<Ended> {
    const { clock, config } = this.#context;
    return runHedged({
      first: this.#begin(index, endpoint, timeoutMs),
      delayMs: config.hedgeDelayMs,
      clock,
      startSecond: () => {
        const second = this.#planner.hedge(index, endpoint);
        return second && this.#begin(index, second, timeoutMs);
      },
      hear: (event) => {
        if (event.type === "told") this.#show(event.attempt, event.event);
        else this.#finish(event.attempt, event.end, timeoutMs);
      },
    });
  }

  #begin(step: number, endpoint: ManagedEndpoint, timeoutMs: number): Attempt {
    const { config } = this.#context;
    const { idleTimeoutMs, loadTimeoutMs, thinkingTimeoutMs, throttleBackoffMs } = config;
    const adapts = config.adaptive && endpoint.knownWarm(this.#planner.modelFor(endpoint));
    const attempt = new Attempt(
      {
        endpoint,
        step,
        model: this.#planner.askedModel(endpoint),
        messages: this.#messages,
        temperature: this.#options.temperature,
        maxTokens: this.#options.maxTokens,
        streamed: this.#tell !== undefined,
        times: {
          timeoutMs: adapts ? adaptTimeout(timeoutMs, endpoint.ttft) : timeoutMs,
          idleTimeoutMs,
          loadTimeoutMs,
          thinkingTimeoutMs,
          throttleBackoffMs,
        },
        budget: this.#budget,
        planner: this.#planner,
      },
      this.#context,
    );
    this.#active.add(attempt);
    this.#lastTried = endpoint;
    this.#tell?.({ type: "attempt", endpoint: endpoint.id, step });
    return attempt;
  }

  /** Takes down how an attempt ended, and what follows for the rest of the chain. */
  #finish(attempt: Attempt, end: AttemptEnd, timeoutMs: number): void {
    const { network, logger, loads } = this.#context;
    this.#active.delete(attempt);
    const record = attempt.record(end);
    this.#attempts.add(record);
    const { endpoint } = attempt;
    if (end.outcome === "success" || (end.outcome === "failure" && end.failure.details.status !== undefined))
      network.noteAnswer(endpoint);
    if (end.outcome === "refused" || end.outcome === "cancelled") this.#planner.noteRefusal(endpoint);
    if (end.outcome !== "failure") return;
    logger.info(`${endpoint.id}: ${end.failure.kind}: ${end.failure.message}`);
    if (end.failure.kind === "internal") logger.error(`${endpoint.id}: internal error`, end.failure.cause);
    this.#planner.noteFailure(endpoint, end.failure, end.verdict, timeoutMs);
    if (end.shown) this.#broken = end.failure.kind;
    const next = this.#planner.alternative(record.step, endpoint);
    if (next) loads.start(next, this.#planner.modelFor(next));
  }

  #show(attempt: Attempt, event: AttemptEvent): void {
    if (event.type === "delta") this.#shown = attempt;
    if (!this.#tell || this.#halt === "cancelled") return;
    const endpoint = attempt.endpoint.id;
    if (event.type !== "delta") return this.#tell({ ...event, endpoint });
    if (this.#broken !== undefined) {
      this.#tell({ type: "restart", endpoint, reason: this.#broken });
      this.#broken = undefined;
    }
    this.#tell(event);
  }

  async #waitBefore(index: number, { endpoint, waitMs }: Target): Promise<void> {
    const { config } = this.#context;
    const configuredMs = this.#planner.triedAny ? (config.chain[index]!.delayMs ?? 0) : 0;
    const delayMs = config.adaptive ? adaptWait(configuredMs, endpoint.ttft) : configuredMs;
    const waiting = (this.#waiting = new AbortController());
    const wait = {
      endpoint,
      model: this.#planner.modelFor(endpoint),
      same: endpoint === this.#lastTried,
      hintMs: waitMs,
      delayMs,
    };
    await waitForStep(wait, this.#context, waiting.signal, (event) => this.#tell?.(event));
    waiting.abort(WAIT_OVER);
    this.#waiting = undefined;
  }

  #complete(endpoint: ManagedEndpoint, step: number, end: AttemptEnd & { outcome: "success" }): Completion {
    const { clock, cache } = this.#context;
    const { content, model, usage, finishReason, ttftMs } = end;
    const completion: Completion = {
      content,
      model,
      usage,
      responseTimeMs: this.#elapsedMs,
      ttftMs,
      fallbackUsed: !this.#planner.isFirstChoice(endpoint),
      attempt: step,
      endpoint: endpoint.id,
      finishReason,
      cached: false,
      attempts: this.#attempts.records,
    };
    cache.set(this.#cacheKey, completion, clock.wallNow());
    this.#ending = { outcome: "success", endpoint: endpoint.id, model, usage, finishReason, ttftMs, content };
    return completion;
  }

  /** Nothing answered: the cached answer where every breaker refused, else the error that says why. */
  #withoutAnswer(): Completion {
    const { clock, config, endpoints } = this.#context;
    const { records } = this.#attempts;
    if (this.#halt === "cancelled") throw new RequestCancelledError(records);
    const cached = this.#cached();
    if (cached) return cached;
    const error = requestError({
      records,
      expired: this.#halt === "expired",
      totalTimeoutMs: config.totalTimeoutMs,
      endpoints,
      clock,
    });
    const kind =
      "kind" in error
        ? error.kind
        : error.code === "CIRCUIT_OPEN"
          ? "circuit_open"
          : records.findLast((record) => record.outcome === "failure")?.kind;
    this.#ending = {
      outcome: "failure",
      errorMessage: error.message,
      content: this.#shown?.text ?? "",
      ...(kind !== undefined && { kind }),
    };
    throw error;
  }

  /** The answer to the same request from before, where every breaker refused and the caller may be given one. */
  #cached(): Completion | undefined {
    const { clock, cache } = this.#context;
    const allRefused =
      !this.#planner.triedAny && this.#attempts.records.some((record) => record.kind === "circuit_open");
    const entry =
      allRefused && this.#options.useCache !== false ? cache.get(this.#cacheKey, clock.wallNow()) : undefined;
    if (!entry) return undefined;
    const { endpoint, model, usage, finishReason, content } = entry.completion;
    const tookMs = this.#elapsedMs;
    this.#ending = { outcome: "cached", endpoint, model, usage, finishReason, content };
    this.#tell?.({ type: "delta", text: content });
    return {
      ...entry.completion,
      usage: { ...usage },
      cached: true,
      cachedAt: entry.at,
      responseTimeMs: tookMs,
      ttftMs: tookMs,
      attempts: this.#attempts.records,
    };
  }

  /** Whatever went wrong in here: nobody gets an exception without a kind and without the way the request took. */
  #unexpected(cause: unknown): EndpointError {
    const message = `Internal error: ${cause instanceof Error ? cause.message : String(cause)}`;
    this.#context.logger.error("A request failed in an unexpected way", cause);
    for (const attempt of this.#active) attempt.cancel();
    this.#ending = { outcome: "failure", errorMessage: message, content: this.#shown?.text ?? "", kind: "internal" };
    return new EndpointError("internal", message, this.#attempts.records, { endpoint: this.#lastTried?.id, cause });
  }

  #expire(): void {
    this.#stop("expired");
    const limit = durationText(this.#context.config.totalTimeoutMs);
    for (const attempt of this.#active) {
      const { id, address } = attempt.endpoint;
      attempt.fail(
        new EndpointFailure(
          "ttft_timeout",
          `${id} sent no token before the request's ${limit} were over (${address}).`,
          { counts: false },
        ),
      );
    }
  }

  #stop(why: "cancelled" | "expired"): void {
    this.#halt ??= why;
    this.#waiting?.abort(WAIT_OVER);
  }

  get #stopped(): boolean {
    return this.#halt !== undefined || this.#planner.over;
  }

  get #cacheKey(): string {
    return cacheKey(this.#messages, this.#options);
  }
}
