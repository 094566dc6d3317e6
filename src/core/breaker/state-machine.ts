import { CircuitOpenError } from "./circuit-open-error";
import { EventDelivery } from "./event-delivery";
import { DELAY, obeys } from "./number-rule";
import { checkMode, mergeOptions, type OptionsPatch } from "./options";
import { OutcomeRecord, type Counts } from "./outcome-record";
import { elapsedMs, leftMs, modeOf, stateOf, type Opening, type Phase } from "./phase";
import { hintedTimeMs, recoveryTimeMs } from "./recovery-time";
import { isMoment } from "./snapshot";
import { hasFreeSlot, slotWaitMs, type Ticket } from "./ticket";
import type { BreakerMetrics, BreakerMode, BreakerOptions, BreakerSnapshot, CircuitState, Clock, FailureInfo, StateChange, StateChangeReason, Subscription } from "./types";

/** The longest delay that timers of runtimes take; a longer one is waited for in pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const CLOSED: Phase = { kind: "closed" };
const METRICS_ONLY: Phase = { kind: "metrics_only" };
const halfOpen = (): Phase => ({ kind: "half_open", trials: [] });

/**
 * Which phase a breaker is in and what moves it on. A phase ends with its generation: an outcome that belongs to an older generation is
 * counted in the totals and moves nothing.
 */
export class StateMachine {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #events = new EventDelivery<StateChange>();
  readonly #record: OutcomeRecord;
  readonly #createdAt: number;
  #options: Readonly<BreakerOptions>;
  #phase: Phase = CLOSED;
  #generation = 0;
  /** Since it was last closed: the level of the backoff. */
  #failedTrials = 0;
  #cause: unknown;
  /** Spent in phases that were open and have ended. */
  #downMs = 0;
  #disposed = false;

  constructor(options: Readonly<BreakerOptions>, clock: Clock, random: () => number) {
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
    this.#record = new OutcomeRecord(options, clock);
    this.#createdAt = clock.now();
  }

