import { whenAborted } from "../../async/abort-listeners";
import { untilAborted } from "../../async/wait";
import { EndpointError, RequestCancelledError } from "../../failure/errors";
import { t } from "../../l10n/t";
import { adaptTimeout, adaptWait } from "./adaptive";
import { cacheKey } from "./answer-cache";
import { AnswerReader } from "./answer-reader";
import { Attempt } from "./attempt/attempt";
import type { AttemptEnd } from "./attempt/attempt-types";
import { AttemptList } from "./attempt-list";
import { FirstTokenBudget } from "./attempt/budget";
import { runHedged, type Ended } from "./hedge";
import type { ManagedEndpoint } from "../endpoints/managed-endpoint";
import { requestError } from "./error";
import { callOf, type RequestInput } from "./input";
import { StepPlanner, type Target } from "./planner";
import { requestRecord, type RequestEnd } from "./request-end";
import type { Run, RunContext, RunFactory } from "./run-context";
import { needsOf, type RequestNeeds } from "./needs";
import { waitForStep } from "./step-wait";
import { wordsOfMessage } from "./words-of-message";
import { UnderWay } from "./under-way";
import type { StreamEvent } from "../../model/service-events";
import type { Completion, RequestRecord } from "../../model/request";

/** The least time worth starting a further endpoint for within a step, in milliseconds. */
const LEAST_FURTHER_MS = 250;

/** A request through the chain. */
export const createRun: RunFactory = (context, input, tell) => new RequestRun(context, input, tell);

/** One request on its way through the chain: step by step, until an endpoint has proved its answer or none is left. */
class RequestRun implements Run {
  readonly #context: RunContext;
  readonly #input: RequestInput;
  readonly #reader: AnswerReader;
  readonly #underWay = new UnderWay();
  readonly #attempts: AttemptList;
  readonly #needs: RequestNeeds;
  readonly #planner: StepPlanner;
  readonly #budget: FirstTokenBudget;
  readonly #startedWall: number;
  readonly #startedAt: number;
  #lastTried: ManagedEndpoint | undefined;

