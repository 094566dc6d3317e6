import { CircuitBreaker } from "../breaker/circuit-breaker";
import { systemClock } from "../breaker/system-clock";
import type { BreakerOptions, Clock } from "../breaker/types";
import type { Disposable } from "../disposable";
import type { ChatMessage } from "../endpoint/chat";
import type { EndpointClient, ProbeResult, PullProgress } from "../endpoint/client";
import { HealthChecker } from "../health/health-checker";
import { silentLogger, type Logger } from "../ports/logger";
import { AnswerCache } from "./answer-cache";
import { Balancer } from "./balancer";
import { resolveConfig, type ResolvedConfig, type ResolvedEndpoint } from "./config";
import { EventQueue } from "./event-queue";
import { HealthMonitor } from "./health-monitor";
import { ManagedEndpoint } from "./managed-endpoint";
import { NetworkWatch } from "./network-watch";
import { RequestRun, type RunContext } from "./request-run";
import type { Completion, EndpointStatus, LlmService, RequestOptions, ServiceConfig, ServiceEvent, StreamEvent } from "./types";
import { WarmUps } from "./warm-ups";

/** What the service is given from outside. */
export interface LlmServiceDeps {
  /** Makes the client that speaks to an endpoint. `connectTimeoutMs` is read at every call. */
  createClient(config: ResolvedEndpoint, settings: { connectTimeoutMs: () => number }): EndpointClient;
  clock?: Clock;
  /** 0..1. */
  random?: () => number;
  logger?: Logger;
  /** Called once, last, when the service is disposed. */
  onDispose?(): Promise<void>;
}

/** The LLM service without a transport: endpoints behind breakers, the chain, health, cache. Throws like {@link resolveConfig}. */
export class ChainedLlmService implements LlmService {
  readonly health: HealthChecker;
  readonly #endpoints = new Map<string, ManagedEndpoint>();
  readonly #listeners = new Set<(event: ServiceEvent) => void>();
  readonly #runs = new Set<RequestRun>();
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #logger: Logger;
  readonly #monitor: HealthMonitor;
  readonly #network: NetworkWatch;
  readonly #warmUps: WarmUps;
  readonly #balancer: Balancer;
  readonly #cache: AnswerCache;
  #config: ResolvedConfig;
  #disposed = false;

