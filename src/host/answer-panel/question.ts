import type { ChatMessage } from "../../core/endpoint/chat";
import type { RequestLabel } from "../../core/service/types";

/** Where the code came from that an answer may replace. Lines and characters count from zero. */
export interface CodeSource {
  uri: string;
  start: { line: number; character: number };
  end: { line: number; character: number };
  /** The text that stood there when it was sent. */
  text: string;
  /** What the button says that replaces it. */
  replace: string;
}

/** A question as a command makes it and the panel shows it. */
export interface Question {
  messages: ChatMessage[];
  /** What the header shows. */
  title: string;
  /** What the history calls it: the command that asked (“Ask”, “Analyze”, “Run: Tests”) and what it was about. */
  label?: RequestLabel;
  notice?: string;
  /** For an answer of the history that is shown again: when it ended, epoch milliseconds. */
  endedAt?: number;
  /** Present where the answer may replace the code it is about. */
  source?: CodeSource;
  /** The same question with less code, where there is less to send; for an endpoint that says the prompt is too long. */
  shorten?: () => Question | undefined;
}
