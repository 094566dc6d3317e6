import type { Clock } from "../../../ports/clock";
import { EndpointFailure, type FailureDetails } from "../../../failure/endpoint-failure";
import { modelOf } from "../../../failure/classify-context";
import { t } from "../../../l10n/t";
import { durationText } from "./duration-text";
import type { FirstTokenBudget } from "./budget";
import { LoadWatch } from "../../endpoints/load-watch";
import type { ManagedEndpoint } from "../../endpoints/managed-endpoint";
import { Watchdog } from "./watchdog";

/** When a silent server is first asked whether the model is resident, in milliseconds; well before the call's time is over. */
const FIRST_LOOK_MS = 500;

/** How often it is told that a model still thinks, in milliseconds. */
const TELL_THINKING_MS = 1_000;

/** What an attempt waits for; each phase has its own allowance. */
type Phase =
  | { type: "first_token" }
  | { type: "loading"; since: number }
  | { type: "thinking"; since: number }
  | { type: "streaming" };

/** The times of one attempt, in milliseconds. */
export interface AttemptTimes {
  /** Time to the first token, from when our own queue is left. */
  timeoutMs: number;
  /** What that may grow to while the endpoint has more calls at once, where it was shortened to the endpoint's own pace; `timeoutMs` itself where it is left out. */
  atMostMs?: number;
  idleTimeoutMs: number;
  loadTimeoutMs: number;
  /** From the first sign of life to the first text, and from one text to the next, whatever else comes between. */
  thinkingTimeoutMs: number;
}

export interface DeadlineInput {
  endpoint: ManagedEndpoint;
  /** Index of the chain step. */
  step: number;
  times: AttemptTimes;
  budget: FirstTokenBudget;
  /** Asked whether another healthy endpoint could serve instead of waiting for a load. */
  planner: { alternative(step: number, besides: ManagedEndpoint): ManagedEndpoint | undefined };
}

/** What a deadline has to say, to whoever makes the attempt. Times in milliseconds. */
export type DeadlineEvent =
  /** The model is being loaded; told again and again while it is. */
  | { type: "loading"; model: string; elapsedMs: number }
  /** The model shows signs of life, but no text, since then; told once a second. */
  | { type: "thinking"; elapsedMs: number }
  /** The time is up. */
  | { type: "expired"; failure: EndpointFailure }
  /** The time is up, because another endpoint shall answer instead of waiting for this model's load; the load should go on. */
  | { type: "leave"; model: string; failure: EndpointFailure };

/**
 * How long an attempt may wait: for its first token, for its model's load, for the end of its thinking, for the next piece. Told what happens,
 * it says when the time is up. A model that thinks is not hung: while it does, neither the step's time nor the request's total counts, but
 * thinking has a bound of its own, or a server could hold a request for ever with signs of life alone.
 */
export class AttemptDeadline {
  readonly #input: DeadlineInput;
  readonly #clock: Clock;
  readonly #hear: (event: DeadlineEvent) => void;
  /** Bounds the time in which nothing at all comes. */
  readonly #silence: Watchdog;
  /** Bounds the time in which no text comes. */
  readonly #textless: Watchdog;
  #telling: unknown;
  #watch: LoadWatch | undefined;
  #phase: Phase = { type: "first_token" };
  #startedAt = 0;
  #model: string | undefined;
  /** How long the first token may take as yet. */
  #grantedMs: number;
  /** It is time to look for a load. */
  #lookDue = false;
  /** Spent in loads that have ended. */
  loadedMs = 0;
  /** From the first sign of life to the first text, or to the end. */
  thoughtMs = 0;

  constructor(input: DeadlineInput, clock: Clock, hear: (event: DeadlineEvent) => void) {
    this.#input = input;
    this.#clock = clock;
    this.#hear = hear;
    this.#grantedMs = input.times.timeoutMs;
    this.#silence = new Watchdog(clock, () => this.#expire());
    this.#textless = new Watchdog(clock, () => this.#expireThinking());
  }

