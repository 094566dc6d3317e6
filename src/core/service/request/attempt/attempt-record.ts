import { t } from "../../../l10n/t";
import type { AttemptEnd } from "./attempt-types";
import type { AttemptRecord } from "../../../model/attempt";

/** What an attempt has measured of itself; times in milliseconds. What has not been is absent, or 0 where it is a number always. */
export interface AttemptMeasures {
  endpoint: string;
  step: number;
  /** Epoch milliseconds. */
  startedAt: number;
  durationMs: number;
  queuedMs: number;
  ttftMs: number | undefined;
  thoughtMs: number;
  chunks: number;
  model: string | undefined;
}

/** How an attempt stands in its request's list. */
export function attemptRecord(
  { endpoint, step, startedAt, durationMs, queuedMs, ttftMs, thoughtMs, chunks, model }: AttemptMeasures,
  end: AttemptEnd,
): AttemptRecord {
  const record: AttemptRecord = {
    endpoint,
    step,
    startedAt,
    durationMs,
    outcome: outcomeOf(end),
  };
  if (queuedMs > 0) record.queuedMs = queuedMs;
  if (ttftMs !== undefined) record.ttftMs = ttftMs;
  if (thoughtMs > 0) record.thoughtMs = thoughtMs;
  if (chunks > 0) record.chunks = chunks;
  if (model !== undefined) record.model = model;
  return Object.assign(record, why(end, endpoint));
}

function outcomeOf({ outcome }: AttemptEnd): AttemptRecord["outcome"] {
  switch (outcome) {
    case "refused":
      return "skipped";
    case "removed":
      return "cancelled";
    default:
      return outcome;
  }
}

function why(end: AttemptEnd, endpoint: string): Partial<AttemptRecord> {
  if (end.outcome === "removed")
    return { message: t("{0} was removed from the settings before it was asked.", endpoint) };
  if (end.outcome === "refused")
    return { kind: "circuit_open", ...("message" in end && { message: end.message, retryAfterMs: end.retryAfterMs }) };
  if (end.outcome !== "failure") return {};
  const { kind, message, details } = end.failure;
  const { status, retryAfterMs } = details;
  return {
    kind,
    message,
    ...(status !== undefined && { status }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}
