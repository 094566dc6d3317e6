import { DELAY, obeys, TALLY } from "./number-rule";
import { noCounts } from "./outcome-record";
import type { BreakerSnapshot } from "./types";

/** Clocks of two runs may differ a little; a snapshot further ahead than this was not saved by a clock to be believed. */
const FUTURE_TOLERANCE_MS = 60_000;

type Fields = Record<string, unknown>;

export const isMoment = (name: string) => name.endsWith("At");

function isWindow({ type, outcomes, buckets }: Fields): boolean {
  if (type === "count") return typeof outcomes === "string" && /^[0-3]*$/.test(outcomes);
  return type === "time" && Array.isArray(buckets) && buckets.every(isBucket);
}

function isBucket([ageMs, calls, failures, slow, ...rest]: unknown[]): boolean {
  return obeys(ageMs, DELAY) && obeys(calls, TALLY) && obeys(failures, TALLY) && obeys(slow, TALLY) && failures <= calls && slow <= calls && !rest.length;
}

/** Mode, state and opening must tell the same story. */
function isConsistent({ mode, state, opening, openedAt }: Fields): boolean {
  if (state !== "closed" && openedAt === null) return false;
  if (mode === "auto" && state === "open") {
    const { elapsedMs, recoveryMs, hinted } = opening as Fields;
    return obeys(elapsedMs, DELAY) && obeys(recoveryMs, DELAY) && typeof hinted === "boolean";
  }
  return opening === null && ["auto closed", "auto half_open", "forced_open open", "metrics_only closed"].includes(`${mode} ${state}`);
}

/** May throw instead of saying no. */
function isSnapshot(value: unknown, wallNow: number): value is BreakerSnapshot {
  const fields = value as Fields;
  const { savedAt } = fields;
  const { totalRequests, totalSuccesses, totalFailures, totalReleased } = value as BreakerSnapshot;
  return (
    fields.version === 1 &&
    obeys(savedAt, [0, wallNow + FUTURE_TOLERANCE_MS]) &&
    obeys(fields.failedTrials, TALLY) &&
    Object.keys(noCounts()).every((name) => (isMoment(name) ? fields[name] === null || obeys(fields[name], [0, savedAt]) : obeys(fields[name], TALLY))) &&
    totalSuccesses + totalFailures + totalReleased <= totalRequests &&
    isConsistent(fields) &&
    isWindow(fields.window as Fields)
  );
}

/** A copy of `value` if it is a snapshot to be believed at `wallNow` (epoch milliseconds), else undefined. Never throws. */
export function readSnapshot(value: unknown, wallNow: number): BreakerSnapshot | undefined {
  try {
    // Looked at before, because JSON makes null of NaN, and after, because what it reads may be another thing.
    const copy: unknown = isSnapshot(value, wallNow) && JSON.parse(JSON.stringify(value));
    return isSnapshot(copy, wallNow) ? copy : undefined;
  } catch {
    return undefined;
  }
}
