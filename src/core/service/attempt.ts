import type { Permit } from "../breaker/types";
import { CancelSource } from "../cancel-signal";
import type { ChatMessage, Usage } from "../endpoint/chat";
import type { AnswerEnd, AnswerPiece } from "../endpoint/client";
import { EndpointFailure } from "../failure/endpoint-failure";
import { judge, type Verdict } from "../failure/verdict";
import { MAX_ANSWER_CHARS } from "../model/limits";
import { AttemptDeadline, type DeadlineInput } from "./attempt-deadline";
import { BoundedAnswer } from "./bounded-answer";
import type { Bulkhead } from "./bulkhead";
import type { ManagedEndpoint } from "./managed-endpoint";
import type { SharedState } from "./shared-state";
import type { AttemptRecord } from "./types";
import type { OpenLoad } from "./warm-ups";
import { sleep, untilAborted } from "./wait";

export interface AttemptInput extends DeadlineInput {
  /** Index of the chain step. */
  step: number;
  /** The model asked for; without it the endpoint's own. */
  model: string | undefined;
  messages: ChatMessage[];
  temperature: number | undefined;
  maxTokens: number | undefined;
  /** True: text is shown as it comes, so that an answer that breaks off cannot simply be asked for again. */
  streamed: boolean;
  throttleBackoffMs: number;
  /** Sees to it that the model's load goes on without this attempt: through the call that caused it, or else on a connection of its own. */
  keepLoading(model: string, load: OpenLoad | undefined): void;
  /** Whether the network is there, after a name did not resolve. */
  isOnline(endpoint: ManagedEndpoint): Promise<boolean>;
  /** Other windows with which trials of a half-open breaker are shared. */
  shared: Pick<SharedState, "takeTrial"> | undefined;
}

/** What a person should see while an attempt runs. */
export type AttemptEvent =
  | { type: "queued"; position: number }
  | { type: "loading"; model: string; elapsedMs: number }
  | { type: "thinking"; elapsedMs: number }
  | { type: "delta"; text: string };

export type AttemptEnd =
  | { outcome: "success"; content: string; model: string; finishReason: string; usage: Usage; ttftMs: number }
  | { outcome: "failure"; failure: EndpointFailure; verdict: Verdict; shown: boolean }
  /** The breaker refused after our own queue had been waited in. */
  | { outcome: "refused" }
  /** Another window makes the trial: for at most that long unless it goes on, in milliseconds. */
  | { outcome: "refused"; message: string; retryAfterMs: number }
  | { outcome: "cancelled" };

type Call =
  | { type: "none" }
  | { type: "open"; answer: Promise<AnswerEnd>; leave(reason: unknown): void }
  /** Nobody waits for its answer; its first piece shows that the model is resident. */
  | { type: "left"; onPiece(): void };

/** The reason with which an attempt is aborted that nobody wants any more: never a failure. */
const UNWANTED = Symbol("unwanted");
const NO_USAGE: Usage = { promptTokens: 0, completionTokens: 0, totalTokens: 0 };

/** How soon a server that said it is loading is asked again, in milliseconds. */
const LOADING_RETRY_MS = 1_000;
/** How long a client has to end a call whose signal has fired, in milliseconds. */
const HEED_MS = 250;

/**
 * One try at one endpoint: queue, permit, call, verdict. Tells what a person should see, resolves with how it ended, and whatever happens
 * gives its slot, its permit, its timers and its socket back.
 */
export class Attempt {
  readonly #abort = new CancelSource();
  readonly #deadline: AttemptDeadline;
  readonly #startedWall: number;
  readonly #startedAt: number;
  #tell: (event: AttemptEvent) => void = () => undefined;
  #callStartedAt: number;
  #queuedMs = 0;
  #ttftMs: number | undefined;
  readonly #answer = new BoundedAnswer();
  #model: string | undefined;
  #call: Call = { type: "none" };

