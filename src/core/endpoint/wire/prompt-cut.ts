import type { ChatMessage } from "../../model/chat";
import { textOf } from "../message/message-text";

/** Bytes of text to a token, in prose of any language; code has fewer. So many tokens a prompt has at least, give or take. */
const BYTES_PER_TOKEN = 4;
/** How much longer than what was read a prompt must seem before that alone says that it was cut. */
const CLEARLY = 1.25;
/** Contexts are set in steps of this many tokens. A prompt that is read up to such a step, and seems longer, has met the end of one. */
const CONTEXT_STEP = 256;

const utf8 = new TextEncoder();

/** Tokens that a conversation has, as far as its length tells. */
export const estimatedTokens = (messages: readonly ChatMessage[]): number =>
  messages.reduce((sum, message) => sum + utf8.encode(textOf(message)).length, 0) / BYTES_PER_TOKEN;

/** Whether it is worth asking how long the model's context is: the server read less than was sent, as it seems, or may have stopped at the context's end. */
export const mayBeCut = (estimated: number, promptTokens: number): boolean =>
  promptTokens >= CONTEXT_STEP && (estimated > promptTokens || promptTokens % CONTEXT_STEP === 0);

/**
 * Whether a server left out a part of a prompt without saying so, as Ollama and others do.
 * @param promptTokens how many tokens the server says it read
 * @param contextTokens the length of the model's context; undefined: not known
 */
export function wasCut(estimated: number, promptTokens: number, contextTokens?: number): boolean {
  if (!mayBeCut(estimated, promptTokens)) return false;
  if (contextTokens !== undefined) return promptTokens >= contextTokens || estimated > contextTokens * CLEARLY;
  return promptTokens % CONTEXT_STEP === 0 && estimated > promptTokens * CLEARLY;
}
