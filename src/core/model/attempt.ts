import type { FailureKind } from "./failure-kinds";

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