  constructor(private readonly input: AttemptInput) {
    const { clock } = input;
    this.#deadline = new AttemptDeadline(
      input,
      {
        onLoading: (model, elapsedMs) => this.#tell({ type: "loading", model, elapsedMs }),
        onThinking: (elapsedMs) => this.#tell({ type: "thinking", elapsedMs }),
      },
      (failure) => this.fail(failure),
      (model, failure) => {
        if (!this.#leave(model, failure)) {
          this.input.keepLoading(model, undefined);
          this.fail(failure);
        }
      },
    );
    this.#startedWall = clock.wallNow();
    this.#startedAt = this.#callStartedAt = clock.now();
    this.#model = input.model ?? input.endpoint.defaultModel;
  }

  get endpoint(): ManagedEndpoint {
    return this.input.endpoint;
  }

  /** The answer as far as it was told. */
  get text(): string {
    return this.#answer.text;
  }

  /** Nobody wants the answer any more: closes the socket, gives the permit back without a verdict. */
  cancel(): void {
    this.#abort.abort(UNWANTED);
  }

  /** Another attempt has answered: as {@link cancel}, except that a load that hangs on this call goes on. */
  lose(): void {
    const model = this.#deadline.loadingModel;
    if (model === undefined || !this.#leave(model, UNWANTED)) this.cancel();
  }

  /** Ends the attempt with a failure decided outside, such as the request's total time being up. */
  fail(failure: EndpointFailure): void {
    this.#abort.abort(failure);
  }

  /** Runs it, once. Never rejects. */
  async run(tell: (event: AttemptEvent) => void): Promise<AttemptEnd> {
    const { endpoint } = this.input;
    this.#tell = tell;
    const bulkhead = endpoint.bulkhead(this.#model ?? "");
    if (!bulkhead.tryEnter() && !(await this.#queue(bulkhead))) return { outcome: "cancelled" };
    try {
      return await this.#admitted();
    } finally {
      bulkhead.leave();
      this.input.onStatus();
    }
  }

  /** How the attempt stands in the request's list of attempts. */
  record(end: AttemptEnd): AttemptRecord {
    const { endpoint, step, clock } = this.input;
    const record: AttemptRecord = { endpoint: endpoint.id, step, startedAt: this.#startedWall, durationMs: clock.now() - this.#startedAt, outcome: end.outcome === "refused" ? "skipped" : end.outcome };
    if (this.#queuedMs > 0) record.queuedMs = Math.min(this.#queuedMs, record.durationMs);
    if (this.#ttftMs !== undefined) record.ttftMs = this.#ttftMs;
    if (this.#deadline.thoughtMs > 0) record.thoughtMs = this.#deadline.thoughtMs;
    if (this.#answer.pieces > 0) record.chunks = this.#answer.pieces;
    if (this.#model !== undefined) record.model = this.#model;
    if (end.outcome === "refused") Object.assign(record, { kind: "circuit_open" }, "message" in end && { message: end.message, retryAfterMs: end.retryAfterMs });
    if (end.outcome === "failure") {
      const { kind, message, details } = end.failure;
      Object.assign(record, { kind, message }, details.status !== undefined && { status: details.status }, details.retryAfterMs !== undefined && { retryAfterMs: details.retryAfterMs });
    }
    return record;
  }

  /** Waits in our own queue. @returns false when the request was cancelled meanwhile. */
  async #queue(bulkhead: Bulkhead): Promise<boolean> {
    const { budget, clock } = this.input;
    budget.suspend();
    try {
      const entered = bulkhead.enter(this.#abort.signal, (position) => this.#tell({ type: "queued", position }));
      this.input.onStatus();
      await entered;
      this.#queuedMs = clock.now() - this.#startedAt;
      return true;
    } catch {
      // It was nowhere else until its end.
      this.#queuedMs = Infinity;
      return false;
    } finally {
      budget.resume();
    }
  }

  /** One trial of a half-open breaker at a time, in all windows together. */
  async #admitted(): Promise<AttemptEnd> {
    const { endpoint, shared } = this.input;
    if (!shared || endpoint.breaker.state !== "half_open") return this.#permitted();
    const trial = await shared.takeTrial(endpoint);
    if (!trial.taken) return { outcome: "refused", message: `Another window is trying ${endpoint.id} just now (${endpoint.address}).`, retryAfterMs: trial.retryAfterMs };
    try {
      return await this.#permitted();
    } finally {
      trial.end();
    }
  }

  async #permitted(): Promise<AttemptEnd> {
    const { endpoint, clock, onStatus } = this.input;
    this.#callStartedAt = clock.now();
    const permit = endpoint.breaker.tryAcquire();
    if (!permit) return { outcome: "refused" };
    onStatus();
    try {
      return await this.#ask(permit);
    } catch (error) {
      return await this.#judge(error, permit);
    } finally {
      this.#deadline.stop();
      permit.release();
    }
  }

  /** Makes the call; a server that says it is still loading is asked again until it is not. */
  async #ask(permit: Permit): Promise<AttemptEnd> {
    const { endpoint, messages, temperature, maxTokens, timeoutMs, clock } = this.input;
    const { signal } = this.#abort;
    this.#deadline.start();
    const model = (this.#model = this.input.model ?? endpoint.defaultModel ?? (await untilAborted(endpoint.resolveModel(signal), signal)));
    this.#deadline.asks(model);
    const call = { model, messages, stream: true, ...(temperature === undefined ? {} : { temperature }), ...(maxTokens === undefined ? {} : { maxTokens }) };
    for (;;) {
      try {
        return this.#succeed(permit, model, await this.#waitFor(endpoint.client.chat(call, signal, (piece) => this.#take(piece))));
      } catch (error) {
        if (signal.aborted || !(error instanceof EndpointFailure) || !error.details.loading) throw error;
        this.#call = { type: "none" };
        this.#deadline.loading();
        await sleep(clock, Math.min(LOADING_RETRY_MS, timeoutMs / 4), signal);
      }
    }
  }

  /** The answer, unless the call is left to itself before; one that does not heed its signal is. */
  #waitFor(answer: Promise<AnswerEnd>): Promise<AnswerEnd> {
    const { signal } = this.#abort;
    const { clock } = this.input;
    return new Promise<AnswerEnd>((resolve, reject) => {
      this.#call = { type: "open", answer, leave: reject };
      let timer: unknown;
      const abort = () => void (timer = clock.setTimeout(() => reject(signal.reason), HEED_MS));
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort);
      const settle = () => {
        signal.removeEventListener("abort", abort);
        clock.clearTimeout(timer);
      };
      answer.then(
        (end) => (settle(), resolve(end)),
        (error: unknown) => (settle(), reject(error)),
      );
    });
  }

  /**
   * Waits no longer, but leaves the call open until the model is resident: Ollama aborts the load of a client that hangs up.
   * @returns false when no call is open that could be left
   */
  #leave(model: string, reason: unknown): boolean {
    const { endpoint, keepLoading } = this.input;
    if (this.#call.type !== "open" || !endpoint.loadsModels) return false;
    const { answer, leave } = this.#call;
    const loaded = new Promise<void>((resolve, reject) => {
      this.#call = { type: "left", onPiece: resolve };
      answer.then(() => resolve(), reject);
    });
    keepLoading(model, { loaded: loaded.finally(() => this.cancel()), abort: () => this.cancel() });
    leave(reason);
    return true;
  }

  #take({ type, text }: AnswerPiece): void {
    if (this.#call.type === "left") return this.#call.onPiece();
    if (this.#abort.signal.aborted) return;
    if (type !== "text" || text.trim() === "") this.#deadline.sign();
    else this.#deadline.text();
    const shown = type === "text" ? this.#answer.add(text) : "";
    if (shown !== "") {
      this.#ttftMs ??= this.input.clock.now() - this.#callStartedAt;
      this.#tell({ type: "delta", text: shown });
    }
    if (this.#answer.overflowed) this.fail(this.#tooLarge());
  }

  #tooLarge(): EndpointFailure {
    const { id, address } = this.input.endpoint;
    return new EndpointFailure("too_large", `The answer of ${id} was longer than ${MAX_ANSWER_CHARS / 1024 / 1024} MB and was ended (${address}).`);
  }

  #succeed(permit: Permit, askedModel: string, end: AnswerEnd): AttemptEnd {
    const { endpoint, clock } = this.input;
    const { loadedMs } = this.#deadline;
    // The end may have come in the same packet as what was too much.
    if (this.#answer.overflowed) throw this.#tooLarge();
    const content = this.#answer.text;
    if (content.trim() === "" && end.finishReason !== "length") {
      throw new EndpointFailure("empty", `${endpoint.id} gave an empty answer (${endpoint.address}).`);
    }
    const durationMs = clock.now() - this.#callStartedAt;
    permit.success(durationMs - loadedMs);
    if (this.#ttftMs !== undefined && loadedMs === 0) endpoint.ttft.record(this.#ttftMs);
    endpoint.noteSuccess(askedModel);
    return { outcome: "success", content, model: end.model ?? askedModel, finishReason: end.finishReason, usage: end.usage ?? NO_USAGE, ttftMs: this.#ttftMs ?? durationMs };
  }

  async #judge(error: unknown, permit: Permit): Promise<AttemptEnd> {
    const { endpoint, clock, throttleBackoffMs } = this.input;
    // What became of a call that was left is the load's own affair.
    const reason = this.#call.type === "left" ? error : (this.#abort.signal.reason ?? error);
    if (reason === UNWANTED) return { outcome: "cancelled" };
    const failure = asFailure(reason, endpoint.id);
    this.#deadline.stop();
    const durationMs = clock.now() - this.#callStartedAt - this.#deadline.loadedMs;
    const online = await this.#isOnline(failure);
    if (this.#abort.signal.reason === UNWANTED && this.#call.type !== "left") return { outcome: "cancelled" };
    endpoint.emptyStreak = failure.kind === "empty" ? endpoint.emptyStreak + 1 : 0;
    if (failure.details.status !== undefined) endpoint.lastAnswerAt = clock.wallNow();
    const shown = this.input.streamed && this.#answer.pieces > 0;
    const verdict = judge(failure, { local: endpoint.local, loopback: endpoint.loopback, shown, emptyStreak: endpoint.emptyStreak, online });
    const { retryAfterMs } = failure.details;
    if (verdict.counts) permit.failure({ durationMs, cause: failure, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
    else permit.release();
    endpoint.restrain(failure, verdict, this.#model, throttleBackoffMs);
    return { outcome: "failure", failure, verdict, shown };
  }

  /** Whether the network is there, as far as this failure makes one doubt it. */
  async #isOnline({ kind }: EndpointFailure): Promise<boolean> {
    if (kind !== "dns" && kind !== "offline") return true;
    return untilAborted(this.input.isOnline(this.input.endpoint), this.#abort.signal).catch(() => true);
  }
}

function asFailure(error: unknown, endpoint: string): EndpointFailure {
  if (error instanceof EndpointFailure) return error;
  return new EndpointFailure("internal", `Internal error while talking to ${endpoint}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}
