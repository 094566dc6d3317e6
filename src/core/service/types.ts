import type { BreakerMetrics, BreakerMode, BreakerOptions, CircuitState, StateChange } from "../breaker/types";
import type { Disposable } from "../async/disposable";
import type { ChatMessage, Usage } from "../endpoint/chat";
import type { EndpointClient, PullProgress } from "../endpoint/client";
import type { FailureKind } from "../failure/kinds";
import type { HealthChecker } from "../health/health-checker";

export type EndpointType = "ollama" | "openai" | "vscode-lm";
export type Tier = "local" | "cloud";
export type LoadBalancing = "priority" | "roundRobin" | "leastLatency";

export interface EndpointConfig {
  id: string;
  type: EndpointType;
  url: string;
  model?: string;
  /** By default `ollama` and loopback or private addresses are local. */
  tier?: Tier;
  /** In the editor it comes from SecretStorage, never from settings. */
  apiKey?: string;
  /** Sent with every request. Those that the transport writes itself (`Content-Length`, `Host`, …) are refused, and what no header can carry. */
  headers?: Record<string, string>;
  breaker?: Partial<BreakerOptions>;
  /** Calls in flight at once; 1 for a local endpoint, unbounded for a cloud one by default. */
  maxConcurrent?: number;
  /** Tokens the model can take; used to find a larger endpoint after `context_length`. */
  contextLength?: number;
  proxy?: string;
}

export interface ChainStep {
  tier?: Tier;
  /** An endpoint id; wins over `tier`. */
  endpoint?: string;
  /** Time to the first content token, in milliseconds. */
  timeoutMs: number;
  /** Wait before this step, in milliseconds. */
  delayMs?: number;
}

/** All times in milliseconds; see the design for the defaults. */
export interface ServiceConfig {
  endpoints: EndpointConfig[];
  /** False: every breaker is `metrics_only`. */
  enableCircuitBreaker?: boolean;
  chain?: ChainStep[];
  breaker?: Partial<BreakerOptions>;
  /** TCP and TLS set-up; 10 s for a cloud endpoint and 1.4 s for a local one by default. */
  connectTimeoutMs?: number;
  idleTimeoutMs?: number;
  loadTimeoutMs?: number;
  /** From the first sign of life (reasoning, a tool call, a comment, blanks) to the first text; 300 s by default. Takes the place of a step's time and of the total. */
  thinkingTimeoutMs?: number;
  /** Bounds the whole request up to its first token; 0: none. */
  totalTimeoutMs?: number;
  /** 0: on demand only; anything between is raised to 1,000. */
  healthCheckIntervalMs?: number;
  /** 0: off. */
  hedgeDelayMs?: number;
  /** Gate after a 429 without a hint. */
  throttleBackoffMs?: number;
  loadBalancing?: LoadBalancing;
  adaptive?: boolean;
  cache?: { maxAgeMs: number; maxEntries: number };
}

export interface RequestOptions {
  signal?: AbortSignal;
  /** Replaces every step's timeout, in milliseconds. */
  timeoutMs?: number;
  model?: string;
  system?: string;
  temperature?: number;
  maxTokens?: number;
  /** True (default): with every breaker open, a cached answer to the same request may be given, labelled with its age. */
  useCache?: boolean;
  /** What the request is for, in a person's words; kept with its record, sent nowhere. */
  label?: RequestLabel;
  /** Told as each attempt ends or is skipped: what the way of a request is drawn from, live. Called before the event that follows. */
  onAttempt?: (attempt: AttemptRecord) => void;
}

export interface RequestLabel {
  /** Which command asked ("Ask", "Analyze", "Run: Tests"). */
  command: string;
  /** What it was about in one line ("parseHeader() in wire.ts"). */
  title?: string;
}

export interface AttemptRecord {
  endpoint: string;
  /** Index of the chain step. */
  step: number;
  /** Epoch milliseconds. */
  startedAt: number;
  durationMs: number;
  /** How much of `durationMs` was spent in our own queue; absent: nothing. */
  queuedMs?: number;
  ttftMs?: number;
  /** How long signs of life came, but no text; absent: text was the first that came, or nothing came. */
  thoughtMs?: number;
  /** Pieces in which the answer's text came; absent: none. */
  chunks?: number;
  outcome: "success" | "failure" | "cancelled" | "skipped";
  kind?: FailureKind;
  status?: number;
  message?: string;
  /** What the endpoint asked for before it is tried again, in milliseconds from the attempt's end. */
  retryAfterMs?: number;
  model?: string;
}

export interface Completion {
  content: string;
  model: string;
  usage: Usage;
  responseTimeMs: number;
  ttftMs: number;
  /** True when another endpoint than the first step's answered. */
  fallbackUsed: boolean;
  /** Index of the step that answered: 0 first, 1 retry, 2 local. */
  attempt: number;
  endpoint: string;
  finishReason: string;
  cached: boolean;
  /** Epoch milliseconds. */
  cachedAt?: number;
  attempts: AttemptRecord[];
}

