import type { EndpointStatus } from "../../core/model/endpoint";
import { healthSentence } from "../standing/health-words";
import { causeOf, gatingOf, needOf, worstFirst } from "../standing/standing";
import { statusTool as texts } from "../texts/model-provider";
import { settings as settingsTexts } from "../texts/settings";

/** Endpoints that are told of: the worst. */
const MOST_LINES = 50;

/** What is known at the moment. */
interface Situation {
  endpoints: readonly EndpointStatus[];
  /** Ids, in the order in which they are asked. */
  chain: readonly string[];
  /** Epoch milliseconds. */
  now: number;
  offline: boolean;
  localOnly: boolean;
  /** What is wrong with the settings, so that the endpoints may not be those that were meant. */
  badSettings: readonly string[];
}

/**
 * How the endpoints stand, for an agent to read: which are well, what is open and why, and when the next trial comes. First of all stands what the status bar marks, too:
 * it may be the whole reason.
 */
export function statusReport({ endpoints, chain, now, offline, localOnly, badSettings }: Situation): string {
  const shown = worstFirst(endpoints, now, offline).slice(0, MOST_LINES);
  const rest = endpoints.length - shown.length;
  return [
    ...(localOnly ? [settingsTexts.localOnlyInForce("")] : []),
    ...(badSettings.length > 0 ? [settingsTexts.bad(badSettings)] : []),
    ...(offline ? [texts.offline] : []),
    ...(endpoints.length === 0 ? [texts.none] : []),
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
