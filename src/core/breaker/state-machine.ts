import { CircuitOpenError } from "./circuit-open-error";
import { Downtime } from "./downtime";
import { EventDelivery } from "./event-delivery";
import { Ledger } from "./ledger";
import { mergeOptions, type OptionsPatch } from "./options";
import { CLOSED, RECORDING, type Opening, type Phase } from "./phase";
import { drawSpread, hintedTimeMs, recoveryTimeMs } from "./recovery-time";
import { TrialSlots } from "./trial-slots";
import type { BreakerMode, BreakerOptions, BreakerSnapshot, CircuitState, Clock, FailureInfo, StateChange, StateChangeReason } from "./types";
import { sameWindow } from "./window";

/** The longest delay that timers of runtimes take; a longer one is waited for in pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** A microsecond: less than clocks tell apart, more than sums of their readings err. */
const ROUNDING_MS = 0.001;

/** A call that was admitted: in which generation, and when (monotonic milliseconds). */
export interface Ticket {
  generation: number;
  startedAt: number;
}

/**
 * Which phase a breaker is in and what moves it on. A phase ends with its generation: an outcome that belongs to an older generation is
 * counted in the totals and moves nothing.
 */
export class StateMachine {
  readonly events = new EventDelivery<StateChange>();
  readonly ledger: Ledger;
  options: Readonly<BreakerOptions>;
  /** What opened it last, until it closes again. */
  openCause: unknown = undefined;
  openReason: StateChangeReason | undefined = undefined;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #downtime: Downtime;
  #phase: Phase = CLOSED;
  #generation = 0;
  /** Since it was last closed: the level of the backoff. */
  #failedTrials = 0;
  #disposed = false;

  constructor(options: Readonly<BreakerOptions>, clock: Clock, random: () => number) {
    this.options = options;
    this.#clock = clock;
    this.#random = random;
    this.ledger = new Ledger(options, clock);
    this.#downtime = new Downtime(clock.now());
  }

  /** As an observer sees it now: an opening whose time has passed reads as half-open before anybody acts on it. */
  get state(): CircuitState {
    const phase = this.#phase;
    return phase.kind === "open" && this.#isOver(phase) ? "half_open" : stateOf(phase);
  }

  get mode(): BreakerMode {
    const { kind } = this.#phase;
    return kind === "recording" ? "metrics_only" : kind === "forced" ? "forced_open" : "auto";
  }

