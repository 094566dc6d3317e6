import type { TtftStatistics } from "../endpoints/known/ttft-statistics";

/** Successes an endpoint must have before its own pace replaces the configured times. */
const ENOUGH_SUCCESSES = 20;
const LEAST_TIMEOUT_MS = 3_000;
const LEAST_WAIT_MS = 250;

/** The larger of 3 s and four times the endpoint's p99 time to first token, never above what is configured. */
export function adaptTimeout(configuredMs: number, ttft: TtftStatistics): number {
  return Math.min(configuredMs, Math.max(LEAST_TIMEOUT_MS, 4 * usual(ttft, 0.99)));
}

/** The larger of 0.25 s and the endpoint's median time to first token, never above what is configured. */
export function adaptWait(configuredMs: number, ttft: TtftStatistics): number {
  return Math.min(configuredMs, Math.max(LEAST_WAIT_MS, usual(ttft, 0.5)));
}

/** Infinity: not known yet. */
function usual(ttft: TtftStatistics, share: number): number {
  const knownMs = ttft.count < ENOUGH_SUCCESSES ? undefined : ttft.percentile(share);
  return knownMs ?? Infinity;
}
