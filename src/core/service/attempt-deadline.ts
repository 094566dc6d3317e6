import type { Clock } from "../breaker/types";
import { EndpointFailure, type FailureDetails } from "../failure/endpoint-failure";
import { durationText } from "./duration-text";
import type { FirstTokenBudget } from "./first-token-budget";
import { LoadWatch } from "./load-watch";
import type { ManagedEndpoint } from "./managed-endpoint";
import { Watchdog } from "./watchdog";

/** When a silent server is first asked whether the model is resident, in milliseconds; well before the call's time is over. */
const FIRST_LOOK_MS = 500;

/** How often it is told that a model still thinks, in milliseconds. */
const TELL_THINKING_MS = 1_000;

/** What an attempt waits for; each phase has its own allowance. */
type Phase = { type: "first_token" } | { type: "loading"; since: number } | { type: "thinking"; since: number } | { type: "streaming" };

export interface DeadlineInput {
  endpoint: ManagedEndpoint;
  /** Time to the first token, in milliseconds, from when our own queue is left. */
  timeoutMs: number;
  idleTimeoutMs: number;
  loadTimeoutMs: number;
  /** From the first sign of life to the first text, and from one text to the next, whatever else comes between, in milliseconds. */
  thinkingTimeoutMs: number;
  budget: FirstTokenBudget;
  clock: Clock;
  /** True while another healthy endpoint could serve instead of waiting for a load. */
  hasAlternative(): boolean;
  /** Something the status shows has changed. */
  onStatus(): void;
}

/** Told what an attempt waits for while nothing of its answer comes; times in milliseconds. */
export interface Waiting {
  onLoading(model: string, elapsedMs: number): void;
  /** The model shows signs of life, but no text, since then. */
  onThinking(elapsedMs: number): void;
}

/**
 * How long an attempt may wait: for its first token, for its model's load, for the end of its thinking, for the next piece. Told what happens,
 * it says when the time is up. A model that thinks is not hung: while it does, neither the step's time nor the request's total counts, but
 * thinking has a bound of its own, or a server could hold a request for ever with signs of life alone.
 */
export class AttemptDeadline {
  /** Bounds the time in which nothing at all comes. */
  readonly #silence: Watchdog;
  /** Bounds the time in which no text comes. */
  readonly #textless: Watchdog;
  #telling: unknown;
  #watch: LoadWatch | undefined;
  #phase: Phase = { type: "first_token" };
  #startedAt = 0;
  #model: string | undefined;
  /** It is time to look for a load. */
  #lookDue = false;
  /** Spent in loads that have ended. */
  loadedMs = 0;
  /** From the first sign of life to the first text, or to the end. */
  thoughtMs = 0;

  constructor(
    private readonly input: DeadlineInput,
    private readonly waiting: Waiting,
    private readonly onExpire: (failure: EndpointFailure) => void,
    /** Another endpoint shall answer instead of waiting for this model's load, which goes on. */
    private readonly onLeave: (model: string, failure: EndpointFailure) => void,
  ) {
    this.#silence = new Watchdog(input.clock, () => this.#expire());
    this.#textless = new Watchdog(input.clock, () => this.#expireThinking());
  }

  /** The call begins. Ollama is silent while it loads a model: after a while without a piece, looks whether the model is resident. */
  start(): void {
    const { clock, timeoutMs, endpoint } = this.input;
    this.#startedAt = clock.now();
    if (endpoint.loadsModels) this.#silence.start(timeoutMs, Math.min(FIRST_LOOK_MS, timeoutMs / 2), () => this.#lookForLoad());
    else this.#silence.start(timeoutMs);
  }

