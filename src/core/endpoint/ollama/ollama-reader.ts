import type { ClassifyContext } from "../../failure/classify-context";
import { classifyInBandError } from "../../failure/classify-response";
import type { EndpointFailure } from "../../failure/endpoint-failure";
import { MAX_UNREADABLE_PIECES } from "../../model/limits";
import { shortName, tokenCount } from "../chat";
import type { AnswerEnd } from "../client";
import { LineSplitter } from "../wire/line-splitter";
import { PieceBatch } from "../wire/piece-batch";
import type { AnswerReader } from "../wire/stream-answer";

/** The fields of a line of `/api/chat` that matter, not yet checked. */
interface Line {
  error?: unknown;
  message?: { content?: unknown; thinking?: unknown; tool_calls?: unknown } | null;
  done?: unknown;
  /** These only where it is done. */
  done_reason?: unknown;
  model?: unknown;
  prompt_eval_count?: unknown;
  eval_count?: unknown;
}

/** Reads the NDJSON stream of `/api/chat`, and its answer that is not streamed, which is one such line. */
export class OllamaReader implements AnswerReader {
  readonly batch = new PieceBatch();
  readonly graceMs = 10;
  failure: EndpointFailure | undefined;
  end: AnswerEnd | undefined;
  understood = false;
  malformed = 0;
  readonly #lines = new LineSplitter();
  readonly #context: ClassifyContext;

  constructor(context: ClassifyContext) {
    this.#context = context;
  }

  feed(bytes: Uint8Array | undefined): void {
    if (bytes === undefined) this.#takeText(this.#lines.end());
    else for (const line of this.#lines.push(bytes)) this.#takeText(line);
  }

  #takeText(text: string): void {
    if (this.end || this.failure || this.malformed > MAX_UNREADABLE_PIECES || text === "" || text === "\r") return;
    let line: unknown;
    try {
      line = JSON.parse(text);
    } catch {
      this.malformed += text.trim() === "" ? 0 : 1;
      return;
    }
    this.take(line);
  }

  /** One parsed line. */
  take(value: unknown): void {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.malformed++;
      return;
    }
    const line = value as Line;
    if (line.error !== undefined && line.error !== null) {
      this.failure = classifyInBandError(value, this.#context);
      return;
    }
    const known = this.#takeMessage(line);
    const done = line.done === true || (typeof line.done_reason === "string" && line.done_reason !== "");
    if (done) this.end = readEnd(line);
    else if (!known && line.done !== false) {
      this.malformed++;
      return;
    }
    this.understood = true;
  }

  /** Reasoning and tool calls are signs of life; the content is the answer. @returns false when there is no message of the known shape. */
  #takeMessage({ message }: Line): boolean {
    if (typeof message !== "object" || message === null) return false;
    const { content, thinking, tool_calls: toolCalls } = message;
    if (typeof thinking === "string" && thinking !== "") this.batch.add("thinking", thinking);
    if (typeof content === "string" && content !== "") this.batch.add("text", content);
    if (typeof content === "string" || content === undefined || content === null) {
      this.batch.sign();
      return true;
    }
    if (Array.isArray(toolCalls) && toolCalls.length > 0) this.batch.sign();
    return false;
  }
}

function readEnd({ done_reason: reason, model, prompt_eval_count: prompt, eval_count: completion }: Line): AnswerEnd {
  const promptTokens = tokenCount(prompt);
  const completionTokens = tokenCount(completion);
  const end: AnswerEnd = {
    finishReason: typeof reason === "string" && reason !== "" ? shortName(reason) : "stop",
    usage: { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens },
  };
  if (typeof model === "string" && model !== "") end.model = shortName(model);
  return end;
}
