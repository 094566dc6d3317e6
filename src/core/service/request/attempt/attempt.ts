import type { Permit } from "../../../breaker/types";
import type { Clock } from "../../../ports/clock";
import { CancelSource } from "../../../async/cancel-signal";
import type { Usage } from "../../../model/chat";
import type { AnswerEnd, AnswerPiece, EndpointClient } from "../../../endpoint/client";
import { EndpointFailure } from "../../../failure/endpoint-failure";
import { LACKING } from "../../../failure/lacking";
import { beginning } from "../../../foreign/first-words";
import { t } from "../../../l10n/t";
import { MAX_ANSWER_CHARS } from "../../../model/limits";
import { AttemptDeadline, type DeadlineEvent } from "./deadline";
import { attemptRecord } from "./attempt-record";
import { asFailure, isOnline, verdictOn } from "./attempt-verdict";
import type { AttemptContext, AttemptEnd, AttemptEvent, AttemptInput } from "./attempt-types";
import { BoundedAnswer } from "./bounded-answer";
import type { Bulkhead } from "../../endpoints/bulkhead";
import type { ManagedEndpoint } from "../../endpoints/managed-endpoint";
import { OpenCall } from "./open-call";
import type { AttemptRecord } from "../../../model/attempt";
import { sleep, untilAborted } from "../../../async/wait";

type State =
  /** Before it has a slot of the endpoint. */
  | { type: "queued" }
  /** It has its slot, but nothing is sent yet, or the call goes on as a load, which is no longer this attempt's affair. */
  | { type: "admitted" }
  /** `call`: undefined between two where the server says that it is still loading. */
  | { type: "calling"; permit: Permit; call: OpenCall | undefined };

/** The reason with which an attempt is aborted that nobody wants any more: never a failure. */
const UNWANTED = Symbol("unwanted");
const NO_USAGE: Usage = { promptTokens: 0, completionTokens: 0, totalTokens: 0 };

/** How soon a server that said it is loading is asked again, in milliseconds. */
const LOADING_RETRY_MS = 1_000;

/**
 * One try at one endpoint: queue, permit, call, verdict. Tells what a person should see, resolves with how it ended, and whatever happens
 * gives its slot, its permit, its timers and its socket back.
 */
export class Attempt {
  readonly #input: AttemptInput;
  readonly #context: AttemptContext;
  readonly #clock: Clock;
  readonly #abort = new CancelSource();
  readonly #deadline: AttemptDeadline;
  readonly #bulkhead: Bulkhead;
  readonly #startedWall: number;
  readonly #startedAt: number;
  #tell: (event: AttemptEvent) => void = () => undefined;
  #callStartedAt: number;
  #queuedMs = 0;
  #ttftMs: number | undefined;
  readonly #answer = new BoundedAnswer();
  #thoughtChars = 0;
  #model: string | undefined;
  /** By which the endpoint was asked last: the settings may give it another one meanwhile. */
  #client: EndpointClient;
  #state: State = { type: "queued" };

  constructor(input: AttemptInput, context: AttemptContext) {
    this.#input = input;
    this.#context = context;
    const { clock } = context;
    this.#clock = clock;
    this.#deadline = new AttemptDeadline(input, clock, (event) => this.#heed(event));
    this.#startedWall = clock.wallNow();
    this.#startedAt = this.#callStartedAt = clock.now();
    this.#model = input.model ?? input.endpoint.defaultModel;
    this.#client = input.endpoint.client;
    this.#bulkhead = input.endpoint.bulkhead(this.#model ?? "");
  }

  get endpoint(): ManagedEndpoint {
    return this.#input.endpoint;
  }

  /** The answer as far as it was told. */
  get text(): string {
    return this.#answer.text;
  }

