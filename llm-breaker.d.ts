/**
 * What the extension LLM Breaker gives to other extensions:
 *
 * ```ts
 * const breaker = await vscode.extensions.getExtension<LlmBreakerApi>("llm-breaker.llm-breaker")?.activate();
 * ```
 *
 * Models for chats need none of this: `vscode.lm.selectChatModels({ vendor: "llm-breaker" })` has them.
 */

export interface LlmBreakerApi {
  /** The service itself. What of it is not declared here may change. */
  readonly service: LlmService;
  /**
   * Asks down the chain of endpoints until one has answered whole. Rejects with an error whose `code` is `CIRCUIT_OPEN`, `ENDPOINT_ERROR`, `ALL_ENDPOINTS_FAILED` or
   * `REQUEST_CANCELLED` (also once LLM Breaker has been deactivated), and whose `attempts` say what was tried; or, where the request itself is none that can be sent,
   * with a TypeError or RangeError whose `code` is `INVALID_REQUEST` and whose message names what is wrong. What is changed in messages or options after the call is no
   * matter of the request.
   */
  complete(prompt: string | ChatMessage[], options?: RequestOptions): Promise<Completion>;
  /** The same, told as it happens. Ends after its `done` event; throws what `complete` rejects with. Leaving the loop early cancels the request. */
  stream(prompt: string | ChatMessage[], options?: RequestOptions): AsyncIterable<StreamEvent>;
  /** How every endpoint stands just now. Asks none. */
  endpoints(): EndpointStatus[];
  /** Told whenever the breaker of an endpoint changes its state. */
  onDidChangeState(listener: (event: EndpointStateChange) => void): Disposable;
  /**
   * Wraps a function of your own so that it goes through a circuit breaker and never throws: what goes wrong is logged, and the answer is the last result for the same
   * arguments where `options.cache` has one, else `Unavailable`.
   * @param breaker options of a breaker for this function alone (all have defaults), or one breaker that several functions share
   */
  protect<This, A extends unknown[], R>(
    operationName: string,
    breaker: BreakerOptions | Breaker,
    fn: (this: This, ...args: A) => Promise<R> | R,
    options?: ProtectOptions<R>,
  ): (this: This, ...args: A) => Promise<R | Unavailable>;
}

export interface Disposable {
  dispose(): void;
}

export interface LlmService {
  complete(prompt: string | ChatMessage[], options?: RequestOptions): Promise<Completion>;
  stream(prompt: string | ChatMessage[], options?: RequestOptions): AsyncIterable<StreamEvent>;
  endpoints(): EndpointStatus[];
  /** Looks at an endpoint now. */
  checkHealth(endpointId: string): Promise<EndpointStatus>;
  /** Closes and empties the breaker, and clears what else keeps calls back. */
  reset(endpointId: string): void;
  /** Opens the breaker as a failure would. */
  trip(endpointId: string): void;
  /** Ends what keeps calls from an endpoint, so that the next one is a trial. */
  allowTrial(endpointId: string): void;
  /** True while this machine has no network. */
  readonly offline: boolean;
}

export interface TextPart {
  type: "text";
  text: string;
}

export interface ImagePart {
  type: "image";
  /** Such as `image/png`. */
  mimeType: string;
  data: Uint8Array;
}

/** A call of a tool, as the model made it. */
export interface ToolCall {
  id: string;
  name: string;
  input: object;
}

export interface ToolResultPart {
  type: "tool_result";
  /** Of the call that it answers. */
  id: string;
  content: (TextPart | ImagePart)[];
  isError?: true;
}

export type MessagePart = TextPart | ImagePart | ({ type: "tool_call" } & ToolCall) | ToolResultPart;

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string | MessagePart[];
}

export interface ToolDefinition {
  name: string;
  description?: string;
  /** JSON Schema of an object. */
  inputSchema?: object;
}

/** What an `AbortSignal` has, so that these declarations need the typings of neither Node.js nor a browser. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
  throwIfAborted(): void;
}

export interface RequestOptions {
  signal?: CancelSignal;
  /** Replaces every step's timeout, in milliseconds. */
  timeoutMs?: number;
  model?: string;
  /** Id of the only endpoint to ask. */
  endpoint?: string;
  system?: string;
  temperature?: number;
  maxTokens?: number;
  tools?: ToolDefinition[];
  toolChoice?: "auto" | "required" | "none";
  /** True: the text of the reasoning is wanted too. */
  thinking?: true;
  /** True (default): with every breaker open, a cached answer to the same request may be given, labelled with its age. */
  useCache?: boolean;
  /** What the history calls the request. */
  label?: { command: string; title?: string };
}

