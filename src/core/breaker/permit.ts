import type { StateMachine } from "./state-machine";
import type { FailureInfo, Permit } from "./types";

/** A permit as the state machine gives it out. */
export class CallPermit implements Permit {
  readonly #machine: StateMachine;
  #reported = false;

  constructor(
    machine: StateMachine,
    /** The breaker's generation at admission. */
    readonly generation: number,
    /** Monotonic milliseconds. */
    readonly startedAt: number,
  ) {
    this.#machine = machine;
  }

  success(durationMs?: number): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#machine.succeeded(this, durationMs);
  }

  failure(info?: FailureInfo): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#machine.failed(this, info);
  }

  release(): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#machine.released(this);
  }
}
