import type { StateMachine } from "./state-machine";
import type { Ticket } from "./ticket";
import type { FailureInfo, Permit } from "./types";

/** A permit as the breaker gives it out: it reports once. */
export class CallPermit implements Permit, Ticket {
  generation = 0;
  startedAt = 0;
  leasedUntil = 0;
  /** Undefined once it has reported. */
  #machine: StateMachine | undefined;

  /** @param machine has just said that it admits a call */
  constructor(machine: StateMachine) {
    this.begin(machine);
  }

  success(durationMs?: number): void {
    this.#report(false, durationMs);
  }

  failure(info?: FailureInfo): void {
    this.#report(true, info?.durationMs, info);
  }

  release(): void {
    this.#report();
  }

  /** Makes it the permit of another call; it has reported on the one before. */
  protected begin(machine: StateMachine): void {
    this.#machine = machine;
    machine.begin(this);
  }

  #report(failed?: boolean, durationMs?: number, info?: FailureInfo): void {
    const machine = this.#machine;
    this.#machine = undefined;
    machine?.report(this, failed, durationMs, info);
  }
}
