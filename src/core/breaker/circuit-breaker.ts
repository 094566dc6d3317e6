import { Call } from "./call";
import { CircuitOpenError } from "./circuit-open-error";
import { createWindow } from "./create-window";
import { EventDelivery } from "./event-delivery";
import type { Operation } from "./operation";
import { checkMode, defaultOptions, isDelay, mergeOptions, type OptionsPatch } from "./options";
import { OutcomeRecord } from "./outcome-record";
import { CallPermit } from "./permit";
import { beginTrial, elapsedMs, endTrial, leftMs, openMs, slotWaitMs, type Opening, type Phase, type Ticket } from "./phase";
import { recoveryTimeMs } from "./recovery-time";
import { seal, unseal } from "./snapshot";
import { systemClock } from "./system-clock";
import type {
  BreakerDeps, BreakerMetrics, BreakerMode, BreakerOptions, BreakerSnapshot, CircuitState, Clock, FailureInfo, Permit, StateChange, StateChangeReason, Subscription,
} from "./types";

/** The longest delay that timers of runtimes take; a longer one is waited for in pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const settled = Promise.resolve();
const closed = (mode: "auto" | "metrics_only"): Phase => ({ mode, state: "closed" });
const halfOpen = (): Phase => ({ mode: "auto", state: "half_open", tickets: [] });

/** All breakers begin in it. */
const beginning = closed("auto");

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
    this.#record = new OutcomeRecord(this.#options, clock);
    this.#createdAt = clock.now();
    const saved = unseal(initial, clock.wallNow());
    if (saved) this.#restore(saved);
  }

  /** As of now: `half_open` as soon as the recovery time has passed. Reading it changes nothing. */
  get state(): CircuitState {
    const phase = this.#phase;
    return phase.state === "open" && !leftMs(phase, this.#clock) ? "half_open" : phase.state;
  }

  get mode(): BreakerMode {
    return this.#phase.mode;
  }

  /** Milliseconds until a trial call is admitted, 0 when a call is; Infinity when forced open or disposed. */
  get retryAfterMs(): number {
    const phase = this.#phase;
    if (this.#disposed) return Infinity;
    if (phase.state === "open") return leftMs(phase, this.#clock);
    return phase.state === "closed" ? 0 : slotWaitMs(phase, this.#options.halfOpenMaxCalls, this.#clock.now());
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
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (typeof operation !== "function") return Promise.reject(new TypeError("execute needs a function"));
    if (this.#admits()) return this.#begin(Call.take()).run(operation, signal);
    const refusal = this.#refusal();
    // Rejects when the caller has had the time to listen: a promise that is rejected before is booked as unhandled first, which takes as long as the rest.
    return settled.then(() => {
      throw refusal;
    });
  }

  /** Opens as a failure would, with its wish and its cause if there are any; does nothing when open, forced open or `metrics_only`. */
  trip(info?: FailureInfo): void {
    const phase = this.#settle();
    if (phase?.mode === "auto" && phase.state !== "open") this.#open("trip", info);
  }

  /** From `open` to `half_open` now, because a probe found the endpoint alive; does nothing in another state. */
  recover(): void {
    const phase = this.#settle();
    if (phase?.mode === "auto" && phase.state === "open") this.#enter(halfOpen(), "probe");
  }

  /** Closes and empties window and streak; the totals stay. Does nothing when forced open. */
  reset(): void {
    const mode = this.#settle()?.mode;
    if (mode && mode !== "forced_open") this.#enter(closed(mode), "reset");
  }

  /** Ends the generation and empties window and streak. @throws RangeError when it is no mode */
  setMode(mode: BreakerMode): void {
    checkMode(mode);
    const phase = this.#settle();
    if (phase && phase.mode !== mode) this.#enter(mode === "forced_open" ? this.#opening(mode, Infinity) : closed(mode), "mode");
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
    if (JSON.stringify(options.window) !== JSON.stringify(before.window)) this.#record.window = createWindow(options.window);
    if (phase?.mode !== "auto" || phase.state !== "open" || phase.hinted || options.recoveryTimeoutMs === before.recoveryTimeoutMs) return;
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
      ...this.#record.counts,
      ...this.#record.rates(now, this.#options),
      ...this.#record.latencies.metrics,
      uptimePercentage: lifetime > 0 ? 100 * Math.max(0, 1 - down / lifetime) : state === "open" ? 0 : 100,
    };
  }

  /** Plain JSON for `deps.initial` of a later breaker. */
  snapshot(): BreakerSnapshot {
    const { state, mode } = this;
    const phase = this.#phase;
    return seal({
      savedAt: this.#clock.wallNow(),
      state,
      mode,
      ...(phase.state === "open" && { elapsedMs: elapsedMs(phase, this.#clock), recoveryMs: phase.recoveryMs, hinted: phase.hinted }),
      failedTrials: this.#failedTrials,
      ...this.#record.counts,
      ...this.#record.window.save(this.#clock.now()),
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
    if (this.#phase.state === "closed" && !this.#disposed) return true;
    if (this.#settle()?.state !== "open" && !this.retryAfterMs) return true;
    this.#record.counts.totalRejected++;
    return false;
  }

  #begin<T extends CallPermit>(call: T): T {
    const phase = this.#phase;
    call.breaker = this;
    call.phase = phase;
    call.startedAt = this.#clock.now();
    this.#record.counts.totalRequests++;
    if (phase.state === "half_open") {
      call.leaseEnd = call.startedAt + this.#options.trialTimeoutMs;
      beginTrial(phase, call, this.#options.halfOpenMaxCalls);
    }
    return call;
  }

  /** What to tell a caller who was refused just now. */
  #refusal(): CircuitOpenError {
    const state = this.#phase.state === "half_open" ? "half_open" : "open";
    return new CircuitOpenError({ state, retryAfterMs: this.retryAfterMs, openedAt: this.#record.counts.openedAt, cause: this.#cause });
  }

  /** @param failed undefined: no verdict. @internal */
  report(ticket: Ticket, failed?: boolean, durationMs?: number, info?: FailureInfo): void {
    const record = this.#record;
    const { counts, window } = record;
    if (failed) counts.totalFailures++;
    else if (failed === false) counts.totalSuccesses++;
    else counts.totalReleased++;

    const phase = this.#phase;
    if (ticket.phase !== phase) return;
    const now = this.#clock.now();
    if ((phase.state === "half_open" && !endTrial(phase, ticket, now)) || failed === undefined) return;
    // What the caller measured if that is a time at all.
    record.add(failed, durationMs !== undefined && isDelay(durationMs) ? durationMs : Math.max(0, now - ticket.startedAt), now, this.#options);
    if (phase.state !== "closed") this.#judgeTrial(failed, info);
    // Without a blemish in the window there is nothing to judge.
    else if (phase.mode === "auto" && window.failures | window.slow) this.#judge(now, info);
  }

  #judgeTrial(failed: boolean, info: FailureInfo | undefined): void {
    if (failed) {
      this.#failedTrials++;
      this.#open("trial_failure", info);
    } else if (this.#record.counts.consecutiveSuccesses >= this.#options.successThreshold) {
      this.#enter(closed("auto"), "trial_success");
    }
  }

  /** Takes over what another breaker saved. */
  #restore(saved: BreakerSnapshot): void {
    const agedMs = Math.max(0, this.#clock.wallNow() - saved.savedAt);
    const { mode, state, elapsedMs = 0, recoveryMs, hinted } = saved;
    const opening = () => this.#opening(mode as Opening["mode"], recoveryMs ?? Infinity, hinted, elapsedMs + agedMs);
    this.#enter(state === "open" ? opening() : state === "half_open" ? halfOpen() : closed(mode as "auto"), "reset");
    const counts: Record<string, unknown> = this.#record.counts;
    for (const name in counts) counts[name] = saved[name as keyof BreakerSnapshot];
    this.#record.window.restore(saved, this.#clock.now(), agedMs);
    this.#failedTrials = saved.failedTrials;
    this.#settle();
  }

  /** Opens a closed breaker if its streak or a rate calls for it. A threshold of 0 turns a rate's rule off. */
  #judge(now: number, info: FailureInfo | undefined): void {
    const { failureThreshold, failureRateThreshold, slowCallRateThreshold } = this.#options;
    const { failureRate = -1, slowCallRate = -1 } = this.#record.rates(now, this.#options);
    const reason =
      this.#record.counts.consecutiveFailures >= failureThreshold ? "failure_threshold"
      : failureRateThreshold && failureRate >= failureRateThreshold ? "failure_rate"
      : slowCallRateThreshold && slowCallRate >= slowCallRateThreshold ? "slow_call_rate"
      : undefined;
    if (reason) this.#open(reason, info);
  }

  #open(reason: StateChangeReason, info?: FailureInfo): void {
    const hint = info?.retryAfterMs;
    const hinted = isDelay(hint);
    this.#cause = info?.cause;
    this.#enter(this.#opening("auto", hinted ? Math.min(hint, this.#options.recoveryBackoff.maxMs) : recoveryTimeMs(this.#options, this.#failedTrials, this.#random), hinted), reason);
  }

  #opening(mode: Opening["mode"], recoveryMs: number, hinted = false, agedMs = 0): Opening {
    return { mode, state: "open", at: this.#clock.now() - agedMs, wallAt: this.#clock.wallNow() - agedMs, recoveryMs, hinted };
  }

  /** Goes into `phase` and tells about it where the state is another one. */
  #enter(phase: Phase, reason: StateChangeReason): void {
    const counts = this.#record.counts;
    const from = this.#phase.state;
    const to = phase.state;
    counts.consecutiveSuccesses = 0;
    if (to === "closed" || phase.mode === "forced_open") {
      // It knows nothing of what was before.
      counts.consecutiveFailures = this.#failedTrials = 0;
      this.#cause = undefined;
      this.#record.window = createWindow(this.#options.window);
    }
    const now = this.#clock.now();
    this.#downMs += openMs(this.#phase, this.#createdAt, now);
    this.#phase = phase;
    this.#watch();
    if (from === to) return;
    if (to === "open") counts.openedAt = phase.wallAt;
    // Listeners may call the breaker, so nothing may follow this.
    this.#events?.emit(
      Object.freeze({
        from,
        to,
        at: this.#clock.wallNow(),
        retryAfterMs: to === "open" ? phase.recoveryMs : 0,
        consecutiveFailures: counts.consecutiveFailures,
        ...this.#record.rates(now, this.#options),
        reason,
      }),
    );
  }

  /** Moves an opening on whose time has passed and whose timer has not fired yet. @returns what it is in then; undefined after `dispose` */
  #settle(): Phase | undefined {
    if (this.#disposed) return undefined;
    if (this.#phase.state === "open" && !leftMs(this.#phase, this.#clock)) this.#enter(halfOpen(), "recovery_timeout");
    return this.#phase;
  }

  /** Sets the timer for the end of the opening under way, if there is one: no other runs. */
  #watch(): void {
    this.#clock.clearTimeout(this.#timer);
    const waitMs = this.#phase.state === "open" ? this.retryAfterMs : Infinity;
    if (waitMs === Infinity) return;
    this.#timer = this.#clock.setTimeout(() => {
      // It may be too early: timers of runtimes are, and a long time is waited for in pieces.
      this.#settle();
      this.#watch();
    }, Math.min(LONGEST_TIMER_MS, waitMs));
  }
}
