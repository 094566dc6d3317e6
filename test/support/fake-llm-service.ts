import { CircuitBreaker } from "../../src/core/breaker/circuit-breaker";
import type { EndpointStatus } from "../../src/core/model/endpoint";
import type { ServiceEvent } from "../../src/core/model/service-events";
import type { RequestRecord } from "../../src/core/model/request";

export function endpointStatus(overrides: Partial<EndpointStatus> = {}): EndpointStatus {
  const breaker = new CircuitBreaker();
  const metrics = breaker.metrics();
  breaker.dispose();
  return {
    id: "ollama",
    type: "ollama",
    url: "http://localhost:11434",
    tier: "local",
    state: "closed",
    mode: "auto",
    metrics,
    retryAfterMs: 0,
    inFlight: 0,
    queued: 0,
    ...overrides,
  };
}

export function requestRecord(overrides: Partial<RequestRecord> = {}): RequestRecord {
  return {
    startedAt: 1_700_000_000_000,
    durationMs: 2_000,
    ttftMs: 500,
    outcome: "success",
    endpoint: "ollama",
    model: "llama3.2:latest",
    usage: { promptTokens: 12, completionTokens: 34, totalTokens: 46 },
    finishReason: "stop",
    attempts: [
      {
        endpoint: "ollama",
        step: 0,
        startedAt: 1_700_000_000_000,
        durationMs: 2_000,
        ttftMs: 500,
        chunks: 16,
        outcome: "success",
        model: "llama3.2",
      },
    ],
    messages: [{ role: "user", content: "SECRET QUESTION" }],
    content: "SECRET ANSWER",
    ...overrides,
  };
}

/** What watches a service gets of it: statuses that a test sets and events that it tells. */
export class FakeLlmService {
  offline = false;
  readonly listeners = new Set<(event: ServiceEvent) => void>();

  constructor(public statuses: EndpointStatus[] = [endpointStatus()]) {}

  endpoints(): EndpointStatus[] {
    return this.statuses;
  }

  onEvent(listener: (event: ServiceEvent) => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  emit(event: ServiceEvent): void {
    for (const listener of [...this.listeners]) listener(event);
  }
}