  /** @param tell gets what the caller shows as it comes, all but the end; undefined for one who only wants the whole answer */
  constructor(context: RunContext, input: RequestInput, tell?: (event: StreamEvent) => void) {
    this.#context = context;
    this.#input = input;
    this.#reader = new AnswerReader(tell);
    const { clock, config, endpoints, balancer, logger } = context;
    const { options } = input;
    this.#startedWall = clock.wallNow();
    this.#startedAt = clock.now();
    this.#attempts = new AttemptList(options.onAttempt, logger);
    this.#needs = needsOf(input);
    this.#planner = new StepPlanner(config, endpoints, balancer, clock, options.model, this.#needs);
    this.#budget = new FirstTokenBudget(clock, config.totalTimeoutMs, () =>
      this.#underWay.expire(config.totalTimeoutMs),
    );
  }

  cancel(reason?: unknown): void {
    this.#reader.leave();
    this.#underWay.cancel(reason);
  }

  /** Runs the request, once. Never rejects. */
  async run(): Promise<{ end: RequestEnd; record: RequestRecord }> {
    const { messages, options } = this.#input;
    const { signal, label } = options;
    let end: RequestEnd;
    let unfollow: (() => void) | undefined;
    try {
      unfollow = signal && whenAborted(signal, () => this.cancel(signal.reason));
      end = await this.#end();
    } catch (error) {
      end = this.#unexpected(error);
    } finally {
      this.#budget.end();
      unfollow?.();
    }
    const record = requestRecord(end, {
      startedAt: this.#startedWall,
      durationMs: this.#elapsedMs,
      messages: messages.map(wordsOfMessage),
      attempts: this.#attempts.records,
      shownText: this.#reader.text,
      ...(label && { label }),
      ...(this.#context.config.localOnly && { localOnly: true }),
    });
    return { end, record };
  }

  get #elapsedMs(): number {
    return this.#context.clock.now() - this.#startedAt;
  }

  async #end(): Promise<RequestEnd> {
    const ready = this.#context.shared?.ready();
    if (ready) await this.#underWay.wait((signal) => untilAborted(ready, signal).catch(() => undefined));
    const completion = await this.#chain();
    return completion ? { type: "answered", completion } : this.#withoutAnswer();
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
    const timeoutMs = this.#input.options.timeoutMs ?? config.chain[index]!.timeoutMs;
    const startedAt = clock.now();
    let endpoint: ManagedEndpoint | undefined = first;
    while (endpoint && !this.#stopped) {
      const leftMs = timeoutMs - (clock.now() - startedAt);
      if (endpoint !== first && leftMs < LEAST_FURTHER_MS) return undefined;
      // The first has the step's whole time: by what a real clock has gone on meanwhile, the same step again would be a longer one.
      const { attempt, end } = await this.#race(index, endpoint, endpoint === first ? timeoutMs : leftMs);
      if (end.outcome === "success") return this.#complete(attempt, index, end);
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
        // The time for it may come together with the end of the request.
        const second = this.#stopped ? undefined : this.#planner.hedge(index, endpoint);
        return second && this.#begin(index, second, timeoutMs);
      },
      hear: (event) => {
        if (event.type === "told") this.#reader.show(event.attempt, event.event);
        else this.#finish(event.attempt, event.end, timeoutMs);
      },
    });
  }

  #begin(step: number, endpoint: ManagedEndpoint, timeoutMs: number): Attempt {
    const { options } = this.#input;
    const { config } = this.#context;
    const { idleTimeoutMs, loadTimeoutMs, thinkingTimeoutMs, throttleBackoffMs } = config;
    const adapts = config.adaptive && endpoint.knownWarm(this.#planner.modelFor(endpoint));
    const attempt = new Attempt(
      {
        endpoint,
        step,
        model: this.#planner.askedModel(endpoint),
        call: callOf(this.#input),
        thinking: options.thinking ?? false,
        needs: this.#needs.needs,
        streamed: this.#reader.watches,
        times: {
          timeoutMs: adapts ? adaptTimeout(timeoutMs, endpoint.ttft) : timeoutMs,
          atMostMs: timeoutMs,
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
    this.#underWay.begin(attempt);
    this.#lastTried = endpoint;
    this.#reader.tell({ type: "attempt", endpoint: endpoint.id, step });
    return attempt;
  }

  /** Takes down how an attempt ended, and what follows for the rest of the chain. */
  #finish(attempt: Attempt, end: AttemptEnd, timeoutMs: number): void {
    const { network, logger, loads } = this.#context;
    this.#underWay.end(attempt);
    const record = attempt.record(end);
    this.#attempts.add(record);
    const { endpoint } = attempt;
    if (end.outcome === "success" || (end.outcome === "failure" && end.failure.details.status !== undefined))
      network.noteAnswer(endpoint);
    if (end.outcome === "refused") this.#planner.noteRefusal(endpoint);
    if (end.outcome !== "failure") return;
    logger.info(`${endpoint.id}: ${end.failure.kind}: ${end.failure.message}`);
    if (end.failure.kind === "internal") logger.error(`${endpoint.id}: internal error`, end.failure.cause);
    this.#planner.noteFailure(endpoint, end.failure, end.verdict, timeoutMs);
    if (end.shown) this.#reader.brokeOff(end.failure.kind);
    const next = this.#planner.alternative(record.step, endpoint);
    if (next) loads.start(next, this.#planner.modelFor(next));
  }

  async #waitBefore(index: number, { endpoint, waitMs }: Target): Promise<void> {
    const { config } = this.#context;
    const configuredMs = this.#planner.triedAny ? (config.chain[index]!.delayMs ?? 0) : 0;
    const wait = {
      endpoint,
      model: this.#planner.modelFor(endpoint),
      same: endpoint === this.#lastTried,
      hintMs: waitMs,
      delayMs: config.adaptive ? adaptWait(configuredMs, endpoint.ttft) : configuredMs,
    };
    await this.#underWay.wait((signal) =>
      waitForStep(wait, this.#context, signal, (event) => this.#reader.tell(event)),
    );
  }

  #complete(attempt: Attempt, step: number, end: AttemptEnd & { outcome: "success" }): Completion {
    const { clock, cache } = this.#context;
    const { endpoint } = attempt;
    const { content, toolCalls, model, usage, finishReason, ttftMs, promptTruncated, unreadable } = end;
    if (toolCalls) this.#reader.showCalls(attempt, toolCalls);
    const completion: Completion = {
      content,
      ...(toolCalls && { toolCalls }),
      model,
      usage,
      responseTimeMs: this.#elapsedMs,
      ttftMs,
      fallbackUsed: !this.#planner.isFirstChoice(endpoint),
      attempt: step,
      endpoint: endpoint.id,
      finishReason,
      ...(promptTruncated && { promptTruncated }),
      cached: false,
      ...(unreadable !== undefined && { unreadable }),
      attempts: this.#attempts.records,
    };
    const key = this.#cacheKey;
    if (key !== undefined) cache.set(key, completion, clock.wallNow());
    return completion;
  }

  /** Nothing answered: the cached answer where every breaker refused, else the error that says why. */
  #withoutAnswer(): RequestEnd {
    const { clock, config, endpoints } = this.#context;
    const { records } = this.#attempts;
    const { halt } = this.#underWay;
    if (halt?.type === "cancelled")
      return { type: "cancelled", error: new RequestCancelledError(records, halt.reason) };
    const cached = this.#cached();
    if (cached) return { type: "answered", completion: cached };
    const expired = halt?.type === "expired";
    const { totalTimeoutMs } = config;
    return { type: "failed", error: requestError({ records, expired, totalTimeoutMs, endpoints, clock }) };
  }

  /** The answer to the same request from before, where every breaker refused and the caller may be given one. */
  #cached(): Completion | undefined {
    const { clock, cache } = this.#context;
    const { records } = this.#attempts;
    const allRefused = !this.#planner.triedAny && records.some((record) => record.kind === "circuit_open");
    if (!allRefused || this.#input.options.useCache === false) return undefined;
    const key = this.#cacheKey;
    const entry = key === undefined ? undefined : cache.get(key, clock.wallNow());
    if (!entry) return undefined;
    this.#reader.tell({ type: "delta", text: entry.completion.content });
    return {
      ...entry.completion,
      usage: { ...entry.completion.usage },
      cached: true,
      cachedAt: entry.at,
      responseTimeMs: this.#elapsedMs,
      ttftMs: this.#elapsedMs,
      attempts: records,
    };
  }

  /** Whatever went wrong in here: nobody gets an exception without a kind and without the way the request took. */
  #unexpected(cause: unknown): RequestEnd {
    const { records } = this.#attempts;
    this.#context.logger.error("A request failed in an unexpected way", cause);
    this.#underWay.cancel(cause);
    const message = t("Internal error: {0}", cause instanceof Error ? cause.message : String(cause));
    const endpoint = this.#lastTried?.id;
    return { type: "failed", error: new EndpointError("internal", message, records, { endpoint, cause }) };
  }

  get #stopped(): boolean {
    return this.#underWay.halt !== undefined || this.#planner.over;
  }

  get #cacheKey(): string | undefined {
    return cacheKey(this.#input.messages, this.#input.options);
  }
}
