import type { Operation } from "./operation";
import { CallPermit } from "./permit";
import type { StateMachine } from "./state-machine";

/** A finished call that waits to be used again. */
let spare: Call | undefined;

/**
 * One operation on its way through the breaker. Its two handlers are made once and the object is used for call after call: functions made anew
 * for each call would be half of what the breaker costs.
 */
export class Call extends CallPermit {
  #callers: AbortSignal | undefined;
  #abort: (() => void) | undefined;

  /** @param machine has just said that it admits a call */
  static start(machine: StateMachine, callers: AbortSignal | undefined): Call {
    const call = spare ?? new Call(machine);
    if (spare) {
      spare = undefined;
      call.begin(machine);
    }
    call.#callers = callers;
    return call;
  }

  /** Runs an operation with a signal of its own, aborted with the caller's and by nothing else. */
  runWithSignal<T>(operation: Operation<T>): Promise<T> | T {
    const own = new AbortController();
    const callers = this.#callers;
    if (callers) {
      const abort = (this.#abort = () => own.abort(callers.reason));
      if (callers.aborted) abort();
      else callers.addEventListener("abort", abort);
    }
    return operation(own.signal);
  }

  readonly onValue = <T>(value: T): T => {
    const callers = this.#end();
    if (callers?.aborted) {
      this.release();
      keep(this);
      throw callers.reason;
    }
    this.success();
    keep(this);
    return value;
  };

  readonly onError = (cause: unknown): never => {
    if (this.#end()?.aborted) this.release();
    else this.failure({ cause });
    keep(this);
    throw cause;
  };

  /** Leaves nothing behind on the caller's signal, which may live long. */
  #end(): AbortSignal | undefined {
    const callers = this.#callers;
    if (this.#abort) callers?.removeEventListener("abort", this.#abort);
    this.#callers = this.#abort = undefined;
    return callers;
  }
}

function keep(call: Call): void {
  spare = call;
}
