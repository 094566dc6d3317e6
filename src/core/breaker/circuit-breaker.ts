import { Call } from "./call";
import { cannotSeeSignal, type Operation } from "./operation";
import { defaultOptions, mergeOptions, type OptionsPatch } from "./options";
import { CallPermit } from "./permit";
import { readSnapshot } from "./snapshot";
import { StateMachine } from "./state-machine";
import { systemClock } from "./system-clock";
import type { BreakerDeps, Permit } from "./types";

const settled = Promise.resolve();

/** Rejects when the caller has had the time to listen: a promise that is rejected before is booked as unhandled first, which takes as long as the rest. */
function rejectSoon(error: Error): Promise<never> {
  return new Promise((_, reject) => void settled.then(() => reject(error)));
}

/**
 * A circuit breaker: it counts how calls to one endpoint end, refuses them while the endpoint is down, and lets trial calls find out when it
 * is back. Times are milliseconds.
 */
export class CircuitBreaker extends StateMachine {
  /**
   * @param options any of the options; the rest have their defaults. Neither kept nor changed.
   * @param deps clock, randomness, and a snapshot to start from (ignored when it is damaged, of another version or from the future)
   * @throws RangeError that names the bad option and its value
   */
  constructor(options?: OptionsPatch, { clock = systemClock, random = Math.random, initial }: BreakerDeps = {}) {
    super(mergeOptions(options, defaultOptions), clock, random);
    const saved = readSnapshot(initial, clock.wallNow());
    if (saved) this.restore(saved);
  }

  /** A permit for one call, or undefined when the call is refused. The caller reports the outcome to the permit. */
  tryAcquire(): Permit | undefined {
    return this.admits() ? new CallPermit(this) : undefined;
  }

  /** @throws CircuitOpenError when the call is refused */
  acquire(): Permit {
    if (!this.admits()) throw this.refusal();
    return new CallPermit(this);
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
    if (!this.admits()) return rejectSoon(this.refusal());
    const call = Call.start(this, signal);
    let result: Promise<T> | T;
    try {
      result = cannotSeeSignal(operation) ? (operation as () => Promise<T> | T)() : call.runWithSignal(operation);
    } catch (error) {
      result = Promise.reject(error);
    }
    return Promise.resolve(result).then(call.onValue, call.onError);
  }
}
