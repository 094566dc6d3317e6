import type { BreakerOptions } from "./types";

/**
 * The recovery time in milliseconds after `failedTrials` failed trials in a row. `maxMs` bounds what has grown, spread and all; it does not
 * shorten a longer time that was configured.
 */
export function recoveryTimeMs({ recoveryTimeoutMs: base, recoveryBackoff: { factor, maxMs, jitter } }: Readonly<BreakerOptions>, failedTrials: number, random: () => number): number {
  const spread = 1 + (jitter && jitter * (2 * random() - 1));
  // 1 where nothing has grown; kept finite, because 0 × Infinity is no time.
  const growth = Math.min(factor ** failedTrials, Number.MAX_VALUE);
  const bound = growth > 1 ? Math.max(base, maxMs) : Infinity;
  return Math.min(Math.min(base * growth, bound) * spread, bound);
}