  /**
   * Nobody wants the answer any more: closes the socket, gives the permit back without a verdict. Where others wait for the model that hangs on this call, its load
   * goes on: they would wait for all of it again.
   */
  cancel(): void {
    if (this.#bulkhead.queued > 0) this.lose();
    else this.#abort.abort(UNWANTED);
  }

  /** Another attempt has answered: as {@link cancel}, except that a load that hangs on this call goes on in any case. */
  lose(): void {
    const model = this.#deadline.loadingModel;
    if (model === undefined || !this.#leave(model, UNWANTED)) this.#abort.abort(UNWANTED);
  }

  /** Ends the attempt with a failure decided outside, such as the request's total time being up. */
  fail(failure: EndpointFailure): void {
    this.#abort.abort(failure);
  }

  /** Runs it, once. Never rejects. */
  async run(tell: (event: AttemptEvent) => void): Promise<AttemptEnd> {
    const { endpoint } = this.#input;
    this.#tell = tell;
    if (!this.#bulkhead.tryEnter() && !(await this.#queue())) return { outcome: "cancelled" };
    this.#state = { type: "admitted" };
    const { shared } = this.#context;
    try {
      const isTrial = shared && endpoint.breaker.state === "half_open";
      return await (isTrial ? this.#sharedTrial(shared) : this.#permitted());
    } finally {
      this.#bulkhead.leave();
      endpoint.changed();
    }
  }

  /** How the attempt stands in the request's list of attempts. */
  record(end: AttemptEnd): AttemptRecord {
    const { endpoint, step } = this.#input;
    const durationMs = this.#clock.now() - this.#startedAt;
    return attemptRecord(
      {
        endpoint: endpoint.id,
        step,
        startedAt: this.#startedWall,
        durationMs,
        queuedMs: this.#state.type === "queued" ? durationMs : this.#queuedMs,
        ttftMs: this.#ttftMs,
        thoughtMs: this.#deadline.thoughtMs,
        chunks: this.#answer.pieces,
        model: this.#model,
      },
      end,
    );
  }

  /** Waits in our own queue. @returns false when the request was cancelled meanwhile. */
  async #queue(): Promise<boolean> {
    const { budget, endpoint } = this.#input;
    budget.suspend();
    try {
      const entered = this.#bulkhead.enter(this.#abort.signal, (position) => this.#tell({ type: "queued", position }));
      endpoint.changed();
      await entered;
      this.#queuedMs = this.#clock.now() - this.#startedAt;
      return true;
    } catch {
      return false;
    } finally {
      budget.resume();
    }
  }

  /** One trial of a half-open breaker at a time, in all windows together. */
  async #sharedTrial(shared: NonNullable<AttemptContext["shared"]>): Promise<AttemptEnd> {
    const { endpoint } = this.#input;
    const trial = await shared.takeTrial(endpoint);
    if (!trial.taken) {
      const message = t("Another window is trying {0} just now ({1}).", endpoint.id, endpoint.address);
      return { outcome: "refused", message, retryAfterMs: trial.retryAfterMs };
    }
    try {
      return await this.#permitted();
    } finally {
      trial.end();
    }
  }

  async #permitted(): Promise<AttemptEnd> {
    const { endpoint } = this.#input;
    this.#callStartedAt = this.#clock.now();
    this.#client = endpoint.client;
    const permit = endpoint.breaker.tryAcquire();
    if (!permit) return endpoint.removed ? { outcome: "removed" } : { outcome: "refused" };
    endpoint.changed();
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
    const { endpoint, times } = this.#input;
    const { signal } = this.#abort;
    this.#deadline.start();
    const model = (this.#model =
      this.#input.model ?? endpoint.defaultModel ?? (await untilAborted(endpoint.resolveModel(signal), signal)));
    this.#deadline.asks(model);
    await this.#lookAtAbilities(model);
    const chatCall = { ...this.#input.call, model };
    for (;;) {
      try {
        this.#client = endpoint.client;
        const call = new OpenCall(this.#client, chatCall, signal, this.#clock, (piece) => this.#take(permit, piece));
        this.#state = { type: "calling", permit, call };
        return this.#succeed(permit, model, await call.answer);
      } catch (error) {
        if (signal.aborted || !(error instanceof EndpointFailure) || !error.details.loading) throw error;
        this.#state = { type: "calling", permit, call: undefined };
        this.#deadline.loading();
        await sleep(this.#clock, Math.min(LOADING_RETRY_MS, times.timeoutMs / 4), signal);
      }
    }
  }

  /** Some servers do not refuse what a model cannot do, but leave it out in silence. */
  async #lookAtAbilities(model: string): Promise<void> {
    const { endpoint, needs } = this.#input;
    const { signal } = this.#abort;
    if (needs.length === 0) return;
    await untilAborted(endpoint.abilities.look(endpoint.client, model, signal), signal);
    const lacks = endpoint.abilities.lacks(model, needs);
    if (!lacks) return;
    throw new EndpointFailure("unsupported", LACKING[lacks].modelOf(model, endpoint.id, endpoint.address), { lacks });
  }

  /** What the deadline says: for a person to see, or that the time is up. */
  #heed(event: DeadlineEvent): void {
    switch (event.type) {
      case "loading":
        // The server says so itself, or was just seen to: a long load of a trial is not taken for silence.
        if (this.#state.type === "calling") this.#state.permit.renew();
        return this.#tell(event);
      case "thinking":
        return this.#tell(event);
      case "expired":
        return this.fail(event.failure);
      case "leave":
        if (this.#leave(event.model, event.failure)) return;
        this.#context.loads.start(this.#input.endpoint, event.model);
        return this.fail(event.failure);
    }
  }

  /**
   * Waits no longer, but leaves the call open until the model is resident: Ollama aborts the load of a client that hangs up.
   * @returns false when no call is open that could be left
   */
  #leave(model: string, reason: unknown): boolean {
    const { endpoint } = this.#input;
    if (this.#state.type !== "calling" || !this.#state.call || this.#abort.signal.aborted || !endpoint.mayLoadModels)
      return false;
    const { call } = this.#state;
    this.#state = { type: "admitted" };
    this.#context.loads.adopt(endpoint, model, call.leave(reason));
    return true;
  }

  #take(permit: Permit, { type, text }: AnswerPiece): void {
    // A trial whose answer takes longer than trials may be silent is still a trial.
    permit.renew();
    if (type === "calling" || (type === "text" && text.trim() !== "")) this.#deadline.text();
    else this.#deadline.sign();
    if (type === "thinking" && this.#input.thinking) this.#tellThought(text);
    if (type === "calling" && this.#ttftMs === undefined) {
      this.#ttftMs = this.#clock.now() - this.#callStartedAt;
      this.#tell({ type: "calling" });
    }
    const shown = type === "text" ? this.#answer.add(text) : "";
    if (shown !== "") {
      this.#ttftMs ??= this.#clock.now() - this.#callStartedAt;
      this.#tell({ type: "delta", text: shown });
    }
    if (this.#answer.overflowed) this.fail(this.#tooLarge());
  }

  /** No more of it than an answer may have. */
  #tellThought(thought: string): void {
    const text = beginning(thought, MAX_ANSWER_CHARS - this.#thoughtChars);
    this.#thoughtChars += text.length;
    if (text !== "") this.#tell({ type: "thinking", elapsedMs: this.#deadline.thinkingMs, text });
  }

  #tooLarge(): EndpointFailure {
    const { id, address } = this.#input.endpoint;
    return new EndpointFailure(
      "too_large",
      t("The answer of {0} was longer than {1} MB and was ended ({2}).", id, MAX_ANSWER_CHARS / 1024 / 1024, address),
    );
  }

  #succeed(permit: Permit, askedModel: string, end: AnswerEnd): AttemptEnd {
    const { endpoint } = this.#input;
    const { loadedMs } = this.#deadline;
    // The end may have come in the same packet as what was too much.
    if (this.#answer.overflowed) throw this.#tooLarge();
    const content = this.#answer.text;
    if (content.trim() === "" && !end.toolCalls && end.finishReason !== "length") {
      throw new EndpointFailure("empty", t("{0} gave an empty answer ({1}).", endpoint.id, endpoint.address));
    }
    const durationMs = this.#clock.now() - this.#callStartedAt;
    permit.success(durationMs - loadedMs);
    if (this.#ttftMs !== undefined && loadedMs === 0) endpoint.ttft.record(this.#ttftMs);
    endpoint.succeeded(askedModel, durationMs - loadedMs);
    const { finishReason, model = askedModel, usage = NO_USAGE, promptTruncated, unreadable, toolCalls } = end;
    return {
      outcome: "success",
      content,
      ...(toolCalls && { toolCalls }),
      model,
      finishReason,
      usage,
      ttftMs: this.#ttftMs ?? durationMs,
      ...(unreadable !== undefined && { unreadable }),
      ...(promptTruncated && { promptTruncated }),
    };
  }

  async #judge(error: unknown, permit: Permit): Promise<AttemptEnd> {
    const { endpoint, streamed, times } = this.#input;
    const reason: unknown = this.#abort.signal.reason ?? error;
    if (reason === UNWANTED) return { outcome: "cancelled" };
    const failure = asFailure(reason, endpoint.id);
    this.#deadline.stop();
    const durationMs = this.#clock.now() - this.#callStartedAt - this.#deadline.loadedMs;
    const online = await isOnline(failure, endpoint, this.#context.network, this.#abort.signal);
    if (this.#abort.signal.reason === UNWANTED) return { outcome: "cancelled" };
    const shown = streamed && this.#answer.pieces > 0;
    const verdict = verdictOn(failure, {
      endpoint,
      client: this.#client,
      permit,
      model: this.#model,
      durationMs,
      shown,
      online,
      throttleBackoffMs: times.throttleBackoffMs,
    });
    return { outcome: "failure", failure, verdict, shown };
  }
}
