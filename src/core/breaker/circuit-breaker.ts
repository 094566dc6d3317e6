import { takeCall } from "./call";
import { CircuitOpenError } from "./circuit-open-error";
import { EventDelivery } from "./event-delivery";
import { freeze, max, min, stringify } from "./intrinsics";
import { cannotSeeSignal, type Operation } from "./operation";
import { defaultOptions, HUGE, isWithin, mergeOptions, modeRule, MOST, type OptionsPatch } from "./options";
import { OutcomeRecord } from "./outcome-record";
import { CallPermit } from "./permit";
import { AUTO, CLOSED, elapsedMs, FORCED_OPEN, HALF_OPEN, leftMs, newPhase, OPEN, openMs, type Phase } from "./phase";
import { recoveryTimeMs } from "./recovery-time";
import { seal, unseal } from "./snapshot";
import { systemClock } from "./system-clock";
import type {
  BreakerDeps, BreakerMetrics, BreakerMode, BreakerOptions, BreakerSnapshot, CircuitState, Clock, FailureInfo, Permit, StateChange, StateChangeReason, Subscription,
} from "./types";

/** All breakers begin in it: nothing is ever changed in a closed phase. */
const beginning = newPhase(AUTO, CLOSED, 0, 0, 0);

const settled = Promise.resolve();

/** Rejects when the caller has had the time to listen: a promise that is rejected before is booked as unhandled first, which takes as long as the rest of a refusal. */
const rejectSoon = (error: unknown): Promise<never> =>
  settled.then(() => {
    throw error;
  });

