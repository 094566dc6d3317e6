import type { ClassifyContext } from "../../failure/classify-context";
import { classifyInBandError } from "../../failure/classify-response";
import type { EndpointFailure } from "../../failure/endpoint-failure";
import { MAX_UNREADABLE_PIECES } from "../../model/limits";
import { shortName, tokenCount } from "../chat";
import type { AnswerEnd } from "../client";
import { PieceBatch } from "../wire/piece-batch";
import { SseEvents } from "../wire/sse-events";
import type { AnswerReader } from "../wire/stream-answer";

/** The fields of an event, or of an answer that is not streamed, that matter; not yet checked. */
interface Event {
  type?: unknown;
  error?: unknown;
  /** Of `message_start`. */
  message?: Message | null;
  /** Of `content_block_start`. */
  content_block?: Block | null;
  /** Of `content_block_delta`, and of `message_delta`. */
  delta?: (Block & { stop_reason?: unknown }) | null;
  usage?: Usage | null;
}

interface Message {
  model?: unknown;
  content?: unknown;
  stop_reason?: unknown;
  usage?: Usage | null;
}

interface Block {
  text?: unknown;
  thinking?: unknown;
}

interface Usage {
  input_tokens?: unknown;
  cache_creation_input_tokens?: unknown;
  cache_read_input_tokens?: unknown;
  output_tokens?: unknown;
}

/** Anthropic's words for how an answer ended, in those that the service uses for all servers; any other word stays as it is. */
const FINISH_REASONS: Record<string, string> = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  refusal: "content_filter",
  tool_use: "tool_calls",
};

/**
 * Reads the SSE stream of `/v1/messages` (https://docs.anthropic.com/en/api/messages-streaming), and its answer that is not streamed. The stream is
 * complete with `message_stop`: the reason to stop comes before it, in one of several `message_delta`, and an error may still follow.
 */
export class AnthropicReader implements AnswerReader {
  readonly batch = new PieceBatch();
  /** Nothing follows the end but the end of the body. */
  readonly graceMs = 10;
  failure: EndpointFailure | undefined;
  end: AnswerEnd | undefined;
  understood = false;
  malformed = 0;
  #finishReason: string | undefined;
  #model: string | undefined;
  #promptTokens = 0;
  #completionTokens = 0;
  readonly #events = new SseEvents({
    onEvent: (data, event) => this.#takeText(data, event === "error"),
    onBadLine: (line) => this.#takeText(line, false),
    onComment: () => this.batch.sign(),
  });
  readonly #context: ClassifyContext;

  constructor(context: ClassifyContext) {
    this.#context = context;
  }

  feed(bytes: Uint8Array | undefined): void {
    this.#events.feed(bytes);
  }

  #takeText(data: string, isError: boolean): void {
    if (this.end || this.failure || this.malformed > MAX_UNREADABLE_PIECES || data.trim() === "") return;
    let value: unknown;
    try {
      value = JSON.parse(data);
    } catch {
      if (isError) this.failure = classifyInBandError(data, this.#context);
      else this.malformed++;
      return;
    }
    if (isError) this.failure = classifyInBandError(value, this.#context);
    else this.take(value);
  }

  /** One parsed event, or a whole answer. */
  take(value: unknown): void {
    const event = value as Event | null;
    if (typeof event !== "object" || event === null) {
      this.malformed++;
      return;
    }
    // A gateway before the API may put an error of its own shape here.
    if (event.type === "error" || (event.error !== undefined && event.error !== null))
      this.failure = classifyInBandError(value, this.#context);
    else if (typeof event.type !== "string") this.malformed++;
    else this.#takeKnown(event.type, event);
  }

  #takeKnown(type: string, event: Event): void {
    this.understood = true;
    switch (type) {
      case "message":
        return this.#takeWhole(event as Message);
      case "message_start":
        return this.#takeHead(event.message);
      case "content_block_start":
        return this.#takeBlock(event.content_block);
      case "content_block_delta":
        return this.#takeBlock(event.delta);
      case "message_delta":
        this.#takeStop(event.delta?.stop_reason);
        return this.#takeUsage(event.usage);
      case "message_stop":
        return this.#finish();
      default:
        // `ping`, the end of a block, and whatever events the API will have one day.
        return this.batch.sign();
    }
  }

  #takeWhole(message: Message): void {
    this.#takeHead(message);
    for (const block of Array.isArray(message.content) ? (message.content as (Block | null)[]) : [])
      this.#takeBlock(block);
    this.#takeStop(message.stop_reason);
    if (this.#finishReason !== undefined) this.#finish();
  }

  /** Comes as soon as the request was taken, and is no more a sign of work than the status is. */
  #takeHead(message: Message | null | undefined): void {
    if (typeof message?.model === "string" && message.model !== "") this.#model = shortName(message.model);
    this.#takeUsage(message?.usage);
  }

  /** Reasoning and calls of tools are signs of life; text is the answer. */
  #takeBlock(block: Block | null | undefined): void {
    if (typeof block?.thinking === "string" && block.thinking !== "") this.batch.add("thinking", block.thinking);
    if (typeof block?.text === "string" && block.text !== "") this.batch.add("text", block.text);
    this.batch.sign();
  }

  #takeStop(reason: unknown): void {
    if (typeof reason === "string" && reason !== "")
      this.#finishReason = Object.hasOwn(FINISH_REASONS, reason) ? FINISH_REASONS[reason] : shortName(reason);
  }

  /** Counts are those of the answer so far; a later event may leave out what an earlier one said. Tokens of a cached prompt are counted apart. */
  #takeUsage(usage: Usage | null | undefined): void {
    if (typeof usage !== "object" || usage === null) return;
    const {
      input_tokens: fresh,
      cache_creation_input_tokens: written,
      cache_read_input_tokens: read,
      output_tokens: completion,
    } = usage;
    this.#promptTokens = Math.max(this.#promptTokens, tokenCount(fresh) + tokenCount(written) + tokenCount(read));
    this.#completionTokens = Math.max(this.#completionTokens, tokenCount(completion));
  }

  #finish(): void {
    const promptTokens = this.#promptTokens;
    const completionTokens = this.#completionTokens;
    this.end = {
      finishReason: this.#finishReason ?? "unknown",
      ...(this.#model !== undefined && { model: this.#model }),
      ...(promptTokens + completionTokens > 0 && {
        usage: { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens },
      }),
    };
  }
}