  get retryAfterMs(): number {
    const phase = this.#phase;
    if (this.#disposed || phase.kind === "forced") return Infinity;
    if (phase.kind === "open") return this.#isOver(phase) ? 0 : phase.recoveryMs - this.#elapsedMs(phase);
    return phase.kind === "half_open" ? phase.trials.waitMs(this.options.halfOpenMaxCalls, this.#clock.now()) : 0;
  }

  get failureRate(): number | undefined {
    return this.ledger.enoughCalls(this.#clock.now(), this.options) ? this.ledger.failureRate : undefined;
  }

  get slowCallRate(): number | undefined {
    return this.ledger.enoughCalls(this.#clock.now(), this.options) ? this.ledger.slowCallRate : undefined;
  }

  get uptimePercentage(): number {
    return this.#downtime.uptimePercentage(this.#phase, this.#clock.now());
  }

  /** Whether a call may begin now; a refusal is counted. Who gets a yes begins at once. */
  admits(): boolean {
    if (this.#phase.kind === "open") this.#settle();
    const phase = this.#phase;
    if (!this.#disposed) {
      if (phase.kind === "closed" || phase.kind === "recording") return true;
      if (phase.kind === "half_open" && phase.trials.free(this.options.halfOpenMaxCalls, this.#clock.now())) return true;
    }
    this.ledger.totalRejected++;
    return false;
  }

  begin(ticket: Ticket): void {
    this.ledger.totalRequests++;
    ticket.generation = this.#generation;
    ticket.startedAt = this.#clock.now();
    if (this.#phase.kind === "half_open") this.#phase.trials.take(ticket, ticket.startedAt + this.options.trialTimeoutMs);
  }

  /** What to tell a caller who was refused just now. */
  refusal(): CircuitOpenError {
    const { state } = this;
    return new CircuitOpenError({
      state: state === "half_open" ? state : "open",
      retryAfterMs: this.retryAfterMs,
      openedAt: this.ledger.openedAt,
      cause: this.openCause,
    });
  }

  succeeded(ticket: Ticket, durationMs: number | undefined): void {
    const { ledger, options } = this;
    ledger.totalSuccesses++;
    const now = this.#clock.now();
    if (!this.#counts(ticket, now)) return;
    ledger.success(latencyMs(ticket, durationMs, now), now, options);
    if (this.#phase.kind === "half_open") {
      if (ledger.consecutiveSuccesses >= options.successThreshold) this.#startAnew(CLOSED, "trial_success");
    } else if (!ledger.flawless && this.#phase.kind === "closed") this.#judgeRates(now, undefined);
  }

  failed(ticket: Ticket, info: FailureInfo | undefined): void {
    const { ledger, options } = this;
    ledger.totalFailures++;
    const now = this.#clock.now();
    if (!this.#counts(ticket, now)) return;
    ledger.failure(latencyMs(ticket, info?.durationMs, now), now, options);
    const { kind } = this.#phase;
    if (kind === "half_open") {
      this.#failedTrials++;
      this.#open("trial_failure", info);
    } else if (kind === "closed") {
      if (ledger.consecutiveFailures >= options.failureThreshold) this.#open("failure_threshold", info);
      else this.#judgeRates(now, info);
    }
  }

  released(ticket: Ticket): void {
    this.ledger.totalReleased++;
    this.#counts(ticket, this.#clock.now());
  }

  trip(): void {
    this.#settle();
    const { kind } = this.#phase;
    if (!this.#disposed && (kind === "closed" || kind === "half_open")) this.#open("trip", undefined);
  }

  recover(): void {
    this.#settle();
    if (!this.#disposed && this.#phase.kind === "open") this.#enter(halfOpen(), "probe");
  }

  reset(): void {
    this.#settle();
    const { kind } = this.#phase;
    if (!this.#disposed && kind !== "forced") this.#startAnew(kind === "recording" ? RECORDING : CLOSED, "reset");
  }

  setMode(mode: BreakerMode): void {
    this.#settle();
    if (this.#disposed || mode === this.mode) return;
    if (mode !== "forced_open") {
      this.#startAnew(mode === "auto" ? CLOSED : RECORDING, "mode");
      return;
    }
    if (this.#phase.kind !== "open") this.ledger.openedAt = this.#clock.wallNow();
    this.#startAnew({ kind: "forced", since: this.#clock.now() }, "mode");
  }

  /** @throws RangeError before anything is changed */
  configure(patch: OptionsPatch): void {
    const options = mergeOptions(patch, this.options);
    this.#settle();
    if (!sameWindow(options.window, this.options.window)) this.ledger.replaceWindow(options);
    this.options = options;
    const phase = this.#phase;
    if (patch?.recoveryTimeoutMs === undefined || phase.kind !== "open" || phase.hinted || this.#disposed) return;
    phase.recoveryMs = recoveryTimeMs(options, this.#failedTrials, phase.spread);
    this.#stopTimer();
    this.#startTimer(phase);
    this.#settle();
  }

  dispose(): void {
    this.#disposed = true;
    this.#generation++;
    this.#stopTimer();
    this.events.end();
  }

  save(): BreakerSnapshot {
    const now = this.#clock.now();
    const savedAt = this.#clock.wallNow();
    const phase = this.#phase;
    const { state } = this;
    return {
      version: 1,
      savedAt,
      state,
      mode: this.mode,
      opening: phase.kind === "open" && state === "open" ? { elapsedMs: this.#elapsedMs(phase), recoveryMs: phase.recoveryMs, hinted: phase.hinted } : null,
      failedTrials: this.#failedTrials,
      ...this.ledger.save(now, savedAt),
    };
  }

  /** Takes over what another breaker saved; for a new machine only. */
  restore(saved: BreakerSnapshot): void {
    const now = this.#clock.now();
    const wallNow = this.#clock.wallNow();
    const agedMs = Math.max(0, wallNow - saved.savedAt);
    this.#failedTrials = saved.failedTrials;
    this.ledger.restore(saved, now, agedMs);
    if (saved.opening !== null) {
      const { elapsedMs, recoveryMs, hinted } = saved.opening;
      const begunMs = elapsedMs + agedMs;
      const opening: Opening = { kind: "open", openedAt: now - begunMs, openedAtWall: wallNow - begunMs, recoveryMs, hinted, spread: 1, timer: undefined };
      this.#phase = opening;
      this.#startTimer(opening);
      this.#settle();
    } else if (saved.mode === "forced_open") this.#phase = { kind: "forced", since: now };
    else if (saved.mode === "metrics_only") this.#phase = RECORDING;
    else if (saved.state === "half_open") this.#phase = halfOpen();
  }

  /** Whether an outcome is of this generation and in time; gives a trial's slot back. */
  #counts(ticket: Ticket, now: number): boolean {
    if (ticket.generation !== this.#generation) return false;
    const phase = this.#phase;
    return phase.kind !== "half_open" || phase.trials.giveBack(ticket, now);
  }

  #judgeRates(now: number, info: FailureInfo | undefined): void {
    const { ledger, options } = this;
    if (!ledger.enoughCalls(now, options)) return;
    if (reached(ledger.failureRate, options.failureRateThreshold)) this.#open("failure_rate", info);
    else if (reached(ledger.slowCallRate, options.slowCallRateThreshold)) this.#open("slow_call_rate", info);
  }

  #open(reason: StateChangeReason, info: FailureInfo | undefined): void {
    const hint = hintedTimeMs(this.options, info?.retryAfterMs);
    const spread = drawSpread(this.options, this.#random);
    const opening: Opening = {
      kind: "open",
      openedAt: this.#clock.now(),
      openedAtWall: this.#clock.wallNow(),
      recoveryMs: hint ?? recoveryTimeMs(this.options, this.#failedTrials, spread),
      hinted: hint !== undefined,
      spread,
      timer: undefined,
    };
    this.ledger.openedAt = opening.openedAtWall;
    this.ledger.consecutiveSuccesses = 0;
    this.openCause = info?.cause;
    this.openReason = reason;
    this.#startTimer(opening);
    this.#enter(opening, reason);
  }

  /** Into a phase that knows nothing of what was before. */
  #startAnew(phase: Phase, reason: StateChangeReason): void {
    this.ledger.clear();
    this.#failedTrials = 0;
    this.openCause = undefined;
    this.openReason = phase.kind === "forced" ? reason : undefined;
    this.#enter(phase, reason);
  }

  /** Goes into `phase` and tells about it where the state is another one. Listeners may call the breaker, so nothing may follow this. */
  #enter(phase: Phase, reason: StateChangeReason): void {
    const from = stateOf(this.#phase);
    this.#stopTimer();
    this.#downtime.add(this.#phase, this.#clock.now());
    this.#phase = phase;
    this.#generation++;
    const to = stateOf(phase);
    if (from === to || !this.events.observed) return;
    const { consecutiveFailures } = this.ledger;
    const { failureRate, slowCallRate } = this;
    const retryAfterMs = phase.kind === "open" ? phase.recoveryMs : this.retryAfterMs;
    this.events.emit(Object.freeze({ from, to, at: this.#clock.wallNow(), retryAfterMs, consecutiveFailures, failureRate, slowCallRate, reason }));
  }

  /** Moves an opening on whose time has passed and whose timer has not fired yet. */
  #settle(): void {
    const phase = this.#phase;
    if (phase.kind === "open" && !this.#disposed && this.#isOver(phase)) this.#enter(halfOpen(), "recovery_timeout");
  }

  #isOver(opening: Opening): boolean {
    return this.#elapsedMs(opening) >= opening.recoveryMs - ROUNDING_MS;
  }

  #elapsedMs(opening: Opening): number {
    return Math.max(0, this.#clock.now() - opening.openedAt, this.#clock.wallNow() - opening.openedAtWall);
  }

  #startTimer(opening: Opening): void {
    const ms = Math.min(LONGEST_TIMER_MS, Math.max(0, opening.recoveryMs - this.#elapsedMs(opening)));
    opening.timer = this.#clock.setTimeout(() => {
      if (this.#phase !== opening || this.#disposed) return;
      this.#settle();
      // Too early: timers of runtimes may be, and a long time is waited for in pieces.
      if (this.#phase === opening) this.#startTimer(opening);
    }, ms);
  }

  #stopTimer(): void {
    const phase = this.#phase;
    if (phase.kind === "open") this.#clock.clearTimeout(phase.timer);
  }
}

function halfOpen(): Phase {
  return { kind: "half_open", trials: new TrialSlots() };
}

function stateOf({ kind }: Phase): CircuitState {
  return kind === "recording" ? "closed" : kind === "forced" ? "open" : kind;
}

/** What the caller measured if that is a time at all, else the time since admission. */
function latencyMs(ticket: Ticket, durationMs: number | undefined, now: number): number {
  return durationMs !== undefined && durationMs >= 0 && durationMs < Infinity ? durationMs : Math.max(0, now - ticket.startedAt);
}

/** A threshold of 0 turns its rule off. */
function reached(rate: number, threshold: number): boolean {
  return threshold > 0 && rate >= threshold;
}
