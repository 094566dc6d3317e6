import { whenAborted } from "./abort-listeners";
import { CallPermit } from "./permit";
import type { FailureInfo } from "./types";

/**
 * One operation on its way through the breaker. Its two handlers are made once and the object is used for call after call: functions made anew
 * for each call would be half of what the breaker costs.
 */
export class Call extends CallPermit {
  #callers: AbortSignal | undefined;
  #leave: (() => void) | undefined;

  /** A signal of the call's own, aborted with the caller's and by nothing else. */
  signal(callers: AbortSignal | undefined): AbortSignal {
    const own = new AbortController();
    if (callers) this.#leave = whenAborted(callers, () => own.abort(callers.reason));
    return own.signal;
  }

  /** Reports how the operation ends, and gives that on. */
  settleWith<T>(result: Promise<T> | T, callers: AbortSignal | undefined): Promise<T> {
    this.#callers = callers;
    return Promise.resolve(result).then(this.#onValue, this.#onError);
  }

  readonly #onValue = <T>(value: T): T => {
    const aborted = this.#end();
    if (aborted) throw aborted.reason;
    return value;
  };

  readonly #onError = (cause: unknown): never => {
    this.#end({ cause });
    throw cause;
  };

  /** Reports how the operation ended. @returns the caller's signal if it is aborted: then there is no verdict */
  #end(failure?: FailureInfo): AbortSignal | false | undefined {
    const callers = this.#callers;
    this.#leave?.();
    this.#callers = this.#leave = undefined;
    const aborted = callers?.aborted;
    // From here on another call may use this object.
    this.breaker!.report(this, aborted ? undefined : !!failure, undefined, failure);
    return aborted && callers;
  }
}

let latest = new Call();

/** A call without an outcome: the latest one if that has ended. */
export const takeCall = (): Call => (latest.breaker ? (latest = new Call()) : latest);
