import type { Phase } from "./phase";
import type { FailureInfo, Permit } from "./types";

/** The side of a breaker that its permits see. */
export interface PermitGiver {
  /** @param failed undefined: no verdict */
  report(permit: CallPermit, failed?: boolean, durationMs?: number, info?: FailureInfo): void;
}

/** A permit as the breaker gives it out. Times are monotonic milliseconds. */
export class CallPermit implements Permit {
  /** The phase in which the call was admitted; its outcome means nothing in another one. */
  phase: Phase | undefined;
  startedAt = 0;
  /** The end of a trial's lease: its slot comes back then, reported or not. */
  lease: number | undefined;
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