  /** The model is known. */
  asks(model: string): void {
    this.#model = model;
    if (this.#lookDue) this.#lookForLoad();
  }

  /** Text came that is not blank. */
  text(): void {
    const { budget, idleTimeoutMs, thinkingTimeoutMs } = this.input;
    if (this.#phase.type === "streaming") {
      this.#textless.touch();
      return this.#silence.touch();
    }
    this.#watch?.stop();
    this.#leavePhase();
    this.#phase = { type: "streaming" };
    budget.end();
    this.#silence.start(idleTimeoutMs);
    this.#textless.start(thinkingTimeoutMs);
  }

  /** Something came that is no text of the answer: reasoning, a part of a tool call, a comment, blanks. */
  sign(): void {
    const { clock, budget, timeoutMs, idleTimeoutMs, thinkingTimeoutMs } = this.input;
    if (this.#phase.type === "streaming" || this.#phase.type === "thinking") return this.#silence.touch();
    this.#watch?.stop();
    this.#leavePhase();
    this.#phase = { type: "thinking", since: clock.now() };
    budget.suspend();
    // A silence that was allowed before the first sign of life is allowed after it.
    this.#silence.start(Math.max(idleTimeoutMs, timeoutMs));
    this.#textless.start(thinkingTimeoutMs);
    this.#tellThinking();
  }

  /** The server is loading the model, as seen or as it says itself. */
  loading(): void {
    const { clock, budget } = this.input;
    if (this.#phase.type === "streaming" || this.#phase.type === "thinking") return;
    if (this.#phase.type === "first_token") {
      this.#phase = { type: "loading", since: clock.now() };
      this.input.endpoint.beginLoad();
      budget.suspend();
      this.#silence.start(this.#loadAllowance());
      this.input.onStatus();
    }
    this.waiting.onLoading(this.#model ?? "the model", clock.now() - this.#startedAt);
  }

  /** The model that is being loaded, while it is. */
  get loadingModel(): string | undefined {
    return this.#phase.type === "loading" ? this.#model : undefined;
  }

  /** Leaves no timer. */
  stop(): void {
    this.#silence.stop();
    this.#textless.stop();
    this.#watch?.stop();
    this.#leavePhase();
  }

  #lookForLoad(): void {
    this.#lookDue = true;
    const { clock, endpoint } = this.input;
    const model = this.#model;
    if (model === undefined || this.#phase.type === "streaming" || this.#phase.type === "thinking") return;
    this.#watch = new LoadWatch(clock, endpoint.client, model, (warm) => this.#onWarmth(model, warm));
    void this.#watch.look();
  }

  #onWarmth(model: string, warm: boolean): void {
    this.input.endpoint.noteWarm(model, warm);
    if (!warm) this.loading();
    else if (this.#phase.type === "loading") {
      this.#leavePhase();
      this.#silence.start(this.input.timeoutMs);
    }
  }

  /** How much longer a load may take: only the step's own time where another endpoint can serve instead. */
  #loadAllowance(): number {
    const { clock, hasAlternative, timeoutMs, loadTimeoutMs } = this.input;
    return Math.max(0, (hasAlternative() ? timeoutMs : loadTimeoutMs) - (clock.now() - this.#startedAt));
  }

  /** A load or the thinking is over: the request's time runs on. */
  #leavePhase(): void {
    const { clock, endpoint, budget } = this.input;
    if (this.#phase.type === "loading") {
      this.loadedMs += clock.now() - this.#phase.since;
      endpoint.endLoad();
    } else if (this.#phase.type === "thinking") {
      this.thoughtMs += clock.now() - this.#phase.since;
      clock.clearTimeout(this.#telling);
    } else return;
    this.#phase = { type: "first_token" };
    budget.resume();
  }

  /** Not at once: a server may send a first piece without text right before its first token. */
  #tellThinking(): void {
    const { clock } = this.input;
    this.#telling = clock.setTimeout(() => {
      if (this.#phase.type !== "thinking") return;
      this.waiting.onThinking(clock.now() - this.#phase.since);
      this.#tellThinking();
    }, TELL_THINKING_MS);
  }

  #failure(kind: EndpointFailure["kind"], what: string, details: FailureDetails = {}): EndpointFailure {
    const { id, address } = this.input.endpoint;
    return new EndpointFailure(kind, `${id} ${what} (${address}).`, details);
  }

  #expireThinking(): void {
    const limit = durationText(this.input.thinkingTimeoutMs);
    // A longer step would not help: thinking has the same time in all of them.
    if (this.#phase.type === "thinking") this.onExpire(this.#failure("ttft_timeout", `was thinking for ${limit} without an answer`, { retry: "no" }));
    else this.onExpire(this.#failure("idle_timeout", `stalled: signs of life, but no text came for ${limit}`));
  }

  #expire(): void {
    const { timeoutMs, idleTimeoutMs, loadTimeoutMs } = this.input;
    const model = this.#model ?? "the model";
    const fail = (kind: EndpointFailure["kind"], what: string) => this.onExpire(this.#failure(kind, what));
    switch (this.#phase.type) {
      case "first_token":
        return fail("ttft_timeout", `sent no token within ${durationText(timeoutMs)}`);
      case "thinking":
        return fail("idle_timeout", `stalled while it was thinking: nothing came for ${durationText(Math.max(idleTimeoutMs, timeoutMs))}`);
      case "streaming":
        return fail("idle_timeout", `stalled: nothing came for ${durationText(idleTimeoutMs)}`);
      case "loading": {
        const left = this.#loadAllowance();
        if (left > 0) return this.#silence.start(left);
        if (!this.input.hasAlternative()) return fail("load_timeout", `did not finish loading ${model} within ${durationText(loadTimeoutMs)}`);
        return this.onLeave(model, this.#failure("load_timeout", `is still loading ${model}`));
      }
    }
  }
}
