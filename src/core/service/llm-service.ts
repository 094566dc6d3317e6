import { systemClock } from "../breaker/system-clock";
import type { StateChange } from "../breaker/types";
import type { Clock } from "../ports/clock";
import type { CancelSignal } from "../async/cancel-signal";
import { Emitter } from "../async/emitter";
import type { Disposable } from "../async/disposable";
import type { ChatMessage } from "../model/chat";
import type { EndpointClient, ProbeResult, PullProgress } from "../endpoint/client";
import { HealthChecker } from "../health/health-checker";
import { probeByFetch } from "../health/probe";
import type { HealthEvent } from "../health/types";
import { RequestCancelledError } from "../failure/errors";
import { localOnlySentence } from "../failure/local-only";
import { t } from "../l10n/t";
import type { SharedBreakers } from "../history/shared-breakers";
import { silentLogger, type Logger } from "../ports/logger";
import { held, noProcessHold, type ProcessHold } from "../ports/process-hold";
import { AnswerCache } from "./request/answer-cache";
import { Balancer } from "./endpoints/balancer";
import { configNotes } from "./config/config-notes";
import { resolveConfig, type ResolvedConfig, type ResolvedEndpoint } from "./config/config";
import { EndpointRegistry, type ClientSettings } from "./endpoints/registry";
import { EventStream, type RunningRequest } from "./event-stream";
import { heldClient } from "./held-client";
import { HealthMonitor } from "./endpoints/health-monitor";
import type { ManagedEndpoint } from "./endpoints/managed-endpoint";
import { NetworkWatch } from "./endpoints/network-watch";
import { requestInput } from "./request/input";
import { onlyEndpoint } from "./request/only-endpoint";
import type { RunContext, RunFactory } from "./request/run-context";
import { RequestsUnderWay } from "./requests-under-way";
import { SameAddress } from "./endpoints/same-address";
import { SharedState } from "./endpoints/shared/shared-state";
import type { ServiceConfig } from "../model/config";
import type { EndpointStatus } from "../model/endpoint";
import type { ServiceEvent, StreamEvent } from "../model/service-events";
import type { Completion, RequestOptions } from "../model/request";
import type { LlmService } from "./service-api";
import { Loads } from "./endpoints/loads";
import { gapSentence, SleepWatch, type Gap } from "./endpoints/sleep-watch";

/** Of an address that is no endpoint's: where its name leads to, and through which proxy, is not ours to decide. */
const NOT_LOOKED_AT = localOnlySentence(t("Only addresses of endpoints are looked at."));

/** Why whatever is asked of it is cancelled from then on. */
const disposal = (): Error => new Error("The service was disposed.");

/** What the service is given from outside. */
export interface LlmServiceDeps {
  /** Makes the client that speaks to an endpoint. The settings are read at every call. */
  createClient(config: ResolvedEndpoint, settings: ClientSettings): EndpointClient;
  /** Begins a request. */
  createRun: RunFactory;
  clock?: Clock;
  /** 0..1. */
  random?: () => number;
  logger?: Logger;
  /** The processor time that this process has used, in milliseconds: tells a machine that slept from a process that was busy. */
  cpuMs?: () => number;
  /** Where windows tell each other of the state of their breakers; without it this service is by itself. */
  shared?: SharedBreakers;
  /** Keeps the program alive while somebody waits for an answer. Default: nothing does. */
  hold?: ProcessHold;
  /** Called once, last, when the service is disposed. */
  onDispose?(): Promise<void>;
}

/** The LLM service without a transport: endpoints behind breakers, the chain, health, cache. Throws like {@link resolveConfig}. */
export class ChainedLlmService implements LlmService {
  readonly health: HealthChecker;
  readonly #events: Emitter<ServiceEvent>;
  readonly #requests = new RequestsUnderWay((record) => this.#events.emit({ type: "request", record }));
  readonly #createRun: RunFactory;
  readonly #onDispose: LlmServiceDeps["onDispose"];
  readonly #hold: ProcessHold;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #noted: string[] = [];
  readonly #endpoints: EndpointRegistry;
  readonly #sleep: SleepWatch;
  readonly #monitor: HealthMonitor;
  readonly #network: NetworkWatch;
  readonly #loads: Loads;
  readonly #balancer: Balancer;
  readonly #cache: AnswerCache;
  readonly #shared: SharedState | undefined;
  readonly #sameAddress: SameAddress;
  #config: ResolvedConfig;
  #disposed = false;

