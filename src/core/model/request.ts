import type { FailureKind } from "./failure-kinds";
import type { AttemptRecord } from "./attempt";
import type { ChatMessage, Usage } from "./chat";

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
