import type { BreakerSnapshot, WindowSnapshot } from "./types";

/** Clocks of two runs may differ a little; a snapshot further ahead than this was not saved by a clock to be believed. */
const FUTURE_TOLERANCE_MS = 60_000;

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isTime = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;

function isWindow(value: unknown): value is WindowSnapshot {
  if (!isObject(value)) return false;
  if (value.type === "count") return typeof value.outcomes === "string" && /^[0-3]*$/.test(value.outcomes);
  return value.type === "time" && Array.isArray(value.buckets) && value.buckets.every(isBucket);
}

function isBucket(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { ageMs, calls, failures, slow } = value;
  return isTime(ageMs) && isCount(calls) && isCount(failures) && isCount(slow) && failures <= calls && slow <= calls;
}

function isOpening(value: unknown): boolean {
  return isObject(value) && isTime(value.elapsedMs) && isTime(value.recoveryMs) && typeof value.hinted === "boolean";
}

/** Mode, state and opening must tell the same story. */
function isConsistent({ mode, state, opening, openedAt }: Fields): boolean {
  if (state !== "closed" && openedAt === null) return false;
  switch (mode) {
    case "auto":
      return state === "open" ? isOpening(opening) : (state === "closed" || state === "half_open") && opening === null;
    case "forced_open":
      return state === "open" && opening === null;
    default:
      return mode === "metrics_only" && state === "closed" && opening === null;
  }
}

function isSnapshot(value: unknown, wallNow: number): value is BreakerSnapshot {
  if (!isObject(value) || value.version !== 1) return false;
  const { savedAt, totalRequests, totalSuccesses, totalFailures, totalReleased } = value;
  if (!isTime(savedAt) || savedAt > wallNow + FUTURE_TOLERANCE_MS) return false;
  const isMoment = (at: unknown) => at === null || (isTime(at) && at <= savedAt);
  return (
    isConsistent(value) &&
    isCount(value.failedTrials) && isCount(value.consecutiveFailures) && isCount(value.consecutiveSuccesses) && isCount(value.totalRejected) &&
    isCount(totalRequests) && isCount(totalSuccesses) && isCount(totalFailures) && isCount(totalReleased) &&
    totalSuccesses + totalFailures + totalReleased <= totalRequests &&
    isMoment(value.lastFailureAt) && isMoment(value.lastHealthyAt) && isMoment(value.openedAt) &&
    isWindow(value.window)
  );
}

/** A copy of `value` if it is a snapshot to be believed at `wallNow` (epoch milliseconds), else undefined. Never throws. */
export function readSnapshot(value: unknown, wallNow: number): BreakerSnapshot | undefined {
  try {
    // Looked at before, because JSON makes null of NaN, and after, because what it reads may be another thing.
    const copy: unknown = isSnapshot(value, wallNow) ? JSON.parse(JSON.stringify(value)) : undefined;
    return isSnapshot(copy, wallNow) ? copy : undefined;
  } catch {
    return undefined;
  }
}
