import type { FailureKind } from "./failure-kinds";
import type { AttemptRecord } from "./attempt";
import type { TextMessage, ToolCall, ToolChoice, ToolDefinition, Usage } from "./chat";

export interface RequestOptions {
  signal?: AbortSignal;
  /** Replaces every step's timeout, in milliseconds. */
  timeoutMs?: number;
  model?: string;
  /** Id of the only endpoint to ask: the chain's steps that go there, or one of its own where the chain has none. Unknown ids are a RangeError. */
  endpoint?: string;
  system?: string;
  temperature?: number;
  maxTokens?: number;
  /** What the model may call instead of answering. Only endpoints that take tools are asked then. */
  tools?: ToolDefinition[];
  /** Without tools it says nothing. */
  toolChoice?: ToolChoice;
  /** True: the text of the reasoning is wanted too, in the events of {@link StreamEvent} `thinking`. */
  thinking?: true;
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

export interface Completion {
  content: string;
  /** In the order in which they came; absent: none. */
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
  /** True: the endpoint left out a part of the prompt without saying so, because the model's context is shorter. */
  promptTruncated?: true;
  cached: boolean;
  /** Epoch milliseconds. */
  cachedAt?: number;
  /** Pieces of the answer that could not be read and were left out; absent: none. */
  unreadable?: number;
  attempts: AttemptRecord[];
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
  messages: TextMessage[];
  content: string;
  errorMessage?: string;
  label?: RequestLabel;
  /** `localOnly` was on as it began: nothing of it left this machine and its private network. */
  localOnly?: true;
}
