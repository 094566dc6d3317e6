import { CircuitBreaker } from "../../../src/core/breaker/circuit-breaker";
import type { Clock } from "../../../src/core/breaker/types";
import type { EndpointStatus } from "../../../src/core/model/endpoint";
import type { ServiceEvent } from "../../../src/core/model/service-events";
import type { DashboardDeps } from "../../../src/host/dashboard/deps";

type Base = Pick<EndpointStatus, "id" | "type" | "url" | "tier"> & Partial<EndpointStatus>;

const endpoints: Base[] = [
  {
    id: "openrouter",
    type: "openai",
    url: "https://openrouter.ai/api/v1",
    tier: "cloud",
    model: "qwen3-coder",
    live: true,
    ready: true,
  },
  {
    id: "vllm-lab",
    type: "openai",
    url: "http://10.0.4.7:8000/v1",
    tier: "local",
    model: "mistral-small",
    live: true,
    ready: true,
  },
  {
    id: "ollama",
    type: "ollama",
    url: "http://localhost:11434",
    tier: "local",
    model: "llama3.2",
    live: true,
    ready: true,
    warm: true,
  },
];

/** A service with real breakers and nothing behind them, for a dashboard to look at. */
export class InventedService implements Pick<
  DashboardDeps["service"],
  "endpoints" | "onEvent" | "checkHealth" | "reset" | "trip" | "allowTrial"
> {
  readonly breakers: Map<string, CircuitBreaker>;
  readonly calls: string[] = [];
  readonly #listeners = new Set<(event: ServiceEvent) => void>();
  offline = false;
  localOnly = false;
  readonly #clock: Clock;
  readonly #known: typeof endpoints;

  constructor(clock: Clock, known = endpoints) {
    this.#clock = clock;
    this.#known = known;
    this.breakers = new Map(
      known.map(({ id }) => {
        const breaker = new CircuitBreaker({ recoveryTimeoutMs: 60_000 }, { clock });
        breaker.onStateChange((change) => this.tell({ type: "state", endpoint: id, change }));
        for (let i = 0; i < 12; i++) breaker.tryAcquire()?.success(800 + i * 40);
        return [id, breaker];
      }),
    );
  }

  endpoints(): EndpointStatus[] {
    return this.#known.map((base) => {
      const breaker = this.#of(base.id);
      const { state, mode } = breaker;
      return {
        ...base,
        state,
        mode,
        metrics: breaker.metrics(),
        retryAfterMs: breaker.retryAfterMs,
        lastHealthCheckAt: this.#clock.wallNow() - 4000,
        inFlight: 0,
        queued: 0,
        ...(state === "open" && {
          openedBecause: "3 failures in a row: no token after 10 s, no token after 20 s, no token after 10 s.",
        }),
      };
    });
  }

  onEvent(listener: (event: ServiceEvent) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  tell(event: ServiceEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  async checkHealth(id: string): Promise<EndpointStatus> {
    this.calls.push(`check ${id}`);
    const status = this.endpoints().find((endpoint) => endpoint.id === id);
    if (!status) throw new Error(`no ${id}`);
    return status;
  }

  reset(id: string): void {
    this.calls.push(`reset ${id}`);
    this.#of(id).reset();
  }

  trip(id: string): void {
    this.calls.push(`trip ${id}`);
    this.#of(id).trip();
  }

  allowTrial(id: string): void {
    this.calls.push(`trial ${id}`);
    this.#of(id).recover();
  }

  dispose(): void {
    for (const breaker of this.breakers.values()) breaker.dispose();
  }

  #of(id: string): CircuitBreaker {
    const breaker = this.breakers.get(id);
    if (!breaker) throw new Error(`no ${id}`);
    return breaker;
  }
}