  constructor(config: ServiceConfig, deps: LlmServiceDeps) {
    const { clock = systemClock, random = Math.random, logger = silentLogger, shared, createClient } = deps;
    this.#clock = clock;
    this.#logger = logger;
    this.#createRun = deps.createRun;
    this.#onDispose = deps.onDispose;
    this.#hold = deps.hold ?? noProcessHold;
    this.#config = resolveConfig(config);
    this.#events = new Emitter((error) => logger.warn("A listener of the service threw", error));
    this.health = new HealthChecker({
      clock,
      random,
      hold: this.#hold,
      probe: (url, signal) => (this.localOnly ? { live: false, message: NOT_LOOKED_AT } : probeByFetch(url, signal)),
    });
    this.#cache = new AnswerCache(this.#config.cache);
    this.#balancer = new Balancer(random);
    const endpoints = (): Iterable<ManagedEndpoint> => this.#endpoints.all.values();
    this.#network = new NetworkWatch(clock, endpoints, (offline) =>
      this.#events.emit({ type: "offline", offline, at: clock.wallNow() }),
    );
    this.#loads = new Loads(clock, logger, () => this.#config.loadTimeoutMs);
    this.#sleep = new SleepWatch({ clock, cpuMs: deps.cpuMs, idle: () => this.#requests.none });
    this.#monitor = new HealthMonitor(
      clock,
      random,
      this.health,
      () => [...endpoints()].flatMap(({ id, barred }) => (barred ? [] : [id])),
      this.#sleep,
      (gap) => this.#noteGap(gap),
    );
    this.#shared = shared && new SharedState({ shared, clock, logger, endpoints });
    this.#sameAddress = new SameAddress(endpoints);
    this.#endpoints = new EndpointRegistry(
      {
        clock,
        random,
        health: this.health,
        createClient,
        probe: (endpoint, signal) => this.#probe(endpoint, signal),
        onState: (endpoint, change) => this.#tellState(endpoint, change),
        onNews: ({ id }, news) =>
          this.#events.emit(
            news.type === "loading"
              ? { type: "loading", endpoint: id, active: news.active, at: clock.wallNow() }
              : { type: "status", endpoint: id },
          ),
      },
      this.#config,
    );
    this.health.onHealth((event) => this.#noteSilence(event));
    this.#monitor.setInterval(this.#config.healthCheckIntervalMs);
    this.#noteOf(config);
  }

  complete(prompt: string | ChatMessage[], options: RequestOptions = {}): Promise<Completion> {
    return held(this.#hold, () => this.#begin(prompt, options).completion);
  }

  stream(prompt: string | ChatMessage[], options: RequestOptions = {}): AsyncIterable<StreamEvent> {
    return {
      [Symbol.asyncIterator]: () => new EventStream((tell) => this.#begin(prompt, options, tell), this.#hold),
    };
  }

  endpoints(): EndpointStatus[] {
    return [...this.#endpoints.all.values()].map((endpoint) => endpoint.status());
  }

  configure(config: ServiceConfig): void {
    const resolved = resolveConfig(config);
    this.#endpoints.configure(resolved);
    this.#network.reconsider();
    this.#config = resolved;
    this.#shared?.reconsider();
    this.#cache.setLimits(resolved.cache);
    this.#monitor.setInterval(resolved.healthCheckIntervalMs);
    this.#noteOf(config);
    // Recovery times under way may be others now.
    for (const { id } of resolved.endpoints) this.#events.emit({ type: "status", endpoint: id });
  }

  /** Says each thing once, however often the config changes elsewhere. */
  #noteOf(given: ServiceConfig): void {
    const notes = configNotes(given, this.#config);
    for (const note of notes) if (!this.#noted.includes(note)) this.#logger.warn(note);
    this.#noted = notes;
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    const ended = this.#requests.cancel(disposal());
    this.#monitor.dispose();
    this.#loads.dispose();
    this.#shared?.dispose();
    this.#endpoints.dispose();
    this.health.dispose();
    // Those who keep the history hear of them yet.
    await ended;
    this.#events.dispose();
    await this.#onDispose?.();
  }

  onEvent(listener: (event: ServiceEvent) => void): Disposable {
    return this.#events.on(listener);
  }

  async checkHealth(endpointId: string): Promise<EndpointStatus> {
    const endpoint = this.#endpoints.get(endpointId);
    await this.health.healthCheck(endpointId);
    return endpoint.status();
  }

  reset(endpointId: string): void {
    const endpoint = this.#endpoints.get(endpointId);
    endpoint.forgetVerdicts();
    endpoint.breaker.reset();
    this.#lookAnew(endpointId);
  }

  trip(endpointId: string): void {
    this.#endpoints.get(endpointId).breaker.trip();
  }

  allowTrial(endpointId: string): void {
    const endpoint = this.#endpoints.get(endpointId);
    endpoint.forgetVerdicts();
    endpoint.breaker.recover();
    this.#shared?.takeOver(endpoint);
    this.#lookAnew(endpointId);
  }

  client(endpointId: string): EndpointClient | undefined {
    const endpoint = this.#endpoints.all.get(endpointId);
    return endpoint && this.#clientOf(endpoint);
  }

  async *pull(endpointId: string, model: string, signal: AbortSignal): AsyncGenerator<PullProgress> {
    const endpoint = this.#endpoints.get(endpointId);
    const client = this.#clientOf(endpoint);
    if (!client.pull) throw new Error(`${endpointId} cannot download models.`);
    yield* client.pull(model, signal);
    endpoint.downloaded(model);
    this.#events.emit({ type: "status", endpoint: endpointId });
  }

  #clientOf(endpoint: ManagedEndpoint): EndpointClient {
    return heldClient(endpoint.client, this.#hold, (names) => endpoint.listed(names));
  }

  get localOnly(): boolean {
    return this.#config.localOnly;
  }

  get offline(): boolean {
    return this.#network.offline;
  }

  setFocused(focused: boolean): void {
    this.#monitor.setFocused(focused);
  }

  followOthers(): void {
    void this.#shared?.ready();
  }

  #begin(prompt: string | ChatMessage[], options: RequestOptions, tell?: (event: StreamEvent) => void): RunningRequest {
    if (this.#disposed) throw new RequestCancelledError([], disposal());
    const gap = this.#sleep.look();
    if (gap) this.#noteGap(gap);
    const input = requestInput(prompt, options);
    return this.#requests.begin(this.#createRun(onlyEndpoint(this.#context(), input.options.endpoint), input, tell));
  }

  #context(): RunContext {
    return {
      config: this.#config,
      endpoints: this.#endpoints.all,
      clock: this.#clock,
      logger: this.#logger,
      balancer: this.#balancer,
      network: this.#network,
      loads: this.#loads,
      cache: this.#cache,
      shared: this.#shared,
    };
  }

  /** What a person has just taken back is not believed again before the server has said so. */
  #lookAnew(endpointId: string): void {
    this.#events.emit({ type: "status", endpoint: endpointId });
    void this.health.healthCheck(endpointId);
  }

  #tellState(endpoint: ManagedEndpoint, change: StateChange): void {
    this.#shared?.changed(endpoint, change);
    const alongside = this.#sameAddress.because;
    this.#events.emit({
      type: "state",
      endpoint: endpoint.id,
      change,
      ...(this.#shared?.following && { followed: true }),
      ...(alongside !== undefined && { alongside }),
    });
    this.#sameAddress.changed(endpoint, change);
  }

  async #probe(endpoint: ManagedEndpoint, signal: CancelSignal): Promise<ProbeResult> {
    void this.#shared?.ready();
    const { client, config } = endpoint;
    const seen = await client.probe(config.model, signal);
    // Of one that nobody may look at nothing was seen, and what was seen with another key says nothing any more.
    if (!endpoint.barred && endpoint.client === client) this.#noteProbe(endpoint, seen);
    return seen;
  }

  /** A check that ran out of time has seen nothing: who accepts connections and stays silent does not answer. */
  #noteSilence({ id, live, message }: HealthEvent): void {
    const endpoint = this.#endpoints.all.get(id);
    if (live === false && endpoint && !endpoint.barred && endpoint.facts.live !== false)
      this.#noteProbe(endpoint, { live: false, ...(message !== undefined && { message }) });
  }

  #noteProbe(endpoint: ManagedEndpoint, seen: ProbeResult): void {
    const { live, ready, warm } = seen;
    const changed = endpoint.noteProbe(seen);
    if (live === undefined) return this.#events.emit({ type: "status", endpoint: endpoint.id });
    if (live) {
      this.#network.noteAnswer(endpoint);
      this.#sameAddress.answers(endpoint);
    }
    this.#events.emit({
      type: "health",
      endpoint: endpoint.id,
      at: this.#clock.wallNow(),
      live,
      changed,
      ...(ready !== undefined && { ready }),
      ...(warm !== undefined && { warm }),
    });
  }

  /** After the machine slept, failures from before say nothing: the streaks of closed breakers start anew. A hold-up leaves them as they are. */
  #noteGap(gap: Gap): void {
    this.#logger.info(gapSentence(gap));
    if (gap.type === "hold-up") return;
    for (const { breaker } of this.#endpoints.all.values()) if (breaker.state === "closed") breaker.reset();
  }
}
