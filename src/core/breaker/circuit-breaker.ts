import { Call } from "./call";
import { cannotSeeSignal, type Operation } from "./operation-signal";
import { checkMode, defaultOptions, mergeOptions, type OptionsPatch } from "./options";
import { CallPermit } from "./permit";
import { readSnapshot } from "./snapshot";
import { StateMachine } from "./state-machine";
import { systemClock } from "./system-clock";
import type { BreakerDeps, BreakerMetrics, BreakerMode, BreakerOptions, BreakerSnapshot, CircuitState, Permit, StateChange, StateChangeReason, Subscription } from "./types";

/**
 * A circuit breaker: it counts how calls to one endpoint end, refuses them while the endpoint is down, and lets trial calls find out when it
 * is back. Times are milliseconds.
 */
export class CircuitBreaker {
  readonly #machine: StateMachine;

  /**
   * @param options any of the options; the rest have their defaults. Neither kept nor changed.
   * @param deps clock, randomness, and a snapshot to start from (ignored when it is damaged, of another version or from the future)
   * @throws RangeError that names the bad option and its value
   */
  constructor(options?: OptionsPatch, deps: BreakerDeps = {}) {
    const clock = deps.clock ?? systemClock;
    this.#machine = new StateMachine(mergeOptions(options, defaultOptions), clock, deps.random ?? Math.random);
    const saved = readSnapshot(deps.initial, clock.wallNow());
    if (saved !== undefined) this.#machine.restore(saved);
  }

  /** As of now: `half_open` as soon as the recovery time has passed. Reading it changes nothing. */
  get state(): CircuitState {
    return this.#machine.state;
  }

  get mode(): BreakerMode {
    return this.#machine.mode;
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

  /** Why the breaker opened last; undefined once it is closed. */
  get lastOpenReason(): StateChangeReason | undefined {
    return this.#machine.openReason;
  }

  /** A permit for one call, or undefined when the call is refused. The caller reports the outcome to the permit. */
  tryAcquire(): Permit | undefined {
    return this.#machine.admits() ? new CallPermit(this.#machine) : undefined;
  }

  /** @throws CircuitOpenError when the call is refused */
  acquire(): Permit {
    if (!this.#machine.admits()) throw this.#machine.refusal();
    return new CallPermit(this.#machine);
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
    const machine = this.#machine;
    if (!machine.admits()) return Promise.reject(machine.refusal());
    const call = Call.begin(machine, signal ?? undefined);
    let result: Promise<T> | T;
    try {
      result = cannotSeeSignal(operation) ? (operation as () => Promise<T> | T)() : call.runWithSignal(operation);
    } catch (error) {
      return Promise.reject(error).catch(call.onError);
    }
    const promise = result instanceof Promise && result.constructor === Promise ? result : Promise.resolve(result);
    return promise.then(call.onValue, call.onError);
  }

  /** Opens as a failure would; does nothing when open, forced open or `metrics_only`. */
  trip(): void {
    this.#machine.trip();
  }

  /** Closes and empties window and streak; the totals stay. Does nothing when forced open. */
  reset(): void {
    this.#machine.reset();
  }

  /** From `open` to `half_open` now, because a probe found the endpoint alive; does nothing in another state. */
  recover(): void {
    this.#machine.recover();
  }

  /** @throws RangeError when it is no mode */
  setMode(mode: BreakerMode): void {
    this.#machine.setMode(checkMode(mode));
  }

  /**
   * Changes options of a live breaker; counters stay, and what is under way goes on by the old ones, but for the recovery time of an opening.
   * @throws RangeError that names the bad option and its value; nothing is changed then
   */
  configure(options: OptionsPatch): void {
    this.#machine.configure(options);
  }

  /** Tells of every change of state, synchronously and in order. What a listener throws harms nobody. */
  onStateChange(listener: (change: StateChange) => void): Subscription {
    return this.#machine.events.on(listener);
  }

  metrics(): BreakerMetrics {
    const machine = this.#machine;
    const { ledger } = machine;
    return {
      state: machine.state,
      mode: machine.mode,
      consecutiveFailures: ledger.consecutiveFailures,
      consecutiveSuccesses: ledger.consecutiveSuccesses,
      totalRequests: ledger.totalRequests,
      totalSuccesses: ledger.totalSuccesses,
      totalFailures: ledger.totalFailures,
      totalReleased: ledger.totalReleased,
      totalRejected: ledger.totalRejected,
      failureRate: machine.failureRate,
      slowCallRate: machine.slowCallRate,
      avgResponseTimeMs: ledger.averageMs,
      p50Ms: ledger.quantileMs(0.5),
      p95Ms: ledger.quantileMs(0.95),
      p99Ms: ledger.quantileMs(0.99),
      lastFailureAt: ledger.lastFailureAt,
      lastHealthyAt: ledger.lastHealthyAt,
      openedAt: ledger.openedAt,
      uptimePercentage: machine.uptimePercentage,
    };
  }

  /** Plain JSON for `deps.initial` of a later breaker. */
  snapshot(): BreakerSnapshot {
    return this.#machine.save();
  }

  /** Stops the timer, ends the events and refuses every call from now on. */
  dispose(): void {
    this.#machine.dispose();
  }
}
