import * as v from "valibot";
import type { ClassifyContext } from "../../failure/classify-context";
import { classifyInBandError } from "../../failure/classify-response";
import type { EndpointFailure } from "../../failure/endpoint-failure";
import { unlisted } from "../../foreign/json";
import { MAX_UNREADABLE_PIECES } from "../../model/limits";
import { shortName } from "../chat";
import type { Usage } from "../../model/chat";
import type { AnswerEnd } from "../client";
import { usageSchema } from "./openai-schemas";
import { PieceBatch } from "../wire/piece-batch";
import { SseEvents } from "../wire/sse-events";
import type { AnswerReader } from "../wire/stream-answer";

/** The fields of a chunk, or of an answer that is not streamed, that matter; not yet checked. */
interface Chunk {
  object?: unknown;
  type?: unknown;
  model?: unknown;
  error?: unknown;
  message?: unknown;
  detail?: unknown;
  choices?: unknown;
  usage?: unknown;
  x_groq?: { usage?: unknown } | null;
}

interface Choice {
  delta?: Message | null;
  message?: Message | null;
  finish_reason?: unknown;
}

interface Message {
  content?: unknown;
  reasoning?: unknown;
  reasoning_content?: unknown;
  refusal?: unknown;
}

/** Reads the SSE stream of `/chat/completions`, and its answer that is not streamed, which has the same parts. */
export class OpenAiReader implements AnswerReader {
  readonly batch = new PieceBatch();
  failure: EndpointFailure | undefined;
  understood = false;
  malformed = 0;
  #finishReason: string | undefined;
  #usage: Usage | undefined;
  #model: string | undefined;
  #markedDone = false;
  readonly #events = new SseEvents({
    onEvent: (data, event) => this.#takeEvent(data, event),
    onBadLine: (line) => this.#takeBadLine(line),
    onComment: () => this.batch.sign(),
  });
  readonly #context: ClassifyContext;

  constructor(context: ClassifyContext) {
    this.#context = context;
  }

  feed(bytes: Uint8Array | undefined): void {
    this.#events.feed(bytes);
  }

  /** The reason to finish is the proof; `[DONE]` alone is none (docs/servers.md). */
  get end(): AnswerEnd | undefined {
    if (this.#finishReason === undefined) return undefined;
    return {
      finishReason: this.#finishReason,
      ...(this.#model && { model: this.#model }),
      ...(this.#usage && { usage: this.#usage }),
    };
  }

  /** The usage comes in a chunk of its own, after the reason to finish. */
  get graceMs(): number {
    if (this.#markedDone) return 10;
    return this.#usage === undefined ? 1_000 : 100;
  }

  #takeEvent(data: string, event: string | undefined): void {
    // What comes after the mark would come or not by the packets it happened to be in.
    if (this.failure || this.#markedDone || this.malformed > MAX_UNREADABLE_PIECES) return;
    if (data === "[DONE]") {
      this.#markedDone = true;
      return;
    }
    let value: unknown;
    try {
      value = JSON.parse(data);
    } catch {
      if (event === "error") this.failure = classifyInBandError(data, this.#context);
      else this.malformed += data.trim() === "" ? 0 : 1;
      return;
    }
    if (event === "error") this.failure = classifyInBandError(value, this.#context);
    else this.take(value);
  }

  /** Some gateways write an error as plain JSON into the stream. */
  #takeBadLine(line: string): void {
    if (this.malformed > MAX_UNREADABLE_PIECES) return;
    try {
      const value = JSON.parse(line) as unknown;
      if (isError(value)) this.failure ??= classifyInBandError(value, this.#context);
      else this.malformed++;
    } catch {
      this.malformed++;
    }
  }

  /** One parsed chunk, or a whole answer. */
  take(value: unknown): void {
    if (isError(value)) {
      this.failure = classifyInBandError(value, this.#context);
      return;
    }
    const chunk = value as Chunk | null;
    if (typeof chunk !== "object" || chunk === null || (!Array.isArray(chunk.choices) && chunk.usage === undefined)) {
      // Events of kinds that are not known, such as pings, are no harm.
      if (typeof chunk !== "object" || chunk === null || typeof chunk.type !== "string") this.malformed++;
      else this.batch.sign();
      return;
    }
    if (typeof chunk.model === "string" && chunk.model !== "") this.#model = shortName(chunk.model);
    const usage = chunk.usage ?? chunk.x_groq?.usage;
    if (usage !== undefined && usage !== null) this.#takeUsage(usage);
    if (Array.isArray(chunk.choices)) this.#takeChoice(chunk.choices[0] as Choice | null | undefined);
  }

  #takeChoice(choice: Choice | null | undefined): void {
    if (typeof choice !== "object" || choice === null) {
      this.understood ||= choice === undefined;
      return;
    }
    const message = choice.delta ?? choice.message;
    if (typeof message === "object" && message !== null) this.#takeMessage(message);
    else if (typeof choice.finish_reason !== "string") {
      this.malformed++;
      return;
    }
    this.understood = true;
    if (typeof choice.finish_reason !== "string" || choice.finish_reason === "") return;
    if (choice.finish_reason === "error") this.failure = classifyInBandError({ message: "" }, this.#context);
    else this.#finishReason ??= shortName(choice.finish_reason);
  }

  /** Reasoning and tool calls are signs of life; the content is the answer, and so is a refusal in the model's own words. */
  #takeMessage({ content, reasoning, reasoning_content: reasoningContent, refusal }: Message): void {
    const thought = typeof reasoning === "string" && reasoning !== "" ? reasoning : reasoningContent;
    if (typeof thought === "string" && thought !== "") this.batch.add("thinking", thought);
    if (typeof content === "string") {
      if (content !== "") this.batch.add("text", content);
    } else if (Array.isArray(content)) {
      for (const part of content as ({ text?: unknown } | null)[])
        if (typeof part?.text === "string") this.batch.add("text", part.text);
    }
    if (typeof refusal === "string" && refusal !== "") this.batch.add("text", refusal);
    this.batch.sign();
  }

  #takeUsage(value: unknown): void {
    const usage = v.safeParse(usageSchema, value);
    if (!usage.success) return;
    const { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: total } = usage.output;
    this.#usage = { promptTokens, completionTokens, totalTokens: total || promptTokens + completionTokens };
  }
}

/** All shapes of an error inside a 200: nested, flat, with choices, an array at the root (docs/servers.md). */
function isError(given: unknown): boolean {
  const value = unlisted(given);
  if (typeof value !== "object" || value === null) return false;
  const { error, object, type, choices, message, detail } = value as Chunk;
  if (error !== undefined && error !== null) return true;
  if (choices !== undefined) return false;
  return object === "error" || type === "error" || typeof message === "string" || detail !== undefined;
}
