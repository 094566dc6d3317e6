import { takeCall } from "./call";
import { CircuitOpenError } from "./circuit-open-error";
import { EventDelivery } from "./event-delivery";
import { cannotSeeSignal, type Operation } from "./operation";
import { defaultOptions, isDelay, mergeOptions, modeRule, type OptionsPatch } from "./options";
import { OutcomeRecord } from "./outcome-record";
import { CallPermit } from "./permit";
import { AUTO, CLOSED, elapsedMs, FORCED_OPEN, HALF_OPEN, leftMs, OPEN, openMs, slotWaitMs, withTrial, type Phase } from "./phase";
import { recoveryTimeMs } from "./recovery-time";
import { seal, unseal } from "./snapshot";
import { LONGEST_TIMER_MS, systemClock } from "./system-clock";
import type {
  BreakerDeps, BreakerMetrics, BreakerMode, BreakerOptions, BreakerSnapshot, CircuitState, Clock, FailureInfo, Permit, StateChange, StateChangeReason, Subscription,
} from "./types";

/** All breakers begin in it, so nothing may be changed there. */
const beginning: Phase = Object.freeze({ mode: AUTO, state: CLOSED, at: 0, wallAt: 0, recoveryMs: 0, hinted: false, trials: undefined });

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
    this.#createdAt = clock.now();
    const saved = unseal(initial, clock.wallNow());
    if (saved) this.#restore(saved);
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
    return this.#disposed ? Infinity : leftMs(this.#phase, this.#clock) + slotWaitMs(this.#phase, this.#options.halfOpenMaxCalls, this.#clock.now());
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
    if (typeof operation !== "function") return rejectSoon(new TypeError("execute needs a function"));
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
    modeRule("mode", mode);
    const phase = this.#settle();
    const forced = mode === FORCED_OPEN;
    if (phase && phase.mode !== mode) this.#enter(forced ? OPEN : CLOSED, "mode", forced ? Infinity : 0, false, mode);
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
    if (JSON.stringify(options.window) !== JSON.stringify(before.window)) this.#record.empty(options);
    if (phase?.mode !== AUTO || phase.state !== OPEN || phase.hinted || options.recoveryTimeoutMs === before.recoveryTimeoutMs) return;
    phase.recoveryMs = recoveryTimeMs(options, this.#failedTrials, this.#random);
    this.#watch();
    this.#settle();
  }

  /** Tells of every change of state from now on, synchronously and in order. What a listener throws harms nobody. */
  onStateChange(listener: (change: StateChange) => void): Subscription {
    return (this.#events ??= new EventDelivery()).on(listener);
  }

  metrics(): BreakerMetrics {
    const { state, mode } = this;
    const now = this.#clock.now();
    const lifetime = now - this.#createdAt;
    const down = this.#downMs + openMs(this.#phase, this.#createdAt, now);
    return {
      state,
      mode,
      ...this.#record.metrics(now, this.#options),
      uptimePercentage: lifetime > 0 ? 100 * Math.max(0, 1 - down / lifetime) : state === OPEN ? 0 : 100,
    };
  }

  /** Plain JSON for `deps.initial` of a later breaker. */
  snapshot(): BreakerSnapshot {
    const { state, mode, recoveryMs, hinted } = this.#phase;
    return seal({
      savedAt: this.#clock.wallNow(),
      state: this.state,
      mode,
      ...(state === OPEN && { elapsedMs: elapsedMs(this.#phase, this.#clock), recoveryMs, hinted }),
      failedTrials: this.#failedTrials,
      ...this.#record.save(this.#clock.now()),
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
    // So it is nearly always, and then nothing else need be looked at.
    if (this.#phase.state === CLOSED && !this.#disposed) return true;
    if (this.#settle()?.state !== OPEN && !this.retryAfterMs) return true;
    this.#record.totalRejected++;
    return false;
  }

  #begin<T extends CallPermit>(call: T): T {
    const phase = this.#phase;
    call.breaker = this;
    call.phase = phase;
    call.startedAt = this.#clock.now();
    this.#record.totalRequests++;
    if (phase.trials) {
      call.leaseEnd = call.startedAt + this.#options.trialTimeoutMs;
      phase.trials = withTrial(phase.trials, call, this.#options.halfOpenMaxCalls);
    }
    return call;
  }

  /** What to tell a caller who was refused just now. */
  #refusal(): CircuitOpenError {
    const state = this.#phase.state === HALF_OPEN ? HALF_OPEN : OPEN;
    return new CircuitOpenError({ state, retryAfterMs: this.retryAfterMs, openedAt: this.#record.openedAt, cause: this.#cause });
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
      phase.trials = phase.trials.filter((other) => other !== permit);
      if (now >= permit.leaseEnd) return;
    }
    if (failed === undefined) return;
    // What the caller measured if that is a time at all.
    const blemished = record.add(failed, isDelay(durationMs) ? durationMs : Math.max(0, now - permit.startedAt), now, this.#options);
    if (!phase.trials) {
      if (blemished && phase.mode === AUTO) this.#judge(now, info);
    } else if (failed) {
      this.#failedTrials++;
      this.#open("trial_failure", info);
    } else if (record.consecutiveSuccesses >= this.#options.successThreshold) {
      this.#enter(CLOSED, "trial_success");
    }
  }

  /** Opens a closed breaker if its streak or a rate calls for it. A threshold of 0 turns a rate's rule off. */
  #judge(now: number, info: FailureInfo | undefined): void {
    const { failureThreshold, failureRateThreshold, slowCallRateThreshold } = this.#options;
    const { failureRate = -1, slowCallRate = -1 } = this.#record.rates(now, this.#options);
    const reason =
      this.#record.consecutiveFailures >= failureThreshold ? "failure_threshold"
      : failureRateThreshold && failureRate >= failureRateThreshold ? "failure_rate"
      : slowCallRateThreshold && slowCallRate >= slowCallRateThreshold ? "slow_call_rate"
      : undefined;
    if (reason) this.#open(reason, info);
  }

  #open(reason: StateChangeReason, info?: FailureInfo): void {
    const hint = info?.retryAfterMs;
    const hinted = isDelay(hint, Number.MAX_VALUE);
    this.#cause = info?.cause;
    this.#enter(OPEN, reason, hinted ? Math.min(hint, this.#options.recoveryBackoff.maxMs) : recoveryTimeMs(this.#options, this.#failedTrials, this.#random), hinted);
  }

  /** Takes over what another breaker saved. */
  #restore(saved: Omit<BreakerSnapshot, "checksum">): void {
    const agedMs = Math.max(0, this.#clock.wallNow() - saved.savedAt);
    const { state, mode, recoveryMs, hinted, elapsedMs = 0 } = saved;
    this.#enter(state, "reset", recoveryMs === null ? Infinity : recoveryMs, hinted, mode, elapsedMs + agedMs);
    this.#record.restore(saved, this.#clock.now(), agedMs);
    this.#failedTrials = saved.failedTrials;
    this.#settle();
  }

  /** Goes into another phase, which began `agedMs` ago, and tells about it where the state is another one. */
  #enter(state: CircuitState, reason: StateChangeReason, recoveryMs = 0, hinted = false, mode = this.#phase.mode, agedMs = 0): void {
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
    this.#phase = { mode, state, at: now - agedMs, wallAt: wallNow - agedMs, recoveryMs, hinted, trials: state === HALF_OPEN ? [] : undefined };
    this.#watch();
    if (before.state === state) return;
    if (state === OPEN) record.openedAt = wallNow;
    // Listeners may call the breaker, so nothing may follow this.
    this.#events?.emit(
      Object.freeze({
        from: before.state,
        to: state,
        at: wallNow,
        retryAfterMs: recoveryMs,
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
    if (this.#phase.state !== OPEN || waitMs === Infinity) return;
    this.#timer = this.#clock.setTimeout(() => {
      // It may be too early: timers of runtimes are, and a long time is waited for in pieces.
      this.#settle();
      this.#watch();
    }, Math.min(LONGEST_TIMER_MS, waitMs));
  }
}
