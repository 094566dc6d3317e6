import { OwnSignal, type Operation } from "./operation-signal";
import type { StateMachine, Ticket } from "./state-machine";

/** A finished call that waits to be used again. */
let spare: Call | undefined;

/**
 * One operation on its way through the breaker. Its two handlers are made once and the object is used for call after call: functions made anew
 * for each call would be half of what the breaker costs.
 */
export class Call implements Ticket {
  generation = 0;
  startedAt = 0;
  #machine: StateMachine | undefined = undefined;
  #callers: AbortSignal | undefined = undefined;
  #own: OwnSignal | undefined = undefined;

  /** @param machine has just said that it admits a call */
  static begin(machine: StateMachine, callers: AbortSignal | undefined): Call {
    const call = spare ?? new Call();
    spare = undefined;
    call.#machine = machine;
    call.#callers = callers;
    machine.begin(call);
    return call;
  }

  /** Runs an operation that gets a signal. */
  runWithSignal<T>(operation: Operation<T>): Promise<T> | T {
    this.#own = new OwnSignal(this.#callers);
    return operation(this.#own.signal);
  }

  readonly onValue = <T>(value: T): T => {
    const machine = this.#machine as StateMachine;
    const callers = this.#callers;
    if (callers?.aborted) {
      machine.released(this);
      this.#end();
      throw callers.reason;
    }
    machine.succeeded(this, undefined);
    this.#end();
    return value;
  };

  readonly onError = (error: unknown): never => {
    const machine = this.#machine as StateMachine;
    if (this.#callers?.aborted) machine.released(this);
    else machine.failed(this, { cause: error });
    this.#end();
    throw error;
  };

  #end(): void {
    this.#own?.unlink();
    this.#machine = this.#callers = this.#own = undefined;
    keep(this);
  }
}

function keep(call: Call): void {
  spare = call;
}
