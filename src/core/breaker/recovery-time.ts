import type { BreakerOptions } from "./types";

/**
 * The recovery time in milliseconds after `failedTrials` failed trials in a row. `spread` is what the jitter makes of it, a factor.
 * `maxMs` bounds what has grown, spread and all; it does not shorten a longer time that was configured.
 */
export function recoveryTimeMs(options: Readonly<BreakerOptions>, failedTrials: number, spread: number): number {
  const { factor, maxMs } = options.recoveryBackoff;
  const base = options.recoveryTimeoutMs;
  if (factor === 1 || failedTrials === 0 || base === 0) return base * spread;
  const bound = Math.max(base, maxMs);
  return Math.min(Math.min(base * factor ** failedTrials, bound) * spread, bound);
}

/** A factor from 1 − jitter to 1 + jitter. */
export function drawSpread(options: Readonly<BreakerOptions>, random: () => number): number {
  const { jitter } = options.recoveryBackoff;
  return jitter === 0 ? 1 : 1 + jitter * (2 * random() - 1);
}

/** What an endpoint's own wish comes to, in milliseconds; undefined when it is no usable time. */
export function hintedTimeMs(options: Readonly<BreakerOptions>, retryAfterMs: number | undefined): number | undefined {
  if (retryAfterMs === undefined || !Number.isFinite(retryAfterMs) || retryAfterMs < 0) return undefined;
  return Math.min(retryAfterMs, options.recoveryBackoff.maxMs);
}
