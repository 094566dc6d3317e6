import { CircuitBreaker } from "../../breaker/circuit-breaker";
import type { BreakerOptions, StateChange } from "../../breaker/types";
import type { Clock } from "../../ports/clock";
import type { CancelSignal } from "../../async/cancel-signal";
import type { EndpointClient, ProbeResult } from "../../endpoint/client";
import type { HealthChecker } from "../../health/health-checker";
import type { ResolvedConfig, ResolvedEndpoint } from "../config/config";
import { quote } from "../../foreign/foreign-text";
import { t } from "../../l10n/t";
import { keptLocal } from "../local-only/kept-local";
import { LocalOnly } from "../local-only/local-only";
import { ManagedEndpoint, type EndpointNews } from "./managed-endpoint";

/** What a client reads at every call. */
export interface ClientSettings {
  connectTimeoutMs: () => number;
  /** Whether it may go to this machine and its private network only. */
  localOnly: () => boolean;
}

export interface EndpointRegistryDeps {
  clock: Clock;
  random: () => number;
  health: HealthChecker;
  /** The settings are read at every call. */
  createClient(config: ResolvedEndpoint, settings: ClientSettings): EndpointClient;
  /** Looks at an endpoint for the health checker. */
  probe(endpoint: ManagedEndpoint, signal: CancelSignal): Promise<ProbeResult>;
  onState(endpoint: ManagedEndpoint, change: StateChange): void;
  onNews(endpoint: ManagedEndpoint, news: EndpointNews): void;
}

/** The endpoints there are, kept in line with the configuration: one that stays in its place keeps its breaker with all it has learnt. */
export class EndpointRegistry {
  #endpoints: ReadonlyMap<string, ManagedEndpoint> = new Map();
  readonly #deps: EndpointRegistryDeps;
  readonly #localOnly = new LocalOnly();
  #config: ResolvedConfig;

  constructor(deps: EndpointRegistryDeps, config: ResolvedConfig) {
    this.#deps = deps;
    this.#config = config;
    this.configure(config);
  }

  /** By id, as they are configured now: another configuration is another map, so that whoever holds this one keeps what it holds. */
  get all(): ReadonlyMap<string, ManagedEndpoint> {
    return this.#endpoints;
  }

  /** Throws a RangeError for an unknown id. */
  get(id: string): ManagedEndpoint {
    const endpoint = this.#endpoints.get(id);
    if (!endpoint) throw new RangeError(t('There is no endpoint "{0}".', quote(String(id))));
    return endpoint;
  }

  /** Throws a RangeError for bad breaker options and changes nothing then. */
  configure(config: ResolvedConfig): void {
    for (const endpoint of config.endpoints) new CircuitBreaker({ ...config.breaker, ...endpoint.breaker }).dispose();
    this.#config = config;
    this.#localOnly.set(config.localOnly);
    const gone = new Set(this.#endpoints.values());
    const endpoints = new Map<string, ManagedEndpoint>();
    for (const endpoint of config.endpoints) {
      const before = this.#endpoints.get(endpoint.id);
      if (before && isSamePlace(before.config, endpoint)) {
        gone.delete(before);
        this.#reconfigure(before, endpoint);
        endpoints.set(endpoint.id, before);
      } else endpoints.set(endpoint.id, this.#create(endpoint));
    }
    this.#endpoints = endpoints;
    for (const endpoint of gone) this.#remove(endpoint);
    for (const endpoint of this.#endpoints.values()) this.#register(endpoint);
  }

  dispose(): void {
    for (const { breaker } of this.#endpoints.values()) breaker.dispose();
  }

  #create(config: ResolvedEndpoint): ManagedEndpoint {
    const { clock, random, onState, onNews } = this.#deps;
    const breaker = new CircuitBreaker(this.#breakerOptions(config), { clock, random });
    if (!this.#config.enableCircuitBreaker) breaker.setMode("metrics_only");
    const endpoint: ManagedEndpoint = new ManagedEndpoint(
      config,
      breaker,
      this.#client(config),
      clock,
      (news) => onNews(endpoint, news),
      this.#localOnly,
    );
    breaker.onStateChange((change) => onState(endpoint, change));
    return endpoint;
  }

  #reconfigure(endpoint: ManagedEndpoint, config: ResolvedEndpoint): void {
    endpoint.breaker.configure(this.#breakerOptions(config));
    const metricsOnly = endpoint.breaker.mode === "metrics_only";
    if (metricsOnly === this.#config.enableCircuitBreaker)
      endpoint.breaker.setMode(metricsOnly ? "auto" : "metrics_only");
    const isSame =
      JSON.stringify({ ...endpoint.config, breaker: undefined }) === JSON.stringify({ ...config, breaker: undefined });
    endpoint.reconfigure(config, isSame ? undefined : this.#client(config));
  }

  #remove(endpoint: ManagedEndpoint): void {
    this.#deps.health.unregisterEndpoint(endpoint.id);
    endpoint.remove();
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
    const client = this.#deps.createClient(config, {
      connectTimeoutMs: () => this.#config.connectTimeoutMs[config.tier],
      localOnly: () => this.#localOnly.on,
    });
    return keptLocal(client, config, this.#localOnly);
  }
}

function isSamePlace(one: ResolvedEndpoint, other: ResolvedEndpoint): boolean {
  return one.id === other.id && one.type === other.type && one.url === other.url;
}