export type StreamEvent =
  | { type: "attempt"; endpoint: string; step: number }
  /** `untilMs`: epoch milliseconds. */
  | { type: "waiting"; untilMs: number; reason: string }
  | { type: "queued"; endpoint: string; position: number }
  | { type: "loading"; endpoint: string; model: string; elapsedMs: number }
  /** Signs of life, but no text yet; told once a second. `elapsedMs`: since the first of them. */
  | { type: "thinking"; endpoint: string; elapsedMs: number }
  | { type: "delta"; text: string }
  /** Right before the first delta of the attempt that replaces a broken one. */
  | { type: "restart"; endpoint: string; reason: FailureKind }
  | { type: "done"; completion: Completion };

export interface EndpointStatus {
  id: string;
  type: EndpointType;
  url: string;
  tier: Tier;
  model?: string;
  state: CircuitState;
  mode: BreakerMode;
  metrics: BreakerMetrics;
  /**
   * Milliseconds until the breaker admits a trial, or until another window's trial that was met ends if that window does not go on with it; 0 when a trial is
   * admitted; Infinity when forced open.
   */
  retryAfterMs: number;
  /** Why the breaker opened, as a sentence; absent while closed. */
  openedBecause?: string;
  /** The kind of the failure that opened it; absent while closed, and where no failure did. */
  openedKind?: FailureKind;
  /** A condition that waiting does not mend (wrong key, no credit, model missing); nothing is sent until it is cleared. */
  latched?: { kind: FailureKind; message: string };
  /** Epoch milliseconds before which nothing is sent (429). */
  notBefore?: number;
  live?: boolean;
  ready?: boolean;
  warm?: boolean;
  lastHealthCheckAt?: number;
  /** An outage is simulated: what is seen here is not real. */
  simulated?: true;
  inFlight: number;
  queued: number;
}

/** One finished request, for history and telemetry. */
export interface RequestRecord {
  /** Epoch milliseconds. */
  startedAt: number;
  durationMs: number;
  ttftMs?: number;
  outcome: "success" | "failure" | "cancelled" | "cached";
  kind?: FailureKind;
  endpoint?: string;
  model?: string;
  usage?: Usage;
  finishReason?: string;
  attempts: AttemptRecord[];
  messages: ChatMessage[];
  content: string;
  errorMessage?: string;
  label?: RequestLabel;
}

/** What the service tells whoever draws it or keeps it. Delivered synchronously; a listener that throws harms nobody. */
export type ServiceEvent =
  /**
   * `followed`: the breaker did what that of another window had done. `alongside`: it did so with the breaker of that endpoint, because nobody could be reached at
   * the address of both, or somebody could again.
   */
  | { type: "state"; endpoint: string; change: StateChange; followed?: boolean; alongside?: string }
  | { type: "health"; endpoint: string; at: number; live: boolean; ready?: boolean; warm?: boolean; changed: boolean }
  | { type: "request"; record: RequestRecord }
  | { type: "offline"; offline: boolean; at: number }
  /** A model began or ended being loaded at this endpoint, as far as a call or a warm-up has seen it. */
  | { type: "loading"; endpoint: string; active: boolean; at: number }
  /** Something in `endpoints()` changed otherwise: a call began or ended, a latch, a gate, the queue, a load. */
  | { type: "status"; endpoint: string };

export interface LlmService {
  /** Rejects with `CircuitOpenError`, `EndpointError`, `AllEndpointsFailedError` or `RequestCancelledError`; each carries `attempts`. */
  complete(prompt: string | ChatMessage[], options?: RequestOptions): Promise<Completion>;
  /** Ends after its `done` event; throws what `complete` rejects with. Leaving the loop early cancels the request. */
  stream(prompt: string | ChatMessage[], options?: RequestOptions): AsyncIterable<StreamEvent>;
  readonly health: HealthChecker;
  endpoints(): EndpointStatus[];
  /** Takes a whole config; keeps the breakers whose endpoint (id and address) stays. Throws a RangeError or TypeError and changes nothing when it is bad. */
  configure(config: ServiceConfig): void;
  dispose(): Promise<void>;

  onEvent(listener: (event: ServiceEvent) => void): Disposable;
  /** Looks at an endpoint now: liveness, readiness and warmth; an open breaker whose cause was a dead connection becomes half-open when it answers. */
  checkHealth(endpointId: string): Promise<EndpointStatus>;
  /** Closes and empties the breaker, and clears latch and gate. */
  reset(endpointId: string): void;
  trip(endpointId: string): void;
  /** Ends what keeps calls from an endpoint (the wait of an open breaker, a latch, a gate), so that the next call is a trial. */
  allowTrial(endpointId: string): void;
  /** The client that speaks to the endpoint, for what is beside the chain (list models, pull). Undefined for an unknown id. */
  client(endpointId: string): EndpointClient | undefined;
  /** Downloads a model and then clears the endpoint's `model_missing` latch. */
  pull(endpointId: string, model: string, signal: AbortSignal): AsyncIterable<PullProgress>;
  /** True while the machine has no network (no breaker is touched then). */
  readonly offline: boolean;
  /** Tells whether somebody looks at the window; background checks rest five minutes after it lost focus. */
  setFocused(focused: boolean): void;
}