  constructor(
    config: ServiceConfig,
    private readonly deps: LlmServiceDeps,
  ) {
    this.#clock = deps.clock ?? systemClock;
    this.#random = deps.random ?? Math.random;
    this.#logger = deps.logger ?? silentLogger;
    this.#config = resolveConfig(config);
    this.health = new HealthChecker({ clock: this.#clock, random: this.#random });
    this.#cache = new AnswerCache(this.#config.cache);
    this.#balancer = new Balancer(this.#random);
    this.#network = new NetworkWatch(
      this.#clock,
      () => this.#endpoints.values(),
      (offline) => this.#emit({ type: "offline", offline, at: this.#clock.wallNow() }),
    );
    this.#warmUps = new WarmUps(this.#clock, this.#logger, () => this.#config.loadTimeoutMs, (endpoint) => this.#emit({ type: "status", endpoint: endpoint.id }));
    this.#monitor = new HealthMonitor(this.#clock, this.#random, this.health, () => [...this.#endpoints.keys()], () => this.#wakeUp());
    this.#apply();
  }

  async complete(prompt: string | ChatMessage[], options: RequestOptions = {}): Promise<Completion> {
    return await this.#run(this.#request(prompt, options));
  }

  stream(prompt: string | ChatMessage[], options: RequestOptions = {}): AsyncIterable<StreamEvent> {
    return {
      [Symbol.asyncIterator]: () => {
        const queue = new EventQueue();
        let run: RequestRun | undefined;
        let ended: Promise<unknown> | undefined;
        return {
          next: async () => {
            if (!ended) {
              run = this.#request(prompt, options, (event) => queue.push(event));
              ended = this.#run(run).then(() => queue.end(), (error: unknown) => queue.end({ error }));
            }
            return queue.next();
          },
          // The request ends at once, and slots, permits and sockets are back before the caller goes on.
          return: async () => {
            run?.cancel();
            await ended;
            return { value: undefined, done: true };
          },
        };
      },
    };
  }

  endpoints(): EndpointStatus[] {
    return [...this.#endpoints.values()].map((endpoint) => endpoint.status());
  }

  configure(config: ServiceConfig): void {
    const resolved = resolveConfig(config);
    // Refuse bad breaker options before anything is changed.
    for (const endpoint of resolved.endpoints) new CircuitBreaker({ ...resolved.breaker, ...endpoint.breaker }).dispose();
    this.#config = resolved;
    this.#apply();
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const run of this.#runs) run.cancel();
    this.#monitor.dispose();
    this.#warmUps.dispose();
    for (const endpoint of this.#endpoints.values()) endpoint.breaker.dispose();
    this.health.dispose();
    this.#listeners.clear();
    await this.deps.onDispose?.();
  }

  onEvent(listener: (event: ServiceEvent) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  async checkHealth(endpointId: string): Promise<EndpointStatus> {
    const endpoint = this.#endpoint(endpointId);
    await this.health.healthCheck(endpointId);
    return endpoint.status();
  }

  reset(endpointId: string): void {
    const endpoint = this.#endpoint(endpointId);
    endpoint.clearHolds();
    endpoint.breaker.reset();
    this.#emit({ type: "status", endpoint: endpointId });
  }

  trip(endpointId: string): void {
    this.#endpoint(endpointId).breaker.trip();
  }

  allowTrial(endpointId: string): void {
    const endpoint = this.#endpoint(endpointId);
    endpoint.clearHolds();
    endpoint.breaker.recover();
    this.#emit({ type: "status", endpoint: endpointId });
  }

  client(endpointId: string): EndpointClient | undefined {
    return this.#endpoints.get(endpointId)?.client;
  }

  async *pull(endpointId: string, model: string, signal: AbortSignal): AsyncGenerator<PullProgress> {
    const endpoint = this.#endpoint(endpointId);
    if (!endpoint.client.pull) throw new Error(`${endpointId} cannot download models.`);
    yield* endpoint.client.pull(model, signal);
    endpoint.clearModelLatch(model);
    this.#emit({ type: "status", endpoint: endpointId });
  }

  get offline(): boolean {
    return this.#network.offline;
  }

  setFocused(focused: boolean): void {
    this.#monitor.setFocused(focused);
  }

  #request(prompt: string | ChatMessage[], options: RequestOptions, tell?: (event: StreamEvent) => void): RequestRun {
    if (this.#disposed) throw new Error("The service was disposed.");
    return new RequestRun(this.#context(), toMessages(prompt, options.system), options, tell);
  }

  async #run(run: RequestRun): Promise<Completion> {
    this.#runs.add(run);
    try {
      return await run.run();
    } finally {
      this.#runs.delete(run);
    }
  }

  #context(): RunContext {
    return {
      config: this.#config,
      endpoints: this.#endpoints,
      clock: this.#clock,
      logger: this.#logger,
      balancer: this.#balancer,
      network: this.#network,
      warmUps: this.#warmUps,
      cache: this.#cache,
      onStatus: (endpoint) => this.#emit({ type: "status", endpoint: endpoint.id }),
      onFinished: (record) => this.#emit({ type: "request", record }),
    };
  }

  /** Brings endpoints, breakers and timers in line with the configuration; what stays keeps its breaker. */
  #apply(): void {
    const { endpoints, cache, healthCheckIntervalMs } = this.#config;
    const previous = new Map(this.#endpoints);
    this.#endpoints.clear();
    for (const config of endpoints) {
      const kept = previous.get(config.id);
      if (kept && isSamePlace(kept.config, config)) {
        previous.delete(config.id);
        this.#endpoints.set(config.id, this.#reconfigure(kept, config));
      } else {
        this.#endpoints.set(config.id, this.#create(config));
      }
    }
    for (const gone of previous.values()) this.#remove(gone);
    for (const endpoint of this.#endpoints.values()) this.#register(endpoint);
    this.#cache.setLimits(cache);
    this.#monitor.setInterval(healthCheckIntervalMs);
  }

  #create(config: ResolvedEndpoint): ManagedEndpoint {
    const breaker = new CircuitBreaker(this.#breakerOptions(config), { clock: this.#clock, random: this.#random });
    if (!this.#config.enableCircuitBreaker) breaker.setMode("metrics_only");
    const endpoint = new ManagedEndpoint(config, breaker, this.#client(config), this.#clock, (active) =>
      this.#emit({ type: "loading", endpoint: config.id, active, at: this.#clock.wallNow() }),
    );
    breaker.onStateChange((change) => this.#emit({ type: "state", endpoint: config.id, change }));
    return endpoint;
  }

  #reconfigure(endpoint: ManagedEndpoint, config: ResolvedEndpoint): ManagedEndpoint {
    endpoint.breaker.configure(this.#breakerOptions(config));
    const metricsOnly = endpoint.breaker.mode === "metrics_only";
    if (metricsOnly === this.#config.enableCircuitBreaker) endpoint.breaker.setMode(metricsOnly ? "auto" : "metrics_only");
    if (JSON.stringify({ ...endpoint.config, breaker: undefined }) !== JSON.stringify({ ...config, breaker: undefined })) {
      endpoint.client = this.#client(config);
      endpoint.clearHolds();
    }
    endpoint.config = config;
    return endpoint;
  }

  #remove(endpoint: ManagedEndpoint): void {
    this.health.unregisterEndpoint(endpoint.id);
    endpoint.breaker.dispose();
  }

  #register(endpoint: ManagedEndpoint): void {
    this.health.registerEndpoint(endpoint.config.url, {
      id: endpoint.id,
      breaker: endpoint.breaker,
      probe: (_url: string, signal: AbortSignal) => this.#probe(endpoint, signal),
    });
  }

  async #probe(endpoint: ManagedEndpoint, signal: AbortSignal): Promise<ProbeResult> {
    const seen = await endpoint.client.probe(endpoint.config.model, signal);
    const changed = endpoint.noteProbe(seen);
    if (seen.live) this.#network.noteAnswer(endpoint);
    const { live, ready, warm } = seen;
    this.#emit({ type: "health", endpoint: endpoint.id, at: this.#clock.wallNow(), live, changed, ...(ready === undefined ? {} : { ready }), ...(warm === undefined ? {} : { warm }) });
    return seen;
  }

  #breakerOptions(config: ResolvedEndpoint): Partial<BreakerOptions> {
    return { ...this.#config.breaker, ...config.breaker };
  }

  #client(config: ResolvedEndpoint): EndpointClient {
    return this.deps.createClient(config, { connectTimeoutMs: () => this.#config.connectTimeoutMs[config.tier] });
  }

  #endpoint(id: string): ManagedEndpoint {
    const endpoint = this.#endpoints.get(id);
    if (!endpoint) throw new RangeError(`There is no endpoint "${id}".`);
    return endpoint;
  }

  /** After the machine slept, failures from before say nothing: the streaks of closed breakers start anew. */
  #wakeUp(): void {
    for (const { breaker } of this.#endpoints.values()) if (breaker.state === "closed") breaker.reset();
  }

  #emit(event: ServiceEvent): void {
    if (this.#listeners.size === 0) return;
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        this.#logger.warn("A listener of the service threw", error);
      }
    }
  }
}

function toMessages(prompt: string | ChatMessage[], system: string | undefined): ChatMessage[] {
  const messages: ChatMessage[] = typeof prompt === "string" ? [{ role: "user", content: prompt }] : prompt;
  if (!Array.isArray(messages) || messages.length === 0 || messages.every((message) => message.content.trim() === "")) throw new TypeError("The prompt is empty.");
  return system === undefined ? messages : [{ role: "system", content: system }, ...messages];
}

function isSamePlace(one: ResolvedEndpoint, other: ResolvedEndpoint): boolean {
  return one.id === other.id && one.type === other.type && one.url === other.url;
}
