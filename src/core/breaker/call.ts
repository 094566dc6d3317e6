import { CallPermit } from "./permit";
import type { FailureInfo } from "./types";

/**
 * One operation on its way through the breaker. Its two handlers are made once and the object is used for call after call: functions made anew
 * for each call would be half of what the breaker costs.
 */
export class Call extends CallPermit {
  #callers: AbortSignal | undefined;
  #own: AbortController | undefined;

  /** A signal of the call's own, aborted with the caller's and by nothing else. */
  signal(callers: AbortSignal | undefined): AbortSignal {
    const own = (this.#own = new AbortController());
    this.#callers = callers;
    callers?.addEventListener("abort", this);
    if (callers?.aborted) this.handleEvent();
    return own.signal;
  }

  /** Reports how the operation ends, and gives that on. */
  follow<T>(result: Promise<T> | T, callers: AbortSignal | undefined): Promise<T> {
    this.#callers = callers;
    return Promise.resolve(result).then(this.#onValue, this.#onError);
  }

  /** The caller's signal is aborted. */
  handleEvent(): void {
    this.#own!.abort(this.#callers!.reason);
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

  /** Reports how the operation ended, and leaves nothing behind on the caller's signal, which may live long. @returns that signal if it is aborted: then there is no verdict */
  #end(failure?: FailureInfo): AbortSignal | undefined {
    const callers = this.#callers;
    callers?.removeEventListener("abort", this);
    this.#callers = undefined;
    const aborted = callers?.aborted ? callers : undefined;
    // From here on another call may use this object.
    if (aborted) this.release();
    else if (failure) this.failure(failure);
    else this.success();
    return aborted;
  }
}

let latest = new Call();

/** A call without an outcome: the latest one if that has ended. */
export const takeCall = (): Call => (latest.breaker ? (latest = new Call()) : latest);
