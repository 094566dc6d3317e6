import type { Ticket } from "./phase";
import type { FailureInfo, Permit } from "./types";

/** The side of a breaker that its permits see. */
export interface PermitGiver {
  /** @param failed undefined: no verdict */
  report(permit: CallPermit, failed?: boolean, durationMs?: number, info?: FailureInfo): void;
}

/** A permit as the breaker gives it out. */
export class CallPermit implements Permit, Ticket {
  phase: Ticket["phase"];
  startedAt = 0;
  leaseEnd = 0;
  /** Undefined once it has reported: it does so once. */
  breaker: PermitGiver | undefined;

  success(durationMs?: number): void {
    this.breaker?.report(this, false, durationMs);
  }

  failure(info?: FailureInfo): void {
    this.breaker?.report(this, true, info?.durationMs, info);
  }

  release(): void {
    this.breaker?.report(this);
  }
}
