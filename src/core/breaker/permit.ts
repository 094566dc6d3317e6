import type { StateMachine, Ticket } from "./state-machine";
import type { FailureInfo, Permit } from "./types";

/** A permit as callers get it: it reports once. */
export class CallPermit implements Permit, Ticket {
  generation = 0;
  startedAt = 0;
  readonly #machine: StateMachine;
  #reported = false;

  /** @param machine has just said that it admits a call */
  constructor(machine: StateMachine) {
    this.#machine = machine;
    machine.begin(this);
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
