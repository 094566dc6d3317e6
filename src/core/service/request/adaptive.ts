import type { TtftStatistics } from "../endpoints/ttft-statistics";

/** Successes an endpoint must have before its own pace replaces the configured times. */
const ENOUGH_SUCCESSES = 20;
const LEAST_TIMEOUT_MS = 3_000;
const LEAST_WAIT_MS = 250;

/** The larger of 3 s and four times the endpoint's p99 time to first token, never above what is configured. */
export function adaptTimeout(configuredMs: number, ttft: TtftStatistics): number {
  if (ttft.count < ENOUGH_SUCCESSES) return configuredMs;
  return Math.min(configuredMs, Math.max(LEAST_TIMEOUT_MS, 4 * (ttft.percentile(0.99) ?? configuredMs)));
}

/** The larger of 0.25 s and the endpoint's median time to first token, never above what is configured. */
export function adaptWait(configuredMs: number, ttft: TtftStatistics): number {
  if (ttft.count < ENOUGH_SUCCESSES) return configuredMs;
  return Math.min(configuredMs, Math.max(LEAST_WAIT_MS, ttft.percentile(0.5) ?? configuredMs));
}
