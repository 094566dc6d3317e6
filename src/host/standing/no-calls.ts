import type { FailureLine } from "../../core/messages/turn";
import type { EndpointStatus } from "../../core/model/endpoint";
import { errors } from "../texts";
import type { Action } from "./actions";
import { isPaused, takesCalls } from "./standing";

/** Why nothing was sent to an endpoint, in a line that can count down. @param now epoch milliseconds */
export function lineOf(status: EndpointStatus, now: number): FailureLine {
  const { id, state, openedBecause, retryAfterMs, latched, notBefore } = status;
  if (latched) return { endpoint: id, text: errors.attemptLine(id, latched.message) };
  if (state === "closed" && notBefore !== undefined && isPaused(status, now))
    return { endpoint: id, text: errors.rateLimited(id), nextTryInMs: notBefore - now };
  if (state === "closed") return { endpoint: id, text: errors.askable(id) };
  if (!Number.isFinite(retryAfterMs)) return { endpoint: id, text: errors.heldOpen(id) };
  return { endpoint: id, text: errors.openLine(id, openedBecause), nextTryInMs: retryAfterMs };
}

/** The button that lets a trial through to every endpoint that takes no calls, unless the user holds its breaker open himself. */
export function tryNow(endpoints: EndpointStatus[], now: number): Action[] {
  const ids = endpoints
    .filter((status) => !takesCalls(status, now) && status.mode !== "forced_open")
    .map(({ id }) => id);
  return ids.length > 0 ? [{ do: "try_now", endpoints: ids }] : [];
}
