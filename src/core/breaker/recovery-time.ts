import { DELAY, obeys } from "./number-rule";
import type { BreakerOptions } from "./types";

/**
 * The recovery time in milliseconds after `failedTrials` failed trials in a row. `spread` is what the jitter makes of it, a factor.
 * `maxMs` bounds what has grown, spread and all; it does not shorten a longer time that was configured.
 */
export function recoveryTimeMs({ recoveryTimeoutMs: base, recoveryBackoff: { factor, maxMs } }: Readonly<BreakerOptions>, failedTrials: number, spread: number): number {
  if (factor === 1 || !failedTrials || !base) return base * spread;
  const bound = Math.max(base, maxMs);
  return Math.min(Math.min(base * factor ** failedTrials, bound) * spread, bound);
}

/** What an endpoint's own wish comes to, in milliseconds; undefined when it is no usable time. */
export function hintedTimeMs(options: Readonly<BreakerOptions>, retryAfterMs: unknown): number | undefined {
  return obeys(retryAfterMs, DELAY) ? Math.min(retryAfterMs, options.recoveryBackoff.maxMs) : undefined;
}