  /** As of now: `half_open` as soon as the recovery time has passed. Reading it changes nothing. */
  get state(): CircuitState {
    const phase = this.#phase;
    return phase.kind === "open" && !leftMs(phase, this.#clock) ? "half_open" : stateOf(phase);
  }

  get mode(): BreakerMode {
    return modeOf(this.#phase);
  }

  /** Milliseconds until a trial call is admitted, 0 when a call is; Infinity when forced open or disposed. */
  get retryAfterMs(): number {
    const phase = this.#phase;
    if (this.#disposed) return Infinity;
    if ("recoveryMs" in phase) return leftMs(phase, this.#clock);
    return "trials" in phase ? slotWaitMs(phase.trials, this.#options.halfOpenMaxCalls, this.#clock.now()) : 0;
  }

  /** The options in force; frozen. */
  get options(): Readonly<BreakerOptions> {
    return this.#options;
  }

  /** The very `cause` of the failure that opened the breaker last; undefined once it is closed, and when no failure opened it. */
  get lastOpenCause(): unknown {
    return this.#cause;
  }

  /** Opens as a failure would; does nothing when open, forced open or `metrics_only`. */
  trip(): void {
    const kind = this.#settle();
    if (kind === "closed" || kind === "half_open") this.#open("trip");
  }

  /** From `open` to `half_open` now, because a probe found the endpoint alive; does nothing in another state. */
  recover(): void {
    if (this.#settle() === "open") this.#enter(halfOpen(), "probe");
  }

  /** Closes and empties window and streak; the totals stay. Does nothing when forced open. */
  reset(): void {
    const kind = this.#settle();
    if (kind && kind !== "forced_open") this.#startAnew(kind === "metrics_only" ? METRICS_ONLY : CLOSED, "reset");
  }

  /** Ends the generation and empties window and streak. @throws RangeError when it is no mode */
  setMode(mode: BreakerMode): void {
    checkMode(mode);
    const kind = this.#settle();
    if (!kind || mode === this.mode) return;
    if (mode === "forced_open") {
      const forced = this.#opening(mode, Infinity, 1);
      if (kind !== "open") this.#record.counts.openedAt = forced.startedAtWall;
      this.#startAnew(forced, "mode");
    } else {
      this.#startAnew(mode === "auto" ? CLOSED : METRICS_ONLY, "mode");
    }
  }

  /**
   * Changes options of a live breaker; counters stay, and what is under way goes on by the old ones, but for the recovery time of an opening.
   * @throws RangeError that names the bad option and its value; nothing is changed then
   */
  configure(patch: OptionsPatch): void {
    const options = mergeOptions(patch, this.#options);
    this.#settle();
    const anotherWindow = JSON.stringify(options.window) !== JSON.stringify(this.#options.window);
    this.#options = options;
    if (anotherWindow) this.#record.emptyWindow(options);
    const phase = this.#phase;
    if (patch?.recoveryTimeoutMs === undefined || phase.kind !== "open" || phase.hinted || this.#disposed) return;
    phase.recoveryMs = recoveryTimeMs(options, this.#failedTrials, phase.spread);
    this.#stopTimer();
    this.#startTimer(phase);
    this.#settle();
  }

  /** Tells of every change of state, synchronously and in order. What a listener throws harms nobody. */
  onStateChange(listener: (change: StateChange) => void): Subscription {
    return this.#events.on(listener);
  }

  metrics(): BreakerMetrics {
    const { state, mode } = this;
    const now = this.#clock.now();
    const lifetime = now - this.#createdAt;
    const down = this.#downMs + this.#downSince(now);
    return {
      state,
      mode,
      ...this.#record.counts,
      ...this.#rates(now),
      ...this.#record.latencies,
      uptimePercentage: lifetime > 0 ? 100 * Math.max(0, 1 - down / lifetime) : state === "open" ? 0 : 100,
    };
  }

  /** Plain JSON for `deps.initial` of a later breaker. */
  snapshot(): BreakerSnapshot {
    const { state, mode } = this;
    const phase = this.#phase;
    const savedAt = this.#clock.wallNow();
    // With a clock that was set back a past moment may read as a coming one.
    const counts = Object.entries(this.#record.counts).map(([name, value]) => [name, isMoment(name) ? (value === undefined ? null : Math.min(value, savedAt)) : value]);
    return {
      version: 1,
      savedAt,
      state,
      mode,
      opening: phase.kind === "open" && state === "open" ? { elapsedMs: elapsedMs(phase, this.#clock), recoveryMs: phase.recoveryMs, hinted: phase.hinted } : null,
      failedTrials: this.#failedTrials,
      ...Object.fromEntries(counts),
      window: this.#record.saveWindow(this.#clock.now()),
    };
  }

  /** Stops the timer, ends the events and refuses every call from now on. */
  dispose(): void {
    this.#disposed = true;
    this.#generation++;
    this.#stopTimer();
    this.#events.end();
  }

  /** Whether a call may begin now; a refusal is counted. Who gets a yes begins at once. @internal */
  admits(): boolean {
    const kind = this.#settle();
    if (kind === "closed" || kind === "metrics_only") return true;
    const phase = this.#phase;
    if (kind && "trials" in phase && hasFreeSlot(phase.trials, this.#options.halfOpenMaxCalls, this.#clock.now())) return true;
    this.#record.counts.totalRejected++;
    return false;
  }

  /** @internal */
  begin(ticket: Ticket): void {
    const phase = this.#phase;
    const now = this.#clock.now();
    this.#record.counts.totalRequests++;
    ticket.generation = this.#generation;
    ticket.startedAt = now;
    if (phase.kind !== "half_open") return;
    ticket.leasedUntil = now + this.#options.trialTimeoutMs;
    phase.trials = phase.trials.filter(({ leasedUntil }) => leasedUntil > now).concat(ticket);
  }

  /** What to tell a caller who was refused just now. @internal */
  refusal(): CircuitOpenError {
    const state = this.#phase.kind === "half_open" ? "half_open" : "open";
    return new CircuitOpenError({ state, retryAfterMs: this.retryAfterMs, openedAt: this.#record.counts.openedAt, cause: this.#cause });
  }

  /** @param failed undefined: no verdict. @internal */
  report(ticket: Ticket, failed?: boolean, durationMs?: number, info?: FailureInfo): void {
    const record = this.#record;
    const { counts } = record;
    if (failed) counts.totalFailures++;
    else if (failed === false) counts.totalSuccesses++;
    else counts.totalReleased++;

    const phase = this.#phase;
    const now = this.#clock.now();
    if (ticket.generation !== this.#generation || (phase.kind === "half_open" && !endTrial(phase.trials, ticket, now)) || failed === undefined) return;
    record.add(failed, latencyMs(ticket, durationMs, now), now, this.#options);
    if (phase.kind === "half_open") {
      if (failed) {
        this.#failedTrials++;
        this.#open("trial_failure", info);
      } else if (counts.consecutiveSuccesses >= this.#options.successThreshold) this.#startAnew(CLOSED, "trial_success");
    } else if (phase.kind === "closed" && !record.flawless) this.#judge(now, info);
  }

  /** Takes over what another breaker saved; for a new one only. */
  protected restore(saved: BreakerSnapshot): void {
    const agedMs = Math.max(0, this.#clock.wallNow() - saved.savedAt);
    const { counts } = this.#record;
    for (const name of Object.keys(counts) as (keyof Counts)[]) counts[name] = saved[name] ?? (undefined as never);
    this.#record.restoreWindow(saved.window, this.#clock.now(), agedMs);
    this.#failedTrials = saved.failedTrials;
    if (saved.opening) {
      const { elapsedMs, recoveryMs, hinted } = saved.opening;
      const opening = this.#opening("open", recoveryMs, 1, hinted, elapsedMs + agedMs);
      this.#phase = opening;
      this.#startTimer(opening);
      this.#settle();
    } else if (saved.mode === "forced_open") this.#phase = this.#opening(saved.mode, Infinity, 1);
    else this.#phase = saved.mode === "metrics_only" ? METRICS_ONLY : saved.state === "closed" ? CLOSED : halfOpen();
  }

  #rates(now: number): Pick<BreakerMetrics, "failureRate" | "slowCallRate"> {
    return { failureRate: this.#record.rate("failures", now, this.#options), slowCallRate: this.#record.rate("slow", now, this.#options) };
  }

  /** Opens a closed breaker if its streak or a rate calls for it. A threshold of 0 turns a rate's rule off. */
  #judge(now: number, info: FailureInfo | undefined): void {
    const { failureThreshold, failureRateThreshold, slowCallRateThreshold } = this.#options;
    const { failureRate = -1, slowCallRate = -1 } = this.#rates(now);
    if (this.#record.counts.consecutiveFailures >= failureThreshold) this.#open("failure_threshold", info);
    else if (failureRateThreshold && failureRate >= failureRateThreshold) this.#open("failure_rate", info);
    else if (slowCallRateThreshold && slowCallRate >= slowCallRateThreshold) this.#open("slow_call_rate", info);
  }

  #open(reason: StateChangeReason, info?: FailureInfo): void {
    const { jitter } = this.#options.recoveryBackoff;
    const spread = jitter && jitter * (2 * this.#random() - 1);
    const hint = hintedTimeMs(this.#options, info?.retryAfterMs);
    const opening = this.#opening("open", hint ?? recoveryTimeMs(this.#options, this.#failedTrials, 1 + spread), 1 + spread, hint !== undefined);
    this.#record.counts.openedAt = opening.startedAtWall;
    this.#record.counts.consecutiveSuccesses = 0;
    this.#cause = info?.cause;
    this.#startTimer(opening);
    this.#enter(opening, reason);
  }

  #opening(kind: Opening["kind"], recoveryMs: number, spread: number, hinted = false, agedMs = 0): Opening {
    return { kind, startedAt: this.#clock.now() - agedMs, startedAtWall: this.#clock.wallNow() - agedMs, recoveryMs, hinted, spread };
  }

  /** Into a phase that knows nothing of what was before. */
  #startAnew(phase: Phase, reason: StateChangeReason): void {
    const { counts } = this.#record;
    counts.consecutiveFailures = counts.consecutiveSuccesses = this.#failedTrials = 0;
    this.#cause = undefined;
    this.#record.emptyWindow(this.#options);
    this.#enter(phase, reason);
  }

  /** Goes into `phase` and tells about it where the state is another one. Listeners may call the breaker, so nothing may follow this. */
  #enter(phase: Phase, reason: StateChangeReason): void {
    const now = this.#clock.now();
    const from = stateOf(this.#phase);
    const to = stateOf(phase);
    this.#stopTimer();
    this.#downMs += this.#downSince(now);
    this.#phase = phase;
    this.#generation++;
    if (from === to) return;
    const retryAfterMs = "recoveryMs" in phase ? phase.recoveryMs : 0;
    const { consecutiveFailures } = this.#record.counts;
    this.#events.emit(Object.freeze({ from, to, at: this.#clock.wallNow(), retryAfterMs, consecutiveFailures, ...this.#rates(now), reason }));
  }

  /** Moves an opening on whose time has passed and whose timer has not fired yet. @returns what it is in then; undefined after `dispose` */
  #settle(): Phase["kind"] | undefined {
    if (this.#disposed) return undefined;
    if (this.#phase.kind === "open" && !leftMs(this.#phase, this.#clock)) this.#enter(halfOpen(), "recovery_timeout");
    return this.#phase.kind;
  }

  /** How long the phase has been open by now, if it is; no longer than its time, however late anybody notices that it has passed. */
  #downSince(now: number): number {
    const phase = this.#phase;
    if (!("recoveryMs" in phase)) return 0;
    return Math.max(0, Math.min(now, phase.startedAt + phase.recoveryMs) - Math.max(phase.startedAt, this.#createdAt));
  }

  #startTimer(opening: Opening): void {
    opening.timer = this.#clock.setTimeout(() => {
      // Too early: timers of runtimes may be, and a long time is waited for in pieces.
      if (this.#phase === opening && this.#settle() === "open") this.#startTimer(opening);
    }, Math.min(LONGEST_TIMER_MS, leftMs(opening, this.#clock)));
  }

  #stopTimer(): void {
    if (this.#phase.kind === "open") this.#clock.clearTimeout(this.#phase.timer);
  }
}

/** Gives a trial's slot back. False when its lease had ended by `now`: then its outcome means nothing any more. */
function endTrial(trials: Ticket[], ticket: Ticket, now: number): boolean {
  const index = trials.indexOf(ticket);
  if (index >= 0) trials.splice(index, 1);
  return index >= 0 && now < ticket.leasedUntil;
}

/** What the caller measured if that is a time at all, else the time since admission. */
function latencyMs(ticket: Ticket, durationMs: number | undefined, now: number): number {
  return durationMs !== undefined && obeys(durationMs, DELAY) ? durationMs : Math.max(0, now - ticket.startedAt);
}
