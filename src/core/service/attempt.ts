import type { Clock, Permit } from "../breaker/types";
import type { ChatMessage, Usage } from "../endpoint/chat";
import { EndpointFailure } from "../failure/endpoint-failure";
import { judge, type Verdict } from "../failure/verdict";
import type { Bulkhead } from "./bulkhead";
import { durationText } from "./duration-text";
import type { FirstTokenBudget } from "./first-token-budget";
import { LoadWatch } from "./load-watch";
import type { ManagedEndpoint } from "./managed-endpoint";
import type { AttemptRecord } from "./types";
import { Notices, sleep, untilAborted } from "./wait";
import { Watchdog } from "./watchdog";

export interface AttemptInput {
  endpoint: ManagedEndpoint;
  /** Index of the chain step. */
  step: number;
  /** The model asked for; without it the endpoint's own. */
  model: string | undefined;
  messages: ChatMessage[];
  temperature: number | undefined;
  maxTokens: number | undefined;
  /** True: text is shown as it comes, so that an answer that breaks off cannot simply be asked for again. */
  streamed: boolean;
  /** Time to the first token, in milliseconds, from when our own queue is left. */
  timeoutMs: number;
  idleTimeoutMs: number;
  loadTimeoutMs: number;
  throttleBackoffMs: number;
  budget: FirstTokenBudget;
  clock: Clock;
  /** True while another healthy endpoint could serve instead of waiting for a load. */
  hasAlternative(): boolean;
  /** Starts the model's load on a connection of its own, so that giving up here does not abort it. */
  keepLoading(endpoint: ManagedEndpoint, model: string): void;
  /** Whether the network is there, after a name did not resolve. */
  isOnline(endpoint: ManagedEndpoint): Promise<boolean>;
  /** Something the status shows has changed. */
  onStatus(): void;
}

export type AttemptEvent =
  | { type: "queued"; position: number }
  | { type: "loading"; model: string; elapsedMs: number }
  | { type: "delta"; text: string };

export type AttemptEnd =
  | { outcome: "success"; content: string; model: string; finishReason: string; usage: Usage; ttftMs: number }
  | { outcome: "failure"; failure: EndpointFailure; verdict: Verdict; shown: boolean }
  /** The breaker refused after our own queue had been waited in. */
  | { outcome: "refused" }
  | { outcome: "cancelled" };

/** What an attempt waits for; each phase has its own allowance. */
type Phase = { type: "first_token" } | { type: "loading"; since: number } | { type: "streaming" };

/** The reason with which an attempt is aborted that nobody wants any more: never a failure. */
const UNWANTED = Symbol("unwanted");
const NO_USAGE: Usage = { promptTokens: 0, completionTokens: 0, totalTokens: 0 };

/**
 * One try at one endpoint: queue, permit, call, verdict. Yields what a person should see, returns how it ended, and whatever
 * happens gives its slot, its permit, its timers and its socket back.
 */
export class Attempt {
  readonly #abort = new AbortController();
  readonly #notices = new Notices<AttemptEvent>();
  readonly #watchdog: Watchdog;
  readonly #startedWall: number;
  readonly #startedAt: number;
  #phase: Phase = { type: "first_token" };
  #callStartedAt: number;
  #queuedMs = 0;
  #loadedMs = 0;
  #ttftMs: number | undefined;
  #parts: string[] = [];
  #model: string | undefined;
  /** True once the answer is complete: nothing is left to abort. */
  #ended = false;

  constructor(private readonly input: AttemptInput) {
    const { clock } = input;
    this.#watchdog = new Watchdog(clock, () => this.#expire());
    this.#startedWall = clock.wallNow();
    this.#startedAt = this.#callStartedAt = clock.now();
    this.#model = input.model ?? input.endpoint.defaultModel;
  }

  get endpoint(): ManagedEndpoint {
    return this.input.endpoint;
  }

  /** Nobody wants the answer any more: closes the socket, gives the permit back without a verdict. */
  cancel(): void {
    this.#abort.abort(UNWANTED);
  }

