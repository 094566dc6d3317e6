import { CircuitBreaker } from "../../breaker/circuit-breaker";
import type { BreakerOptions, StateChange } from "../../breaker/types";
import type { Clock } from "../../ports/clock";
import type { CancelSignal } from "../../async/cancel-signal";
import type { EndpointClient, ProbeResult } from "../../endpoint/client";
import type { HealthChecker } from "../../health/health-checker";
import type { ResolvedConfig, ResolvedEndpoint } from "../config/config";
import { ManagedEndpoint, type EndpointNews } from "./managed-endpoint";

export interface EndpointRegistryDeps {
  clock: Clock;
  random: () => number;
  health: HealthChecker;
  /** `connectTimeoutMs` is read at every call. */
  createClient(config: ResolvedEndpoint, settings: { connectTimeoutMs: () => number }): EndpointClient;
  /** Looks at an endpoint for the health checker. */
  probe(endpoint: ManagedEndpoint, signal: CancelSignal): Promise<ProbeResult>;
  onState(endpoint: ManagedEndpoint, change: StateChange): void;
  onNews(endpoint: ManagedEndpoint, news: EndpointNews): void;
}

/** The endpoints there are, kept in line with the configuration: one that stays in its place keeps its breaker with all it has learnt. */
export class EndpointRegistry {
  readonly #endpoints = new Map<string, ManagedEndpoint>();
  readonly #deps: EndpointRegistryDeps;
  #config: ResolvedConfig;

  constructor(deps: EndpointRegistryDeps, config: ResolvedConfig) {
    this.#deps = deps;
    this.#config = config;
    this.configure(config);
  }

  get all(): ReadonlyMap<string, ManagedEndpoint> {
    return this.#endpoints;
  }

  /** Throws a RangeError for an unknown id. */
  get(id: string): ManagedEndpoint {
    const endpoint = this.#endpoints.get(id);
    if (!endpoint) throw new RangeError(`There is no endpoint "${id}".`);
    return endpoint;
  }

  /** Throws a RangeError for bad breaker options and changes nothing then. */
  configure(config: ResolvedConfig): void {
    for (const endpoint of config.endpoints) new CircuitBreaker({ ...config.breaker, ...endpoint.breaker }).dispose();
    this.#config = config;
    const previous = new Map(this.#endpoints);
    this.#endpoints.clear();
    for (const endpoint of config.endpoints) {
      const kept = previous.get(endpoint.id);
      if (kept && isSamePlace(kept.config, endpoint)) {
        previous.delete(endpoint.id);
        this.#endpoints.set(endpoint.id, this.#reconfigure(kept, endpoint));
      } else {
        this.#endpoints.set(endpoint.id, this.#create(endpoint));
      }
    }
    for (const gone of previous.values()) this.#remove(gone);
    for (const endpoint of this.#endpoints.values()) this.#register(endpoint);
  }

  dispose(): void {
    for (const { breaker } of this.#endpoints.values()) breaker.dispose();
  }

  #create(config: ResolvedEndpoint): ManagedEndpoint {
    const { clock, random, onState, onNews } = this.#deps;
    const breaker = new CircuitBreaker(this.#breakerOptions(config), { clock, random });
    if (!this.#config.enableCircuitBreaker) breaker.setMode("metrics_only");
    const endpoint: ManagedEndpoint = new ManagedEndpoint(config, breaker, this.#client(config), clock, (news) =>
      onNews(endpoint, news),
    );
    breaker.onStateChange((change) => onState(endpoint, change));
    return endpoint;
  }

  #reconfigure(endpoint: ManagedEndpoint, config: ResolvedEndpoint): ManagedEndpoint {
    endpoint.breaker.configure(this.#breakerOptions(config));
    const metricsOnly = endpoint.breaker.mode === "metrics_only";
    if (metricsOnly === this.#config.enableCircuitBreaker)
      endpoint.breaker.setMode(metricsOnly ? "auto" : "metrics_only");
    if (
      JSON.stringify({ ...endpoint.config, breaker: undefined }) !== JSON.stringify({ ...config, breaker: undefined })
    ) {
      endpoint.client = this.#client(config);
      endpoint.clearHolds();
      endpoint.forgetFacts();
    }
    endpoint.config = config;
    return endpoint;
  }

  #remove(endpoint: ManagedEndpoint): void {
    this.#deps.health.unregisterEndpoint(endpoint.id);
    endpoint.breaker.dispose();
  }

  #register(endpoint: ManagedEndpoint): void {
    const { health, probe } = this.#deps;
    health.registerEndpoint(endpoint.config.url, {
      id: endpoint.id,
      breaker: endpoint.breaker,
      probe: (_url, signal) => probe(endpoint, signal),
    });
  }

  #breakerOptions(config: ResolvedEndpoint): Partial<BreakerOptions> {
    return { ...this.#config.breaker, ...config.breaker };
  }

  #client(config: ResolvedEndpoint): EndpointClient {
    return this.#deps.createClient(config, { connectTimeoutMs: () => this.#config.connectTimeoutMs[config.tier] });
  }
}

function isSamePlace(one: ResolvedEndpoint, other: ResolvedEndpoint): boolean {
  return one.id === other.id && one.type === other.type && one.url === other.url;
}
