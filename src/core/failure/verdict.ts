import type { EndpointFailure } from "./endpoint-failure";
import type { FailureKind } from "./kinds";

/**
 * What follows from one failed attempt: the decision table of the failure taxonomy (wire facts, section 3.2) as data.
 * The chain and the breaker gate ask here and decide nothing about kinds themselves.
 */
export interface Verdict {
  /** Whether it is the endpoint's doing: a failure of its breaker. */
  counts: boolean;
  /** Whether a later step may go to the same endpoint; `longer_step`: only with a longer timeout of its own. */
  retry: "no" | "yes" | "longer_step";
  /** Which other endpoints may be asked instead. */
  next: "any" | "loopback" | "larger_context" | "none";
  /** Nothing more is sent until a condition changes (`until_changed`) or for some milliseconds. */
  latch?: "until_changed" | number;
  /** True: the latch holds for the model that was asked, not for the whole endpoint. */
  latchModel?: boolean;
  /** True: nothing is sent before the hinted time, or the growing gate of a rate limit without a hint. */
  gate?: boolean;
}

const rule = (counts: boolean, retry: Verdict["retry"], next: Verdict["next"], more: Partial<Verdict> = {}): Verdict => ({ counts, retry, next, ...more });

/** How long a model that failed to load (out of memory, incompatible) is left alone, in milliseconds. */
export const LOAD_FAILURE_LATCH_MS = 60_000;

const table: Record<FailureKind, Verdict> = {
  refused: rule(true, "yes", "any"),
  connect_timeout: rule(true, "yes", "any"),
  dns: rule(true, "no", "loopback"),
  offline: rule(false, "no", "loopback"),
  tls: rule(false, "no", "any"),
  proxy: rule(false, "no", "loopback"),
  reset: rule(true, "yes", "any"),
  ttft_timeout: rule(true, "longer_step", "any"),
  idle_timeout: rule(true, "no", "any"),
  truncated: rule(true, "yes", "any"),
  stream_error: rule(true, "no", "any"),
  load_timeout: rule(false, "no", "any"),
  load_failed: rule(false, "no", "any", { latch: LOAD_FAILURE_LATCH_MS, latchModel: true }),
  rate_limited: rule(false, "yes", "any", { gate: true }),
  quota: rule(false, "no", "any", { latch: "until_changed" }),
  auth: rule(false, "no", "any", { latch: "until_changed" }),
  model_missing: rule(false, "no", "any", { latch: "until_changed", latchModel: true }),
  bad_request: rule(false, "no", "none"),
  context_length: rule(false, "no", "larger_context"),
  content_filter: rule(false, "no", "none"),
  // The endpoint works, and what it said can be read; who is asked next is for whoever has read it.
  too_large: rule(false, "no", "none"),
  overloaded: rule(true, "yes", "any"),
  server_error: rule(true, "yes", "any"),
  not_an_api: rule(false, "no", "loopback"),
  malformed: rule(true, "yes", "any"),
  empty: rule(false, "yes", "any"),
  circuit_open: rule(false, "no", "any"),
  internal: rule(false, "no", "none"),
};

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

export function judge(failure: EndpointFailure, context: FailureContext): Verdict {
  const verdict = { ...table[failure.kind] };
  switch (failure.kind) {
    case "refused":
    case "connect_timeout":
      if (context.local) verdict.retry = "no";
      break;
    case "dns":
    case "offline":
      verdict.counts = context.online;
      if (context.online || context.loopback) verdict.next = "any";
      break;
    case "proxy":
      if (context.loopback) verdict.next = "any";
      break;
    case "not_an_api":
      // A 404 page is a wrong address; a 200 page, a 511 or a redirect may be a captive portal that answers for every remote host.
      if (context.loopback || failure.details.status === 404) verdict.next = "any";
      break;
    case "bad_request":
      if (failure.details.unsupported) verdict.next = "any";
      break;
    case "empty":
      verdict.counts = context.emptyStreak >= EMPTY_ANSWERS_THAT_COUNT;
      break;
  }
  if (context.shown && verdict.retry !== "no") verdict.retry = "no";
  if (failure.details.retry !== undefined) verdict.retry = failure.details.retry;
  if (failure.details.counts !== undefined) verdict.counts = failure.details.counts;
  return verdict;
}
