import type { ProcessHold } from "../ports/process-hold";
import type { CircuitBreaker } from "../breaker/circuit-breaker";
import type { OptionsPatch } from "../breaker/options";
import type { BreakerMetrics, BreakerMode, CircuitState, Clock } from "../breaker/types";
import type { Probe, ProbeFacts } from "./probe";

export interface HealthCheckerDeps {
  clock?: Clock | undefined;
  /** Numbers in [0, 1) for the jitter of the breakers made here. */
  random?: (() => number) | undefined;
  /** How endpoints are checked that bring no probe of their own; by default any HTTP answer is a sign of life. */
  probe?: Probe | undefined;
  /** Options of the breakers made here, where a registration says nothing else. */
  breaker?: OptionsPatch | undefined;
  /** Bounds each check, in milliseconds (6 000). */
  timeoutMs?: number | undefined;
  /** Whether the `cause` that opened a breaker was a dead connection, so that an answer to a check is news. */
  isDeadConnection?: ((cause: unknown) => boolean) | undefined;
  /** Keeps the program alive while somebody waits for a check. */
  hold?: ProcessHold | undefined;
}

/** Any breaker option, and: */
export interface EndpointRegistration extends OptionsPatch {
  /** What the endpoint is called beside its URL; the normalised URL by default. */
  id?: string | undefined;
  /** The same as `recoveryTimeoutMs`, in seconds; wins over it. */
  recoveryTimeoutSeconds?: number | undefined;
  /** A breaker that exists already. It is adopted: who made it disposes it. */
  breaker?: CircuitBreaker | undefined;
  probe?: Probe | undefined;
}

/** What the last check of an endpoint found; `live` is undefined before the first one too. */
export interface HealthStatus extends ProbeFacts {
  id: string;
  /** Normalised. */
  url: string;
  state: CircuitState;
  mode: BreakerMode;
  /** Milliseconds until the breaker admits a call; 0 when it does. */
  retryAfterMs: number;
  /** Epoch milliseconds; undefined before the first check. */
  lastHealthCheckAt: number | undefined;
}

export interface MetricsSummary extends BreakerMetrics {
  /** Epoch milliseconds of the last check; undefined before the first one. */
  lastHealthCheck: number | undefined;
}

/** A check has ended. */
export interface HealthEvent extends ProbeFacts {
  id: string;
  url: string;
  /** Epoch milliseconds. */
  at: number;
  /** Whether the endpoint answers, is ready or is warm otherwise than after the check before. */
  changed: boolean;
}
