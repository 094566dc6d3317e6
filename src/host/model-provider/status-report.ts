import type { EndpointStatus } from "../../core/model/endpoint";
import { healthSentence } from "../standing/health-words";
import { causeOf, gatingOf, needOf, worstFirst } from "../standing/standing";
import { statusTool as texts } from "../texts/model-provider";

/** Endpoints that are told of: the worst. */
const MOST_LINES = 50;

/** How the endpoints stand, for an agent to read: which are well, what is open and why, and when the next trial comes. @param now epoch ms */
export function statusReport(
  endpoints: readonly EndpointStatus[],
  chain: readonly string[],
  now: number,
  offline: boolean,
): string {
  if (endpoints.length === 0) return texts.none;
  const shown = worstFirst(endpoints, now, offline).slice(0, MOST_LINES);
  const rest = endpoints.length - shown.length;
  return [
    ...(offline ? [texts.offline] : []),
    ...(chain.length > 0 ? [texts.chain(chain.slice(0, MOST_LINES), Math.max(0, chain.length - MOST_LINES))] : []),
    ...shown.map((status) => texts.line(status, sentenceOf(status, now, offline))),
    ...(rest > 0 ? [texts.rest(rest)] : []),
  ].join("\n");
}

function sentenceOf(status: EndpointStatus, now: number, offline: boolean): string {
  const said = healthSentence(status, now, offline);
  const gating = gatingOf(status, now);
  // Where nothing is sent until somebody acts, time alone brings no try.
  const waits = needOf(status)?.blocks ? undefined : gating;
  const nextMs = waits?.is === "open" ? waits.nextTryMs : waits?.is === "paused" ? waits.leftMs : undefined;
  const cause = gating ? causeOf(status) : undefined;
  return [
    said,
    ...(nextMs !== undefined && Number.isFinite(nextMs) ? [texts.thatIsAt(new Date(now + nextMs).toISOString())] : []),
    ...(cause === undefined || said.includes(cause) ? [] : [texts.because(cause)]),
  ].join("; ");
}
