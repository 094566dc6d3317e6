import type { EndpointStatus } from "../../core/model/endpoint";

/**
 * How an endpoint stands, as one of a few shapes: what icon, word and colour are chosen by.
 * - `open`, `half_open`, `forced_open`, `metrics_only`: what its breaker, or the breaker's mode, says.
 * - `latched`: nothing is sent, or nothing would come of it, until something changes: a key, a model, a certificate.
 * - `paused`: nothing is sent until a time that the server asked for.
 * - `silent`: the last look found nobody there.
 */
export type Standing =
  "forced_open" | "metrics_only" | "open" | "half_open" | "latched" | "paused" | "silent" | "busy" | "unasked" | "fine";

/** The worst first. */
const ORDER: readonly Standing[] = [
  "open",
  "forced_open",
  "half_open",
  "latched",
  "silent",
  "paused",
  "busy",
  "metrics_only",
  "unasked",
  "fine",
];

/** The worst thing that is to be said of it. @param now epoch milliseconds */
export function standingOf(status: EndpointStatus, now = Date.now()): Standing {
  if (status.mode === "forced_open") return "forced_open";
  if (status.state === "open") return "open";
  if (status.state === "half_open") return "half_open";
  if (status.latched) return "latched";
  if (isPaused(status, now)) return "paused";
  if (status.live === false) return "silent";
  if (status.ready === false) return "latched";
  if (status.inFlight > 0) return "busy";
  if (status.mode === "metrics_only") return "metrics_only";
  return isUnasked(status) ? "unasked" : "fine";
}

/** Those that stand worst first, else as they are. */
export function worstFirst(endpoints: readonly EndpointStatus[], now: number): EndpointStatus[] {
  const rank = (status: EndpointStatus): number => ORDER.indexOf(standingOf(status, now));
  return [...endpoints].sort((one, other) => rank(one) - rank(other));
}

/** Nobody has looked and nobody has called: whether it is well is not known. */
export function isUnasked({ live, metrics }: EndpointStatus): boolean {
  return live === undefined && metrics.totalRequests === 0;
}

/** Whether it asked for a pause that is not over. */
export const isPaused = ({ notBefore }: Pick<EndpointStatus, "notBefore">, now: number): boolean =>
  (notBefore ?? 0) > now;

/** Whether calls are sent to it right now: its breaker is closed, and neither a latch nor a pause keeps them back. */
export function takesCalls(status: Pick<EndpointStatus, "state" | "latched" | "notBefore">, now: number): boolean {
  return status.state === "closed" && status.latched === undefined && !isPaused(status, now);
}
