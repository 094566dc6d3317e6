import type { BreakerSnapshot } from "./types";

type Content = Omit<BreakerSnapshot, "version" | "checksum">;
type Fields = Record<string, unknown>;

/**
 * The parts of a snapshot, and nothing else, if each is what a breaker could have saved; else undefined. A checksum finds damage only: another program, or
 * whoever else can write to the store, makes it fit.
 */
export function soundContent(value: unknown): Content | undefined {
  if (!isFields(value)) return undefined;
  const { savedAt, phase, failedTrials, window, lastFailureAt, lastHealthyAt, openedAt } = value;
  const counters = COUNTERS.map((name) => [name, value[name]] as const);
  const times = Object.entries({ lastFailureAt, lastHealthyAt, openedAt }).filter(([, time]) => time !== undefined);
  const sound =
    isTime(savedAt) &&
    isPhase(phase) &&
    isCount(failedTrials) &&
    isWindow(window) &&
    counters.every(([, count]) => isCount(count)) &&
    times.every(([, time]) => isTime(time));
  return sound
    ? ({ savedAt, phase, failedTrials, window, ...Object.fromEntries([...counters, ...times]) } as Content)
    : undefined;
}

const COUNTERS = [
  "consecutiveFailures",
  "consecutiveSuccesses",
  "totalRequests",
  "totalSuccesses",
  "totalFailures",
  "totalReleased",
  "totalRejected",
] as const;

function isPhase(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { state, mode, elapsedMs, recoveryMs, hinted } = value;
  switch (state) {
    case "closed":
      return mode === "auto" || mode === "metrics_only";
    case "half_open":
      return mode === "auto";
    case "open":
      return (
        mode === "forced_open" ||
        (mode === "auto" && isDuration(elapsedMs) && isDuration(recoveryMs) && typeof hinted === "boolean")
      );
    default:
      return false;
  }
}

function isWindow(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { type, outcomes, steps } = value;
  if (type === "count") return typeof outcomes === "string" && /^[0-3]*$/.test(outcomes);
  return type === "time" && Array.isArray(steps) && steps.every(isStep);
}

function isStep(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { ageMs, calls, failures, slowCalls } = value;
  return (
    isDuration(ageMs) &&
    isCount(calls) &&
    isCount(failures) &&
    isCount(slowCalls) &&
    failures <= calls &&
    slowCalls <= calls
  );
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
/** Epoch milliseconds. */
const isTime = (value: unknown): value is number => Number.isFinite(value);
const isDuration = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
