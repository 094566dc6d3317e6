import type { FailureLine } from "../../core/messages/turn";
import type { EndpointStatus } from "../../core/model/endpoint";
import { errors } from "../texts/standing";
import type { Action } from "./actions";
import { canBeAsked, causeOf, gatingOf, needOf } from "./standing";

/** Why nothing was sent to an endpoint, in a line that can count down. @param now epoch milliseconds */
export function lineOf(status: EndpointStatus, now: number): FailureLine {
  const { id } = status;
  const need = needOf(status);
  if (need?.blocks && need.message !== undefined && status.mode !== "forced_open")
    return { endpoint: id, text: errors.attemptLine(id, need.message) };
  const gating = gatingOf(status, now);
  if (gating === undefined) return { endpoint: id, text: errors.askable(id) };
  switch (gating.is) {
    case "held_open":
      return { endpoint: id, text: errors.heldOpen(id) };
    case "paused":
      return { endpoint: id, text: errors.rateLimited(id), nextTryInMs: gating.leftMs };
    case "open":
      return { endpoint: id, text: errors.openLine(id, causeOf(status)), nextTryInMs: gating.nextTryMs };
    case "half_open":
      return gating.trial === "due"
        ? { endpoint: id, text: errors.openLine(id, causeOf(status)), nextTryInMs: 0 }
        : { endpoint: id, text: errors.trialUnderWay(id, gating.trial === "elsewhere") };
  }
}

/** The button that lets a call through to every endpoint that takes none, unless the user holds its breaker open himself. */
export function tryNow(endpoints: EndpointStatus[], now: number): Action[] {
  const ids = endpoints
    .filter((status) => !canBeAsked(status, now) && status.mode !== "forced_open" && !status.barred)
    .map(({ id }) => id);
  return ids.length > 0 ? [{ do: "try_now", endpoints: ids }] : [];
}
