import type { ChatMessage } from "../../model/chat";
import type { ChatCall } from "../client";
import { textOf } from "../message/message-text";

/**
 * How long an answer may be where nobody says, in tokens: the API wants a number. All current models take it, and it is below what Anthropic's own
 * clients allow for an answer that is not streamed (ten minutes at 128,000 tokens an hour).
 */
export const DEFAULT_MAX_TOKENS = 16_384;

/** The highest temperature that the API takes; elsewhere it is 2. */
const HIGHEST_TEMPERATURE = 1;

/** Stands for what was before a conversation that begins with an answer: the API wants it to begin with a question. */
const UNKNOWN_QUESTION = "[…]";

interface Turn {
  role: "user" | "assistant";
  content: string;
}

/** What the body is made of, beside the call: what was learnt of the model. */
export interface RequestLimits {
  maxTokens: number;
  /** False: the model refuses the parameter. */
  temperature: boolean;
}

/** The body of `POST /v1/messages` (https://docs.anthropic.com/en/api/messages). */
export function requestBody({ model, messages, stream, temperature }: ChatCall, limits: RequestLimits): object {
  const { system, turns } = conversation(messages);
  return {
    model,
    max_tokens: limits.maxTokens,
    messages: turns,
    stream,
    ...(system !== "" && { system }),
    ...(temperature !== undefined && limits.temperature && { temperature: Math.min(HIGHEST_TEMPERATURE, temperature) }),
  };
}

/**
 * System messages stand apart; the others alternate and begin with the user's: neighbours of one role become one, and messages without a word are
 * left out, as the API refuses both.
 */
function conversation(messages: ChatMessage[]): { system: string; turns: Turn[] } {
  const said = messages
    .map((message) => ({ role: message.role, content: textOf(message) }))
    .filter(({ content }) => content.trim() !== "");
  const system = said
    .filter(({ role }) => role === "system")
    .map(({ content }) => content)
    .join("\n\n");
  const turns: Turn[] = [];
  for (const { role, content } of said) {
    if (role === "system") continue;
    const last = turns.at(-1);
    if (last?.role === role) last.content += `\n\n${content}`;
    else turns.push({ role, content });
  }
  // A question that somebody put into the system's mouth is still one.
  if (turns.length === 0) return { system: "", turns: [{ role: "user", content: system }] };
  if (turns[0]?.role === "assistant") turns.unshift({ role: "user", content: UNKNOWN_QUESTION });
  const last = turns.at(-1)!;
  // An answer that is to be gone on with must not end with a blank.
  if (last.role === "assistant") last.content = last.content.trimEnd();
  return { system, turns };
}
