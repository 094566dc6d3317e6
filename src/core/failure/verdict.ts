import type { EndpointFailure } from "./endpoint-failure";
import { ruleOf, type Next, type Restraint, type Retry } from "../model/failure-kinds";

/** What follows from one failed attempt. The chain and the breaker gate ask here and decide nothing about kinds themselves. */
export interface Verdict {
  /** Whether it is the endpoint's doing: a failure of its breaker. */
  readonly counts: boolean;
  readonly retry: Retry;
  readonly next: Next;
  readonly restraint: Restraint;
}

/** Where the failed attempt stood. */
export interface FailureContext {
  /** A server on this machine or network: when it refuses, it is not running, and asking again does not help. */
  local: boolean;
  /** The address is loopback: no captive portal and no proxy stands between. */
  loopback: boolean;
  /** Text of this attempt had been shown. */
  shown: boolean;
  /** Empty answers of this endpoint in a row, this one included. */
  emptyStreak: number;
  /** Another remote host answers, so a name that does not resolve is this endpoint's own trouble. */
  online: boolean;
}

/** Empty answers in a row from which on they count. */
const EMPTY_ANSWERS_THAT_COUNT = 3;

/** The rule of the failure's kind, and what is different about this one. */
export function judge(failure: EndpointFailure, context: FailureContext): Verdict {
  const { counts, retry, next, restraint } = ruleOf(failure.kind);
  const byCase: Verdict = { counts, retry, next, restraint, ...exceptions(failure, context) };
  return {
    ...byCase,
    counts: failure.details.counts ?? byCase.counts,
    // What has been read by somebody is not asked for again of the one who broke it off.
    retry: failure.details.retry ?? (context.shown ? "no" : byCase.retry),
  };
}

function exceptions(
  { kind, details }: EndpointFailure,
  { local, loopback, online, emptyStreak }: FailureContext,
): Partial<Verdict> {
  switch (kind) {
    case "refused":
    case "connect_timeout":
      return local ? { retry: "no" } : {};
    case "dns":
    case "offline":
      return { counts: online, ...((online || loopback) && { next: "any" }) };
    case "proxy":
      return loopback ? { next: "any" } : {};
    case "not_an_api":
      return loopback || !mayBePortal(details.status) ? { next: "any" } : {};
    case "bad_request":
      return details.unsupported ? { next: "any" } : {};
    case "empty":
      return { counts: emptyStreak >= EMPTY_ANSWERS_THAT_COUNT };
    default:
      return {};
  }
}

/** A page with 200, a 511 or a redirect may be a captive portal that answers for every remote host; all else is this address alone. */
const mayBePortal = (status: number | undefined): boolean => status !== undefined && (status < 400 || status === 511);
