import { jsonText } from "../../foreign/json";
import type { ChatMessage, MessagePart, TextMessage } from "../../model/chat";
import { MAX_HISTORY_SENTENCE_CHARS } from "../../model/limits";
import type { Completion } from "../../model/request";

/** A message as it is kept and shown: its words, and in brackets what it had beside them. */
export const wordsOfMessage = (message: ChatMessage): TextMessage =>
  typeof message.content === "string"
    ? (message as TextMessage)
    : { role: message.role, content: wordsOfParts(message.content) };

/** An answer as it is kept and shown. */
export const wordsOfAnswer = ({ content, toolCalls = [] }: Pick<Completion, "content" | "toolCalls">): string =>
  toolCalls.length === 0
    ? content
    : wordsOfParts([
        { type: "text", text: content },
        ...toolCalls.map((call) => ({ type: "tool_call", ...call }) as const),
      ]);

/** Words that go on from one part to the next stay together. */
function wordsOfParts(parts: readonly MessagePart[]): string {
  let words = "";
  let last: MessagePart["type"] | undefined;
  for (const part of parts) {
    const next = wordsOfPart(part);
    if (next === "") continue;
    words += words !== "" && !(part.type === "text" && last === "text") ? `\n\n${next}` : next;
    last = part.type;
  }
  return words;
}

function wordsOfPart(part: MessagePart): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "image":
      return `[${part.mimeType}, ${Math.ceil(part.data.length / 1024)} KB]`;
    case "tool_call":
      return `[Tool call: ${part.name} ${jsonText(part.input, MAX_HISTORY_SENTENCE_CHARS)}]`;
    case "tool_result":
      return `[Tool ${part.isError ? "error" : "result"}: ${wordsOfParts(part.content)}]`;
  }
}
