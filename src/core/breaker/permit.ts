import { guarded } from "./guarded";
import type { FailureInfo, Permit } from "./types";
import type { Phase } from "./phase";
import type { Trial } from "./trial-slots";

/** A call that was admitted and has not reported yet. */
export interface Admission {
  /** In which it was admitted; its outcome means nothing in another one. */
  readonly phase: Phase;
  /** Monotonic milliseconds. */
  readonly startedAt: number;
  /** Its place among the trials, where it is one. */
  readonly trial: Trial | undefined;
  /** It does so once. */
  reported: boolean;
}

export type Verdict =
  | { readonly type: "success"; readonly durationMs?: number | undefined }
  | ({ readonly type: "failure" } & FailureInfo)
  | { readonly type: "release" };

/** The side of a breaker that its permits see. */
export interface PermitIssuer {
  report(admission: Admission, verdict: Verdict): void;
  renew(admission: Admission): void;
}

/** Functions of their own, not methods: callers hand them on as callbacks. */
export const permitFor = (issuer: PermitIssuer, admission: Admission): Permit => ({
  success: (durationMs) => issuer.report(admission, { type: "success", durationMs }),
  failure: (info) => issuer.report(admission, { type: "failure", ...failureInfo(info) }),
  release: () => issuer.report(admission, { type: "release" }),
  renew: () => issuer.renew(admission),
});

/** Nothing else of it, whatever it has: callers hand {@link Permit.failure} on as a callback, and errors of servers have a `type` too. */
export const failureInfo = (info: FailureInfo | undefined): FailureInfo =>
  guarded<FailureInfo>(() => {
    const { durationMs, retryAfterMs, cause } = info ?? {};
    return { durationMs, retryAfterMs, cause };
  }, {});
