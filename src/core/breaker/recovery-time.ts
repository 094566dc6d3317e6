import type { BreakerOptions } from "./types";

/** A hint from an endpoint opens for at least this long, in milliseconds: otherwise a server could switch its own breaker off. */
const SHORTEST_HINT_MS = 1_000;

/**
 * The recovery time in milliseconds after `failedTrials` failed trials in a row. `maxMs` bounds what has grown, spread and all; it does not
 * shorten a longer time that was configured.
 */
export function recoveryTimeMs(
  { recoveryTimeoutMs, recoveryBackoff }: Readonly<BreakerOptions>,
  failedTrials: number,
  random: () => number,
): number {
  if (recoveryTimeoutMs === 0) return 0;
  const { factor, maxMs, jitter } = recoveryBackoff;
  const grownMs = recoveryTimeoutMs * factor ** failedTrials;
  const longestMs = grownMs > recoveryTimeoutMs ? Math.max(recoveryTimeoutMs, maxMs) : Infinity;
  const spread = jitter === 0 ? 1 : 1 + jitter * (2 * random() - 1);
  return Math.min(Math.min(grownMs, longestMs) * spread, longestMs);
}

/**
 * The recovery time that an endpoint asked for, within bounds; undefined when what it said is no time to wait (0, a date that has passed, not a number).
 */
export function hintedTimeMs(
  hintMs: number | undefined,
  { recoveryTimeoutMs, recoveryBackoff }: Readonly<BreakerOptions>,
): number | undefined {
  if (hintMs === undefined || !Number.isFinite(hintMs) || hintMs <= 0) return undefined;
  return Math.max(Math.min(SHORTEST_HINT_MS, recoveryTimeoutMs), Math.min(hintMs, recoveryBackoff.maxMs));
}
