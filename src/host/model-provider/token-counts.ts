import { partsOf } from "../../core/endpoint/message/message-text";
import { jsonText } from "../../core/foreign/json";
import { MAX_QUESTION_CHARS } from "../../core/model/limits";
import type { ChatMessage, MessagePart, ToolDefinition } from "../../core/model/chat";

/** Characters of a token, in English and in code, before a server has counted. */
const CHARS_PER_TOKEN = 4;
/** Most other scripts have about one token for each character or two. */
const WIDE_CHARS_PER_TOKEN = 1.5;
/** What stands around each message. */
const TOKENS_PER_MESSAGE = 4;
/** What providers reckon for a picture of common size; it is not calibrated, as they all count otherwise. */
const TOKENS_PER_IMAGE = 800;
/** How far one count may be from the estimate: beyond it the server has counted something else (a part of the prompt, one that it had cached). */
const LEAST_FACTOR = 0.25;
const MOST_FACTOR = 4;
/** How much a new count weighs. */
const WEIGHT = 0.3;
/** Models of which a factor is kept, the latest. */
const MOST_MODELS = 500;
/** A shorter prompt tells more of what a server puts around it than of its tokens. */
const LEAST_TOKENS = 20;

/** Counts tokens before they are sent: by the length of the text, and by how the server of each model has counted earlier prompts. */
export class TokenCounts {
  /** By model: what the estimate is multiplied with. */
  readonly #factors = new Map<string, number>();

  /** Tokens of a text or a message, for this model. */
  count(model: string, what: string | ChatMessage): number {
    const { text, images } =
      typeof what === "string" ? { text: estimate(what), images: 0 } : estimateOf([what], undefined);
    return Math.ceil(text * (this.#factors.get(model) ?? 1) + images);
  }

  /** Learns from what a server counted. Prompts with pictures tell nothing: nobody knows which part was theirs. */
  learn(
    model: string,
    messages: readonly ChatMessage[],
    tools: readonly ToolDefinition[] | undefined,
    promptTokens: number,
  ): void {
    const { text, images } = estimateOf(messages, tools);
    if (images > 0 || text <= 0 || promptTokens < LEAST_TOKENS) return;
    const seen = Math.min(MOST_FACTOR, Math.max(LEAST_FACTOR, promptTokens / text));
    const before = this.#factors.get(model);
    this.#factors.delete(model);
    this.#factors.set(model, before === undefined ? seen : before + WEIGHT * (seen - before));
    if (this.#factors.size > MOST_MODELS)
      for (const [oldest] of this.#factors) return void this.#factors.delete(oldest);
  }
}

function estimateOf(
  messages: readonly ChatMessage[],
  tools: readonly ToolDefinition[] | undefined,
): { text: number; images: number } {
  const sum = { text: 0, images: 0 };
  const add = (part: MessagePart): void => {
    switch (part.type) {
      case "text":
        sum.text += estimate(part.text);
        break;
      case "image":
        sum.images += TOKENS_PER_IMAGE;
        break;
      case "tool_call":
        sum.text += estimate(part.name) + estimate(jsonText(part.input, MAX_QUESTION_CHARS));
        break;
      case "tool_result":
        part.content.forEach(add);
        break;
    }
  };
  for (const message of messages) {
    sum.text += TOKENS_PER_MESSAGE;
    partsOf(message).forEach(add);
  }
  for (const tool of tools ?? []) sum.text += estimate(jsonText(tool, MAX_QUESTION_CHARS));
  return sum;
}

function estimate(text: string): number {
  let wide = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x2ff) wide++;
  return (text.length - wide) / CHARS_PER_TOKEN + wide / WIDE_CHARS_PER_TOKEN;
}