  /** Ends the attempt with a failure decided outside, such as the request's total time being up. */
  fail(failure: EndpointFailure): void {
    this.#abort.abort(failure);
  }

  async *run(): AsyncGenerator<AttemptEvent, AttemptEnd> {
    const { endpoint, clock } = this.input;
    const bulkhead = endpoint.bulkhead(this.#model ?? "");
    if (!bulkhead.tryEnter()) {
      const queuedAt = clock.now();
      const cancelled = yield* this.#queue(bulkhead);
      this.#queuedMs = clock.now() - queuedAt;
      if (cancelled) return { outcome: "cancelled" };
    }
    this.#callStartedAt = clock.now();
    const permit = endpoint.breaker.tryAcquire();
    if (!permit) {
      bulkhead.leave();
      return { outcome: "refused" };
    }
    this.input.onStatus();
    try {
      return yield* this.#call(permit);
    } catch (error) {
      return await this.#judge(error, permit);
    } finally {
      this.#watchdog.stop();
      this.#leaveLoading();
      // Reached by a consumer that left too: an unreported permit goes back, an open socket closes.
      permit.release();
      if (!this.#ended) this.#abort.abort(UNWANTED);
      bulkhead.leave();
      this.input.onStatus();
    }
  }

  /** How the attempt stands in the request's list of attempts. */
  record(end: AttemptEnd): AttemptRecord {
    const { endpoint, step, clock } = this.input;
    const failure = end.outcome === "failure" ? end.failure : undefined;
    return {
      endpoint: endpoint.id,
      step,
      startedAt: this.#startedWall,
      durationMs: clock.now() - this.#startedAt,
      outcome: end.outcome === "refused" ? "skipped" : end.outcome,
      ...(this.#queuedMs > 0 ? { queuedMs: this.#queuedMs } : {}),
      ...(this.#ttftMs === undefined ? {} : { ttftMs: this.#ttftMs }),
      ...(this.#parts.length === 0 ? {} : { chunks: this.#parts.length }),
      ...(this.#model === undefined ? {} : { model: this.#model }),
      ...(end.outcome === "refused" ? { kind: "circuit_open" as const } : {}),
      ...(failure ? { kind: failure.kind, message: failure.message } : {}),
      ...(failure?.details.status === undefined ? {} : { status: failure.details.status }),
    };
  }

  /** Waits in our own queue. @returns true when the request was cancelled meanwhile. */
  async *#queue(bulkhead: Bulkhead): AsyncGenerator<AttemptEvent, boolean> {
    const { budget } = this.input;
    budget.suspend();
    let state: "waiting" | "entered" | "left" = "waiting";
    const entered = bulkhead.enter(this.#abort.signal, (position) => this.#notices.push({ type: "queued", position })).then(
      () => {
        if (state === "left") bulkhead.leave();
        else state = "entered";
      },
      () => undefined,
    );
    this.input.onStatus();
    try {
      for (;;) {
        await Promise.race([entered, this.#notices.wait()]);
        if ((state as string) === "entered") return false;
        if (this.#abort.signal.aborted) return true;
        yield* this.#notices.take();
      }
    } finally {
      if ((state as string) === "waiting") {
        state = "left";
        this.#abort.abort(UNWANTED);
      }
      this.#notices.take();
      budget.resume();
    }
  }

  /** Makes the call; a server that says it is still loading is asked again until it is not. */
  async *#call(permit: Permit): AsyncGenerator<AttemptEvent, AttemptEnd> {
    const { endpoint, timeoutMs, clock } = this.input;
    const { signal } = this.#abort;
    this.#watchdog.start(timeoutMs);
    this.#model = this.input.model ?? endpoint.defaultModel ?? (await untilAborted(endpoint.resolveModel(signal), signal));
    for (;;) {
      try {
        return yield* this.#converse(permit, this.#model);
      } catch (error) {
        if (signal.aborted || !(error instanceof EndpointFailure) || !error.details.loading) throw error;
        this.#sayLoading(this.#model);
        yield* this.#notices.take();
        await sleep(clock, Math.min(LOADING_RETRY_MS, timeoutMs / 4), signal);
      }
    }
  }

  async *#converse(permit: Permit, model: string): AsyncGenerator<AttemptEvent, AttemptEnd> {
    const { endpoint, messages, temperature, maxTokens, streamed } = this.input;
    const call = { model, messages, stream: true, ...(temperature === undefined ? {} : { temperature }), ...(maxTokens === undefined ? {} : { maxTokens }) };
    const chunks = endpoint.client.chat(call, this.#abort.signal)[Symbol.asyncIterator]();
    let next = chunks.next();
    try {
      if (endpoint.client.warmUp) yield* this.#awaitFirstChunk(next, model);
      for (;;) {
        const { value: chunk, done } = await next;
        this.#watchdog.pause();
        if (done) throw new EndpointFailure("truncated", `${endpoint.id} ended its answer without saying that it was complete (${endpoint.config.url}).`);
        if (chunk.type === "end") return this.#succeed(permit, model, chunk);
        if (chunk.text !== "") {
          if (this.#phase.type !== "streaming") this.#beginStreaming();
          if (chunk.type === "text") {
            const first = this.#ttftMs === undefined;
            this.#ttftMs ??= this.input.clock.now() - this.#callStartedAt;
            this.#parts.push(chunk.text);
            // Who wants the whole answer needs no pieces; the first one still settles a race.
            if (first || streamed) yield { type: "delta", text: chunk.text };
          }
        }
        this.#watchdog.resume();
        next = chunks.next();
      }
    } finally {
      next.catch(() => undefined);
      chunks.return?.().catch(() => undefined);
    }
  }

  /** Ollama is silent while it loads a model: until the first chunk, look whether the model is resident and say so. */
  async *#awaitFirstChunk(next: Promise<unknown>, model: string): AsyncGenerator<AttemptEvent, void> {
    const { clock, endpoint, timeoutMs } = this.input;
    let arrived = false;
    const arrival = next.then(
      () => (arrived = true),
      () => (arrived = true),
    );
    const watch = new LoadWatch(clock, endpoint.client, model, (warm) => this.#onWarmth(warm, model));
    watch.start(timeoutMs);
    try {
      for (;;) {
        await Promise.race([arrival, this.#notices.wait()]);
        if (arrived) return;
        yield* this.#notices.take();
      }
    } finally {
      watch.stop();
    }
  }

  #onWarmth(warm: boolean, model: string): void {
    this.input.endpoint.noteWarm(model, warm);
    if (!warm) this.#sayLoading(model);
    else if (this.#phase.type === "loading") {
      this.#leaveLoading();
      this.#phase = { type: "first_token" };
      this.#watchdog.start(this.input.timeoutMs);
    }
  }

  #sayLoading(model: string): void {
    const { clock, budget } = this.input;
    if (this.#phase.type === "first_token") {
      this.#phase = { type: "loading", since: clock.now() };
      this.input.endpoint.beginLoad();
      budget.suspend();
      this.#watchdog.start(this.#loadAllowance());
      this.input.onStatus();
    }
    this.#notices.push({ type: "loading", model, elapsedMs: clock.now() - this.#callStartedAt });
  }

  /** How much longer a load may take: only the step's own time where another endpoint can serve instead. */
  #loadAllowance(): number {
    const { clock, hasAlternative, timeoutMs, loadTimeoutMs } = this.input;
    return Math.max(0, (hasAlternative() ? timeoutMs : loadTimeoutMs) - (clock.now() - this.#callStartedAt));
  }

  #leaveLoading(): void {
    if (this.#phase.type !== "loading") return;
    this.#loadedMs += this.input.clock.now() - this.#phase.since;
    this.input.endpoint.endLoad();
    this.#phase = { type: "first_token" };
    this.input.budget.resume();
  }

  #beginStreaming(): void {
    this.#leaveLoading();
    this.#phase = { type: "streaming" };
    this.input.budget.end();
    this.#watchdog.start(this.input.idleTimeoutMs);
    this.#watchdog.pause();
  }

  #expire(): void {
    const { endpoint, timeoutMs, idleTimeoutMs, loadTimeoutMs, keepLoading } = this.input;
    const at = `(${endpoint.config.url})`;
    const model = this.#model ?? "the model";
    switch (this.#phase.type) {
      case "first_token":
        return this.fail(new EndpointFailure("ttft_timeout", `${endpoint.id} sent no token within ${durationText(timeoutMs)} ${at}.`));
      case "streaming":
        return this.fail(new EndpointFailure("idle_timeout", `${endpoint.id} stalled: nothing came for ${durationText(idleTimeoutMs)} ${at}.`));
      case "loading": {
        const left = this.#loadAllowance();
        if (left > 0) return this.#watchdog.start(left);
        if (!this.input.hasAlternative()) return this.fail(new EndpointFailure("load_timeout", `${endpoint.id} did not finish loading ${model} within ${durationText(loadTimeoutMs)} ${at}.`));
        keepLoading(endpoint, model);
        return this.fail(new EndpointFailure("load_timeout", `${endpoint.id} is still loading ${model} ${at}.`));
      }
    }
  }

  #succeed(permit: Permit, askedModel: string, end: { finishReason: string; model?: string; usage?: Usage }): AttemptEnd {
    const { endpoint, clock } = this.input;
    const content = this.#parts.join("");
    if (content.trim() === "" && end.finishReason !== "length") {
      throw new EndpointFailure("empty", `${endpoint.id} gave an empty answer (${endpoint.config.url}).`);
    }
    const durationMs = clock.now() - this.#callStartedAt;
    permit.success(durationMs - this.#loadedMs);
    this.#ended = true;
    if (this.#ttftMs !== undefined && this.#loadedMs === 0) endpoint.ttft.record(this.#ttftMs);
    endpoint.noteSuccess(askedModel);
    return { outcome: "success", content, model: end.model ?? askedModel, finishReason: end.finishReason, usage: end.usage ?? NO_USAGE, ttftMs: this.#ttftMs ?? durationMs };
  }

  async #judge(error: unknown, permit: Permit): Promise<AttemptEnd> {
    const { endpoint, clock, throttleBackoffMs, isOnline } = this.input;
    const { signal } = this.#abort;
    if (signal.aborted && !(signal.reason instanceof EndpointFailure)) return { outcome: "cancelled" };
    const failure: EndpointFailure = signal.aborted ? signal.reason : asFailure(error, endpoint.id);
    const durationMs = clock.now() - this.#callStartedAt - this.#loadedMs;
    const unreachable = failure.kind === "dns" || failure.kind === "offline";
    endpoint.emptyStreak = failure.kind === "empty" ? endpoint.emptyStreak + 1 : 0;
    if (failure.details.status !== undefined) endpoint.lastAnswerAt = clock.wallNow();
    const shown = this.input.streamed && this.#parts.length > 0;
    const verdict = judge(failure, {
      local: endpoint.local,
      loopback: endpoint.loopback,
      shown,
      emptyStreak: endpoint.emptyStreak,
      online: unreachable ? await isOnline(endpoint) : true,
    });
    const { retryAfterMs } = failure.details;
    if (verdict.counts) permit.failure({ durationMs, cause: failure, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
    else permit.release();
    endpoint.restrain(failure, verdict, this.#model, throttleBackoffMs);
    return { outcome: "failure", failure, verdict, shown };
  }
}

/** How soon a server that said it is loading is asked again, in milliseconds. */
const LOADING_RETRY_MS = 1_000;

function asFailure(error: unknown, endpoint: string): EndpointFailure {
  if (error instanceof EndpointFailure) return error;
  return new EndpointFailure("internal", `Internal error while talking to ${endpoint}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}
