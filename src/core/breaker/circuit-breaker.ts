import { Call, readExecuteOptions, type ExecuteOptions, type Operation } from "./call";
import type { Interruption } from "./caller-signal";
import { CircuitOpenError } from "./circuit-open-error";
import { guarded } from "./guarded";
import { checkMode, mergeOptions, type OptionsPatch } from "./options";
import { OutcomeRecord } from "./record/outcome-record";
import { failureInfo, permitFor, type Admission, type Verdict } from "./permit";
import type { Phase } from "./phase";
import { readSnapshot, writeSnapshot } from "./snapshot";
import { StateMachine } from "./state-machine";
import { systemClock } from "./system-clock";
import type {
  BreakerDeps,
  BreakerMetrics,
  BreakerMode,
  BreakerOptions,
  BreakerSnapshot,
  CallEnd,
  CircuitState,
  Clock,
  FailureInfo,
  Permit,
  StateChange,
  Subscription,
} from "./types";

/**
 * A circuit breaker: it counts how calls to one endpoint end, refuses them while the endpoint is down, and lets trial calls find out when it
 * is back. Times are milliseconds.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #name: string | undefined;
  readonly #judge: BreakerDeps["judge"];
  readonly #record: OutcomeRecord;
  readonly #machine: StateMachine;

  /**
   * @param options any of the options; the rest have their defaults. Neither kept nor changed.
   * @param deps clock, randomness, a name for errors, a judge of calls, and a snapshot to start from (ignored when it is damaged, of another
   * version or from the future)
   * @throws RangeError that names the bad or unknown option and its value
   */
  constructor(
    options?: OptionsPatch,
    { clock = systemClock, random = Math.random, initial, name, judge }: BreakerDeps = {},
  ) {
    const merged = mergeOptions(options);
    this.#clock = clock;
    this.#name = name;
    this.#judge = judge;
    this.#record = new OutcomeRecord(clock, merged);
    this.#machine = new StateMachine(merged, { clock, random, record: this.#record });
    if (initial !== undefined) this.#restore(initial);
  }

  /** As of now: `half_open` as soon as the recovery time has passed. Reading it changes nothing. */
  get state(): CircuitState {
    return this.#machine.state;
  }

  get mode(): BreakerMode {
    return this.#machine.phase.mode;
  }

  /** Milliseconds until a trial call is admitted, 0 when a call is; Infinity when forced open or disposed. */
  get retryAfterMs(): number {
    return this.#machine.retryAfterMs;
  }

  /** The options in force; frozen. */
  get options(): Readonly<BreakerOptions> {
    return this.#machine.options;
  }

  /** The very `cause` of the failure that opened the breaker last; undefined once it is closed, and when no failure opened it. */
  get lastOpenCause(): unknown {
    return this.#machine.openCause;
  }

  /** A permit for one call, or undefined when the call is refused. The caller reports the outcome to the permit. */
  tryAcquire(): Permit | undefined {
    const admission = this.#admit();
    return admission && permitFor(this, admission);
  }

  /** @throws CircuitOpenError when the call is refused */
  acquire(): Permit {
    const permit = this.tryAcquire();
    if (permit) return permit;
    throw this.#refusal();
  }

  /** Counts a call that was not even asked for because `retryAfterMs` said that it would be refused. */
  countRefusal(): void {
    this.#record.counters.totalRejected++;
  }

  /**
   * Runs `operation` if the breaker admits it and reports how it ended: what it throws is a failure unless the breaker's `judge` says otherwise, an
   * abort by its caller is no verdict, an abort by a timeout is a failure.
   * @param options the caller's signal, or that and a time limit for the call
   * @returns what the operation returns
   * @throws (as a rejection) {@link CircuitOpenError} when refused; what the operation throws; a `TimeoutError` when `timeoutMs` has passed; the
   * reason of the signal when that is aborted at entry (nothing runs) or by the time the operation gives a value; TypeError or RangeError for a
   * caller's own mistake, before anything is counted
   */
  async execute<T>(operation: Operation<T>, options?: AbortSignal | ExecuteOptions | null): Promise<T> {
    if (typeof operation !== "function") throw new TypeError("execute needs a function");
    const checked = readExecuteOptions(options);
    const interrupted = checked.caller?.interruption;
    if (interrupted) throw interrupted.reason;
    const admission = this.#admit();
    if (!admission) throw this.#refusal();

    const call = new Call(checked);
    let value: T;
    try {
      value = await call.run(operation, this.#clock);
    } catch (error) {
      this.#reportEnd(admission, call, { error });
      throw error;
    }
    const interruption = this.#reportEnd(admission, call, { value });
    if (interruption) throw interruption.reason;
    return value;
  }

  /**
   * Opens as a failure would, with its hint and its cause if there are any; does nothing when open, forced open or `metrics_only`.
   * @param forMs how long, in milliseconds, where another breaker has decided that: no hint of an endpoint, and not bounded as one
   */
  trip(info?: FailureInfo, forMs?: number): void {
    const { mode, state } = this.#machine.settle();
    if (!this.#machine.disposed && mode === "auto" && state !== "open")
      this.#machine.open("trip", failureInfo(info), forMs);
  }

  /** From `open` to `half_open` now, because a probe found the endpoint alive; does nothing in another state. */
  recover(): void {
    const { mode, state } = this.#machine.settle();
    if (!this.#machine.disposed && mode === "auto" && state === "open") this.#machine.halfOpen("probe");
  }

  /** Closes and empties window and streak; the totals stay. Does nothing when forced open. */
  reset(): void {
    const { mode } = this.#machine.settle();
    if (!this.#machine.disposed && mode !== "forced_open") this.#machine.close("reset", mode);
  }

  /** Ends the generation and empties window and streak. @throws RangeError when it is no mode */
  setMode(mode: BreakerMode): void {
    checkMode(mode);
    const phase = this.#machine.settle();
    if (this.#machine.disposed || phase.mode === mode) return;
    if (mode === "forced_open") this.#machine.forceOpen();
    else this.#machine.close("mode", mode);
  }

  /**
   * Changes options of a live breaker; counters stay, and what is under way goes on by the old ones, but for the recovery time of an opening.
   * @throws RangeError that names the bad or unknown option and its value; nothing is changed then
   */
  configure(patch: OptionsPatch): void {
    this.#machine.configure(patch);
  }

  /** Tells of every change of state from now on, synchronously and in order. What a listener throws harms nobody. */
  onStateChange(listener: (change: StateChange) => void): Subscription {
    return this.#machine.changes.on(listener);
  }

  metrics(): BreakerMetrics {
    const now = this.#clock.now();
    return {
      state: this.state,
      mode: this.mode,
      ...this.#record.metrics(now, this.options),
      uptimePercentage: this.#machine.uptimePercentage(now),
    };
  }

  /** Plain JSON for `deps.initial` of a later breaker. */
  snapshot(): BreakerSnapshot {
    return writeSnapshot({
      savedAt: this.#clock.wallNow(),
      ...this.#machine.save(),
      ...this.#record.counters,
      window: this.#record.saveWindow(this.#clock.now()),
    });
  }

  /** Stops the timer, ends the events and refuses every call from now on. */
  dispose(): void {
    this.#machine.dispose();
  }

  /** @internal for permits */
  report(admission: Admission, verdict: Verdict): void {
    if (admission.reported) return;
    admission.reported = true;
    this.#record.countVerdict(verdict.type);
    const { phase } = this.#machine;
    if (admission.phase !== phase) return;

    const now = this.#clock.now();
    if (phase.state === "half_open" && admission.trial) {
      const inTime = phase.slots.holds(admission.trial, now);
      phase.slots.giveBack(admission.trial);
      if (!inTime) return;
    }
    if (verdict.type === "release") return;
    const durationMs = isDuration(verdict.durationMs) ? verdict.durationMs : Math.max(0, now - admission.startedAt);
    this.#followOutcome(phase, verdict, durationMs, now);
  }

  /** @internal for permits */
  renew({ phase, trial }: Admission): void {
    // Once it has reported its slot is given back, and the slots of an earlier phase are nobody's.
    if (phase.state !== "half_open" || !trial) return;
    const now = this.#clock.now();
    if (phase.slots.holds(trial, now)) phase.slots.renew(trial, now + this.options.trialTimeoutMs);
  }

  /** Takes a call in, or counts its refusal. Makes no garbage where it refuses. */
  #admit(): Admission | undefined {
    const phase = this.#machine.settle();
    // An opening may end between two readings of the clock: a call that is admitted has to be a trial.
    if (phase.state === "open" || this.#machine.retryAfterMs > 0) {
      this.#record.counters.totalRejected++;
      return undefined;
    }
    this.#record.counters.totalRequests++;
    const startedAt = this.#clock.now();
    const trial = phase.state === "half_open" ? phase.slots.take(startedAt + this.options.trialTimeoutMs) : undefined;
    return { phase, startedAt, trial, reported: false };
  }

  /** What to tell a caller who was refused just now. */
  #refusal(): CircuitOpenError {
    const state = this.#machine.disposed ? "open" : this.#machine.phase.state;
    return new CircuitOpenError(
      { state, retryAfterMs: this.retryAfterMs, openedAt: this.#record.counters.openedAt, cause: this.lastOpenCause },
      this.#name,
    );
  }

  /** What follows from an outcome that came in time. */
  #followOutcome(phase: Phase, verdict: Outcome, durationMs: number, now: number): void {
    const { options } = this;
    const info = verdict.type === "failure" ? verdict : undefined;
    const outcome = { failed: info !== undefined, slow: durationMs >= options.slowCallDurationMs, durationMs };
    const reason = this.#record.add(outcome, now, options);
    if (phase.state === "closed") {
      if (reason && phase.mode === "auto") this.#machine.open(reason, info);
      return;
    }
    const tooSlow = options.slowCallRateThreshold > 0 && outcome.slow;
    if (info || tooSlow) this.#machine.reopenAfterTrial(info);
    else if (this.#record.counters.consecutiveSuccesses >= options.successThreshold)
      this.#machine.close("trial_success", "auto");
  }

  /** Reports how a call of `execute` ended. @returns what cut it short, if anything did */
  #reportEnd(admission: Admission, call: Call, end: CallEnd): Interruption | undefined {
    const interruption = call.end();
    const cause = "error" in end ? end.error : interruption?.reason;
    const type = interruption ? interruption.verdict : this.#verdictOn(end);
    this.report(admission, type === "failure" ? { type, cause } : { type });
    return interruption;
  }

  #verdictOn(end: CallEnd): Verdict["type"] {
    const byDefault = "error" in end ? "failure" : "success";
    const judge = this.#judge;
    if (!judge) return byDefault;
    const verdict = guarded<unknown>(() => judge(end), undefined);
    if (verdict === "success" || verdict === "failure" || verdict === "release") return verdict;
    // The promise of an async judge, which is none: its rejection would end the process as unhandled.
    (async () => verdict)().catch(() => undefined);
    return byDefault;
  }

  #restore(initial: unknown): void {
    const wallNow = this.#clock.wallNow();
    const saved = readSnapshot(initial, wallNow);
    if (!saved) return;
    const { savedAt, phase, failedTrials, window, ...counters } = saved;
    const agedMs = Math.max(0, wallNow - savedAt);
    Object.assign(this.#record.counters, counters);
    this.#record.restoreWindow(window, this.#clock.now() - agedMs, this.options);
    this.#machine.restore(phase, failedTrials, agedMs);
  }
}

type Outcome = Exclude<Verdict, { type: "release" }>;

const isDuration = (ms: unknown): ms is number => typeof ms === "number" && ms >= 0 && ms <= Number.MAX_SAFE_INTEGER;
