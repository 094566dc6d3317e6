import type { StateChange } from "../../breaker/types";
import type { AttemptRecord } from "../../model/attempt";
import type { RequestEntry } from "../types";

/** The history keeps whole milliseconds: what is finer is noise and takes twice the room. */
export function inWholeMs(entry: RequestEntry): RequestEntry {
  return { ...times(entry), attempts: entry.attempts.map(attemptInWholeMs) };
}

export function changeInWholeMs(change: StateChange): StateChange {
  return { ...change, at: Math.round(change.at), retryAfterMs: Math.round(change.retryAfterMs) };
}

const attemptInWholeMs = (attempt: AttemptRecord): AttemptRecord => times(attempt);

function times<T extends { startedAt: number; durationMs: number; ttftMs?: number }>(record: T): T {
  const startedAt = Math.round(record.startedAt);
  const durationMs = Math.max(0, Math.round(record.durationMs));
  return {
    ...record,
    startedAt,
    durationMs,
    ...(record.ttftMs !== undefined && { ttftMs: Math.max(0, Math.round(record.ttftMs)) }),
  };
}
