import type { EndpointStatus } from "../../../src/core/model/endpoint";

/** A healthy endpoint, with whatever a test wants to be different. */
export function endpointStatus(changes: Partial<EndpointStatus> = {}): EndpointStatus {
  return {
    id: "ollama",
    type: "ollama",
    url: "http://localhost:11434",
    tier: "local",
    state: "closed",
    mode: "auto",
    retryAfterMs: 0,
    inFlight: 0,
    queued: 0,
    live: true,
    metrics: {
      state: "closed",
      mode: "auto",
      consecutiveFailures: 0,
      consecutiveSuccesses: 0,
      totalRequests: 0,
      totalSuccesses: 0,
      totalFailures: 0,
      totalReleased: 0,
      totalRejected: 0,
      failureRate: undefined,
      slowCallRate: undefined,
      avgResponseTimeMs: undefined,
      p50Ms: undefined,
      p95Ms: undefined,
      p99Ms: undefined,
      lastFailureAt: undefined,
      lastHealthyAt: undefined,
      openedAt: undefined,
      uptimePercentage: 100,
    },
    ...changes,
  };
}
