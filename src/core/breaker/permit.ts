import type { Ticket } from "./phase";
import type { FailureInfo, Permit } from "./types";

/** The side of a breaker that its permits see. */
export interface PermitGiver {
  /** @param failed undefined: no verdict */
  report(ticket: Ticket, failed?: boolean, durationMs?: number, info?: FailureInfo): void;
}

/** A permit as the breaker gives it out: it reports once. */
export class CallPermit implements Permit, Ticket {
  phase: Ticket["phase"];
  startedAt = 0;
  leaseEnd = 0;
  /** Undefined once it has reported. */
  breaker: PermitGiver | undefined;

  success(durationMs?: number): void {
    this.#report(false, durationMs);
  }

  failure(info?: FailureInfo): void {
    this.#report(true, info?.durationMs, info);
  }

  release(): void {
    this.#report();
  }

  #report(failed?: boolean, durationMs?: number, info?: FailureInfo): void {
    const { breaker } = this;
    this.breaker = undefined;
    breaker?.report(this, failed, durationMs, info);
  }
}