  /** The call begins. Ollama and LM Studio are silent while they load a model: after a while without a piece, looks whether the model is resident. */
  start(): void {
    const { times, endpoint } = this.#input;
    const { timeoutMs } = times;
    this.#startedAt = this.#clock.now();
    if (endpoint.mayLoadModels)
      this.#silence.start(timeoutMs, Math.min(FIRST_LOOK_MS, timeoutMs / 2), () => this.#lookForLoad());
    else this.#silence.start(timeoutMs);
  }

  /** The model is known. */
  asks(model: string): void {
    this.#model = model;
    if (this.#lookDue) this.#lookForLoad();
  }

  /** Text came that is not blank. */
  text(): void {
    const { budget, times } = this.#input;
    if (this.#phase.type === "streaming") {
      this.#textless.touch();
      return this.#silence.touch();
    }
    this.#watch?.stop();
    this.#leavePhase();
    this.#phase = { type: "streaming" };
    budget.end();
    this.#silence.start(times.idleTimeoutMs);
    this.#textless.start(times.thinkingTimeoutMs);
  }

  /** Something came that is no text of the answer: reasoning, a part of a tool call, a comment, blanks. */
  sign(): void {
    const { budget, times } = this.#input;
    if (this.#phase.type === "streaming" || this.#phase.type === "thinking") return this.#silence.touch();
    this.#watch?.stop();
    this.#leavePhase();
    const since = this.#clock.now();
    this.#phase = { type: "thinking", since };
    budget.suspend();
    // A silence that was allowed before the first sign of life is allowed after it.
    this.#silence.start(Math.max(times.idleTimeoutMs, times.timeoutMs));
    this.#textless.start(times.thinkingTimeoutMs);
    this.#tellThinking(since);
  }

  /** The server is loading the model, as seen or as it says itself. */
  loading(): void {
    const { endpoint, budget } = this.#input;
    if (this.#phase.type === "streaming" || this.#phase.type === "thinking") return;
    if (this.#phase.type === "first_token") {
      this.#phase = { type: "loading", since: this.#clock.now() };
      endpoint.beginLoad();
      budget.suspend();
      this.#silence.start(this.#loadAllowance());
      endpoint.changed();
    }
    this.#hear({
      type: "loading",
      model: modelOf({ model: this.#model }),
      elapsedMs: this.#clock.now() - this.#startedAt,
    });
  }

  /** The model that is being loaded, while it is. */
  get loadingModel(): string | undefined {
    return this.#phase.type === "loading" ? this.#model : undefined;
  }

  /** Since the first sign of life while there is no text yet, in milliseconds; afterwards how long that was. */
  get thinkingMs(): number {
    return this.#phase.type === "thinking" ? this.#clock.now() - this.#phase.since : this.thoughtMs;
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
    const model = this.#model;
    if (model === undefined || this.#phase.type === "streaming" || this.#phase.type === "thinking") return;
    this.#watch = new LoadWatch(this.#clock, this.#input.endpoint.client, model, (warm) => this.#onWarmth(model, warm));
    void this.#watch.look();
  }

  #onWarmth(model: string, warm: boolean): void {
    this.#input.endpoint.noteWarm(model, warm);
    if (!warm) this.loading();
    else if (this.#phase.type === "loading") {
      this.#leavePhase();
      this.#grantedMs = this.#input.times.timeoutMs;
      this.#silence.start(this.#grantedMs);
    }
  }

  /**
   * How much longer the first token may take. The pace of an endpoint was learned when it had few calls: with many at once each takes as many times as long, and that is
   * no outage. Looked at only now, because who comes first cannot know who follows.
   */
  #moreTimeMs(): number {
    const { times, endpoint } = this.#input;
    const { timeoutMs, atMostMs = timeoutMs } = times;
    const allowedMs = Math.max(this.#grantedMs, Math.min(atMostMs, timeoutMs * endpoint.inFlight));
    const moreMs = allowedMs - this.#grantedMs;
    this.#grantedMs = allowedMs;
    return moreMs;
  }

  get #hasAlternative(): boolean {
    const { planner, step, endpoint } = this.#input;
    return planner.alternative(step, endpoint) !== undefined;
  }

  /** How much longer a load may take: only the step's own time where another endpoint can serve instead. */
  #loadAllowance(): number {
    const { timeoutMs, loadTimeoutMs } = this.#input.times;
    return Math.max(0, (this.#hasAlternative ? timeoutMs : loadTimeoutMs) - (this.#clock.now() - this.#startedAt));
  }

  /** A load or the thinking is over: the request's time runs on. */
  #leavePhase(): void {
    const { endpoint, budget } = this.#input;
    if (this.#phase.type === "loading") {
      this.loadedMs += this.#clock.now() - this.#phase.since;
      endpoint.endLoad();
    } else if (this.#phase.type === "thinking") {
      this.thoughtMs += this.#clock.now() - this.#phase.since;
      this.#clock.clearTimeout(this.#telling);
    } else return;
    this.#phase = { type: "first_token" };
    budget.resume();
  }

  /** Not at once: a server may send a first piece without text right before its first token. */
  #tellThinking(since: number): void {
    this.#telling = this.#clock.setTimeout(() => {
      this.#hear({ type: "thinking", elapsedMs: this.#clock.now() - since });
      this.#tellThinking(since);
    }, TELL_THINKING_MS);
  }

  #fail(kind: EndpointFailure["kind"], message: string, details: FailureDetails = {}): void {
    this.#hear({ type: "expired", failure: new EndpointFailure(kind, message, details) });
  }

  #expireThinking(): void {
    const { id, address } = this.#input.endpoint;
    const limit = durationText(this.#input.times.thinkingTimeoutMs);
    if (this.#phase.type === "thinking")
      // A longer step would not help: thinking has the same time in all of them.
      this.#fail("ttft_timeout", t("{0} was thinking for {1} without an answer ({2}).", id, limit, address), {
        retry: "no",
      });
    else
      this.#fail("idle_timeout", t("{0} stalled: signs of life, but no text came for {1} ({2}).", id, limit, address));
  }

  #expire(): void {
    const { timeoutMs, idleTimeoutMs } = this.#input.times;
    const { id, address } = this.#input.endpoint;
    switch (this.#phase.type) {
      case "first_token": {
        const moreMs = this.#moreTimeMs();
        if (moreMs > 0) return this.#silence.start(moreMs);
        return this.#fail(
          "ttft_timeout",
          t("{0} sent no token within {1} ({2}).", id, durationText(this.#grantedMs), address),
        );
      }
      case "thinking": {
        const limit = durationText(Math.max(idleTimeoutMs, timeoutMs));
        return this.#fail(
          "idle_timeout",
          t("{0} stalled while it was thinking: nothing came for {1} ({2}).", id, limit, address),
        );
      }
      case "streaming":
        return this.#fail(
          "idle_timeout",
          t("{0} stalled: nothing came for {1} ({2}).", id, durationText(idleTimeoutMs), address),
        );
      case "loading":
        return this.#expireLoad();
    }
  }

  /** Whether another endpoint could serve instead may have changed since the load began. */
  #expireLoad(): void {
    const left = this.#loadAllowance();
    if (left > 0) return this.#silence.start(left);
    const { id, address } = this.#input.endpoint;
    const model = modelOf({ model: this.#model });
    if (this.#hasAlternative) {
      const message = t("{0} is still loading {1} ({2}).", id, model, address);
      return this.#hear({ type: "leave", model, failure: new EndpointFailure("load_timeout", message) });
    }
    const limit = durationText(this.#input.times.loadTimeoutMs);
    this.#fail("load_timeout", t("{0} did not finish loading {1} within {2} ({3}).", id, model, limit, address));
  }
}
