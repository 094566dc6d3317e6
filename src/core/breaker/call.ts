import { cannotSeeSignal, type Operation } from "./operation";
import { CallPermit } from "./permit";

/** A finished call that waits to be used again. */
let spare: Call | undefined;

/**
 * One operation on its way through the breaker. Its two handlers are made once and the object is used for call after call: functions made anew
 * for each call would be half of what the breaker costs.
 */
export class Call extends CallPermit {
  #callers: AbortSignal | undefined;
  #abort: (() => void) | undefined;

  /** A call without an outcome, and without a breaker yet. */
  static take(): Call {
    const call = spare ?? new Call();
    spare = undefined;
    return call;
  }

  /** Runs the operation, reports how it ends, and gives that on. */
  run<T>(operation: Operation<T>, callers: AbortSignal | undefined): Promise<T> {
    this.#callers = callers;
    let result: Promise<T> | T;
    try {
      result = cannotSeeSignal(operation) ? (operation as () => Promise<T> | T)() : operation(this.#signal());
    } catch (error) {
      result = Promise.reject(error);
    }
    return Promise.resolve(result).then(this.#onValue, this.#onError);
  }

  /** A signal of the call's own, aborted with the caller's and by nothing else. */
  #signal(): AbortSignal {
    const own = new AbortController();
    const callers = this.#callers;
    if (callers) {
      const abort = (this.#abort = () => own.abort(callers.reason));
      callers.addEventListener("abort", abort);
      if (callers.aborted) abort();
    }
    return own.signal;
  }

  readonly #onValue = <T>(value: T): T => {
    const callers = this.#callers;
    if (callers && this.#leave(callers)) throw callers.reason;
    this.success();
    keep(this);
    return value;
  };

  readonly #onError = (cause: unknown): never => {
    const callers = this.#callers;
    if (!callers || !this.#leave(callers)) this.failure({ cause });
    keep(this);
    throw cause;
  };

  /** Leaves nothing behind on the caller's signal, which may live long. @returns whether it is aborted: then there is no verdict */
  #leave(callers: AbortSignal): boolean {
    if (this.#abort) callers.removeEventListener("abort", this.#abort);
    this.#callers = this.#abort = undefined;
    if (callers.aborted) this.release();
    return callers.aborted;
  }
}

function keep(call: Call): void {
  spare = call;
}
