import { max, min } from "./intrinsics";
import type { BreakerOptions } from "./types";

/**
 * The recovery time in milliseconds after `failedTrials` failed trials in a row. `maxMs` bounds what has grown, spread and all; it does not
 * shorten a longer time that was configured.
 */
export function recoveryTimeMs({ recoveryTimeoutMs: base, recoveryBackoff: { factor, maxMs, jitter } }: Readonly<BreakerOptions>, failedTrials: number, random: () => number): number {
  const spread = 1 + (jitter && jitter * (2 * random() - 1));
  // Nothing grows from nothing, though 0 × Infinity is no number.
  const grown = base * factor ** failedTrials || 0;
  const bound = grown > base ? max(base, maxMs) : Infinity;
  return min(min(grown, bound) * spread, bound);
}