/** Zeros where the endpoint reported none. */
export interface Usage {
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
}

export interface Completion {
  content: string;
  toolCalls?: ToolCall[];
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

export interface AttemptRecord {
  endpoint: string;
  /** Index of the chain's step. */
  step: number;
  /** Epoch milliseconds. */
  startedAt: number;
  durationMs: number;
  ttftMs?: number;
  outcome: "success" | "failure" | "cancelled" | "skipped";
  /** Such as `refused`, `rate_limited`, `ttft_timeout`, `circuit_open`. */
  kind?: string;
  /** Of the HTTP answer. */
  status?: number;
  message?: string;
}

/** Other types of events may come to be: pass over those that you do not know. */
export type StreamEvent =
  | { type: "attempt"; endpoint: string; step: number }
  /** `untilMs`: epoch milliseconds. `why`: for the pause it asked for, before it is tried again, or until it is ready; `reason` says so in words. */
  | { type: "waiting"; endpoint: string; untilMs: number; why: "pause" | "again" | "ready"; reason: string }
  | { type: "queued"; endpoint: string; position: number }
  | { type: "loading"; endpoint: string; model: string; elapsedMs: number }
  | { type: "thinking"; endpoint: string; elapsedMs: number; text?: string }
  | { type: "delta"; text: string }
  | ({ type: "tool_call"; endpoint: string } & ToolCall)
  /** What came before is void: the answer begins anew. */
  | { type: "restart"; endpoint: string; reason: string }
  | { type: "done"; completion: Completion };

export type CircuitState = "closed" | "open" | "half_open";

export interface EndpointStatus {
  id: string;
  type: string;
  url: string;
  tier: "local" | "cloud";
  model?: string;
  state: CircuitState;
  mode: "auto" | "forced_open" | "metrics_only";
  /** Milliseconds until a call is let through; 0 when it is; Infinity when somebody holds the breaker open. */
  retryAfterMs: number;
  /** Why the breaker opened, as a sentence; absent while closed. */
  openedBecause?: string;
  /** What waiting does not mend (a wrong key, no credit). */
  latched?: { kind: string; message: string };
  /** Epoch milliseconds before which nothing is sent. */
  notBefore?: number;
  /** Whether it answers; absent: nobody has looked. */
  live?: boolean;
  /** Whether its model is there. */
  ready?: boolean;
  /** Whether its model is in memory. */
  warm?: boolean;
  inFlight: number;
  queued: number;
}

export interface EndpointStateChange {
  endpoint: string;
  change: StateChange;
}

export interface StateChange {
  from: CircuitState;
  to: CircuitState;
  /** Epoch milliseconds. */
  at: number;
  /** Milliseconds until a trial call is let through. */
  retryAfterMs: number;
  reason: string;
}

export interface BreakerOptions {
  /** Consecutive failures that open (3). */
  failureThreshold?: number;
  /** From open to half-open, in milliseconds (60 000). */
  recoveryTimeoutMs?: number;
  /** Consecutive trial successes that close (1). */
  successThreshold?: number;
  /** Trial calls at once (1). */
  halfOpenMaxCalls?: number;
}

/** A breaker of the core of LLM Breaker, where your own program has one. */
export interface Breaker {
  readonly state: CircuitState;
  readonly retryAfterMs: number;
  execute<T>(operation: (call: { readonly signal: CancelSignal }) => Promise<T> | T): Promise<T>;
}

export interface ProtectOptions<R> {
  /** A Map is one. */
  cache?: { get(key: string): R | undefined | Promise<R | undefined>; set(key: string, value: R): unknown };
  logger?: { warn(message: string, ...details: unknown[]): void };
}

/** What a protected function gives instead of a result. */
export interface Unavailable {
  success: false;
  message: "Service temporarily unavailable";
  fallback: true;
  /** Seconds until a call is let through; Infinity when that is not a matter of time. */
  retryAfter: number;
}