/**
 * A circuit breaker: it counts how calls to one endpoint end, refuses them while the endpoint is down, and lets trial calls find out when it
 * is back. Times are milliseconds.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #random: () => number;
  /** Made for the first listener: most breakers of a large program have none. */
  #events: EventDelivery<StateChange> | undefined;
  readonly #record: OutcomeRecord;
  readonly #createdAt: number;
  #options: Readonly<BreakerOptions>;
  #phase = beginning;
  /** Since it was last closed: the level of the backoff. */
  #failedTrials = 0;
  #cause: unknown;
  /** Spent in phases that were open and have ended. */
  #downMs = 0;
  #timer: unknown;
  #disposed = false;

  /**
   * @param options any of the options; the rest have their defaults. Neither kept nor changed.
   * @param deps clock, randomness, and a snapshot to start from (ignored when it is damaged, of another version or from the future)
   * @throws RangeError that names the bad option and its value
   */
  constructor(options?: OptionsPatch, { clock = systemClock, random = Math.random, initial }: BreakerDeps = {}) {
    this.#options = mergeOptions(options, defaultOptions);
    this.#clock = clock;
    this.#random = random;
    this.#record = new OutcomeRecord(clock, this.#options);
    const now = (this.#createdAt = clock.now());
    const wallNow = clock.wallNow();
    const saved = unseal(initial, wallNow);
    if (!saved) return;
    const agedMs = max(0, wallNow - saved.savedAt);
    this.#enter(saved.state, "reset", saved.mode, saved.recoveryMs!, saved.hinted, agedMs + saved.elapsedMs);
    this.#record.restore(saved, now - agedMs, this.#options);
    this.#failedTrials = saved.failedTrials;
    this.#settle();
  }

  /** As of now: `half_open` as soon as the recovery time has passed. Reading it changes nothing. */
  get state(): CircuitState {
    const phase = this.#phase;
    return phase.state === OPEN && !leftMs(phase, this.#clock) ? HALF_OPEN : phase.state;
  }

  get mode(): BreakerMode {
    return this.#phase.mode;
  }

  /** Milliseconds until a trial call is admitted, 0 when a call is; Infinity when forced open or disposed. */
  get retryAfterMs(): number {
    const now = this.#clock.now();
    // The trials' leases are in order: when fewer of them go on than there are slots, one is free. Makes no garbage, so that a refusal costs none.
    const slotAt = this.#phase.trials?.at(-this.#options.halfOpenMaxCalls) ?? now;
    return this.#disposed ? Infinity : leftMs(this.#phase, this.#clock) + max(0, slotAt - now);
  }

  /** The options in force; frozen. */
  get options(): Readonly<BreakerOptions> {
    return this.#options;
  }

  /** The very `cause` of the failure that opened the breaker last; undefined once it is closed, and when no failure opened it. */
  get lastOpenCause(): unknown {
    return this.#cause;
  }

  /** A permit for one call, or undefined when the call is refused. The caller reports the outcome to the permit. */
  tryAcquire(): Permit | undefined {
    return this.#admits() ? this.#begin(new CallPermit()) : undefined;
  }

  /** @throws CircuitOpenError when the call is refused */
  acquire(): Permit {
    const permit = this.tryAcquire();
    if (permit) return permit;
    throw this.#refusal();
  }

  /**
   * Runs `operation` if the breaker admits it and reports how it ended: what it throws is a failure, and no verdict if `signal` is aborted by
   * then. The operation gets a signal of its own, aborted only with `signal`.
   * @returns what the operation returns
   * @throws {@link CircuitOpenError} when refused; what the operation throws; the reason of `signal` when that is aborted at entry (nothing
   * runs) or by the time the operation gives a value
   */
  execute<T>(operation: Operation<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return rejectSoon(signal.reason);
    if (typeof operation !== "function") return rejectSoon(new TypeError("not a function"));
    if (!this.#admits()) return rejectSoon(this.#refusal());
    const call = this.#begin(takeCall());
    let result: Promise<T> | T;
    try {
      result = cannotSeeSignal(operation) ? (operation as () => Promise<T> | T)() : operation(call.signal(signal));
    } catch (error) {
      result = Promise.reject(error);
    }
    return call.settleWith(result, signal);
  }

  /** Opens as a failure would, with its wish and its cause if there are any; does nothing when open, forced open or `metrics_only`. */
  trip(info?: FailureInfo): void {
    const phase = this.#settle();
    if (phase?.mode === AUTO && phase.state !== OPEN) this.#open("trip", info);
  }

  /** From `open` to `half_open` now, because a probe found the endpoint alive; does nothing in another state. */
  recover(): void {
    const phase = this.#settle();
    if (phase?.mode === AUTO && phase.state === OPEN) this.#enter(HALF_OPEN, "probe");
  }

  /** Closes and empties window and streak; the totals stay. Does nothing when forced open. */
  reset(): void {
    const phase = this.#settle();
    if (phase && phase.mode !== FORCED_OPEN) this.#enter(CLOSED, "reset");
  }

  /** Ends the generation and empties window and streak. @throws RangeError when it is no mode */
  setMode(mode: BreakerMode): void {
    modeRule(mode, undefined, "mode");
    const phase = this.#settle();
    if (phase && phase.mode !== mode) this.#enter(mode === FORCED_OPEN ? OPEN : CLOSED, "mode", mode);
  }

  /**
   * Changes options of a live breaker; counters stay, and what is under way goes on by the old ones, but for the recovery time of an opening.
   * @throws RangeError that names the bad option and its value; nothing is changed then
   */
  configure(patch: OptionsPatch): void {
    const before = this.#options;
    const options = mergeOptions(patch, before);
    const phase = this.#settle();
    this.#options = options;
    if (stringify(options.window) !== stringify(before.window)) this.#record.empty(options);
    if (phase?.mode === AUTO && phase.state === OPEN && !phase.hinted && options.recoveryTimeoutMs !== before.recoveryTimeoutMs) {
      phase.recoveryMs = recoveryTimeMs(options, this.#failedTrials, this.#random);
      this.#watch();
      this.#settle();
    }
  }

  /** Tells of every change of state from now on, synchronously and in order. What a listener throws harms nobody. */
  onStateChange(listener: (change: StateChange) => void): Subscription {
    return (this.#events ??= new EventDelivery()).on(listener);
  }

  metrics(): BreakerMetrics {
    const now = this.#clock.now();
    return {
      state: this.state,
      mode: this.mode,
      ...this.#record.metrics(now, this.#options),
      // No part of no time at all, and none on a clock that went back.
      uptimePercentage: 100 - 100 * min(1, max(0, (this.#downMs + openMs(this.#phase, this.#createdAt, now)) / (now - this.#createdAt)) || 0),
    };
  }

  /** Plain JSON for `deps.initial` of a later breaker. */
  snapshot(): BreakerSnapshot {
    const { at: _at, wallAt: _wallAt, trials: _trials, ...phase } = this.#phase;
    return seal({
      ...phase,
      state: this.state,
      savedAt: this.#clock.wallNow(),
      elapsedMs: elapsedMs(this.#phase, this.#clock),
      failedTrials: this.#failedTrials,
      ...this.#record.save(this.#clock.now(), this.#options),
    });
  }

  /** Stops the timer, ends the events and refuses every call from now on. */
  dispose(): void {
    this.#disposed = true;
    // A copy is another phase: what is under way is late.
    this.#phase = { ...this.#phase };
    this.#watch();
    this.#events?.end();
  }

  /** Whether a call may begin now; a refusal is counted. Who gets a yes begins at once. */
  #admits(): boolean {
    // It is closed nearly always, and then nothing else need be looked at.
    const yes = (this.#phase.state === CLOSED && !this.#disposed) || (this.#settle()?.state !== OPEN && !this.retryAfterMs);
    if (!yes) this.#record.totalRejected++;
    return yes;
  }

  #begin<T extends CallPermit>(call: T): T {
    const phase = this.#phase;
    call.breaker = this;
    call.phase = phase;
    call.startedAt = this.#clock.now();
    this.#record.totalRequests++;
    if (phase.trials) {
      call.lease = call.startedAt + this.#options.trialTimeoutMs;
      // More than there are slots are over.
      phase.trials = [...phase.trials, call.lease].sort((one, other) => one - other).slice(-this.#options.halfOpenMaxCalls);
    }
    return call;
  }

  /** What to tell a caller who was refused just now. */
  #refusal(): CircuitOpenError {
    return new CircuitOpenError({ state: this.#disposed ? OPEN : this.#phase.state, retryAfterMs: this.retryAfterMs, openedAt: this.#record.openedAt, cause: this.#cause });
  }

  /** @param failed undefined: no verdict. @internal */
  report(permit: CallPermit, failed?: boolean, durationMs?: number, info?: FailureInfo): void {
    permit.breaker = undefined;
    const record = this.#record;
    if (failed) record.totalFailures++;
    else if (failed === false) record.totalSuccesses++;
    else record.totalReleased++;

    const phase = this.#phase;
    if (permit.phase !== phase) return;
    const now = this.#clock.now();
    if (phase.trials) {
      if (now >= permit.lease!) return;
      phase.trials.splice(phase.trials.indexOf(permit.lease!), 1);
    }
    if (failed === undefined) return;
    // What the caller measured if that is a time at all.
    const reason = record.add(failed, isWithin(durationMs, 0, MOST) ? durationMs : max(0, now - permit.startedAt), now, this.#options);
    if (!phase.trials) {
      if (reason && phase.mode === AUTO) this.#open(reason, info);
    } else if (failed) {
      this.#failedTrials++;
      this.#open("trial_failure", info);
    } else if (record.consecutiveSuccesses >= this.#options.successThreshold) {
      this.#enter(CLOSED, "trial_success");
    }
  }

  #open(reason: StateChangeReason, info?: FailureInfo): void {
    const hint = info?.retryAfterMs;
    const hinted = isWithin(hint, 0, HUGE);
    this.#cause = info?.cause;
    this.#enter(OPEN, reason, AUTO, hinted ? min(hint, this.#options.recoveryBackoff.maxMs) : recoveryTimeMs(this.#options, this.#failedTrials, this.#random), hinted);
  }

  /** Goes into another phase, which began `agedMs` ago, and tells about it where the state is another one. */
  #enter(state: CircuitState, reason: StateChangeReason, mode = this.#phase.mode, recoveryMs = 0, hinted?: boolean, agedMs = 0): void {
    const record = this.#record;
    const before = this.#phase;
    const now = this.#clock.now();
    const wallNow = this.#clock.wallNow();
    record.consecutiveSuccesses = 0;
    if (state === CLOSED || mode === FORCED_OPEN) {
      // It knows nothing of what was before.
      record.consecutiveFailures = this.#failedTrials = 0;
      this.#cause = undefined;
      record.empty(this.#options);
    }
    this.#downMs += openMs(before, this.#createdAt, now);
    this.#phase = newPhase(mode, state, now - agedMs, wallNow - agedMs, recoveryMs, hinted);
    this.#watch();
    if (before.state === state) return;
    if (state === OPEN) record.openedAt = wallNow;
    // Listeners may call the breaker, so nothing may follow this.
    this.#events?.emit(
      freeze({
        from: before.state,
        to: state,
        at: wallNow,
        retryAfterMs: this.#phase.recoveryMs,
        consecutiveFailures: record.consecutiveFailures,
        ...record.rates(now, this.#options),
        reason,
      }),
    );
  }

  /** Moves an opening on whose time has passed and whose timer has not fired yet. @returns what it is in then; undefined after `dispose` */
  #settle(): Phase | undefined {
    if (this.#disposed) return undefined;
    if (this.state !== this.#phase.state) this.#enter(HALF_OPEN, "recovery_timeout");
    return this.#phase;
  }

  /** Sets the timer for the end of the opening under way, if there is one: no other runs. */
  #watch(): void {
    this.#clock.clearTimeout(this.#timer);
    const waitMs = this.retryAfterMs;
    if (this.#phase.state === OPEN && waitMs < Infinity) {
      this.#timer = this.#clock.setTimeout(() => {
        // It may be too early: timers of runtimes are, and a long time is waited for in pieces.
        this.#settle();
        this.#watch();
      }, waitMs);
    }
  }
}
