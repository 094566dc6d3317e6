import { beginning } from "../../foreign/first-words";
import { jsonText } from "../../foreign/json";
import type { ChatMessage, MessagePart, TextMessage } from "../../model/chat";
import { MAX_HISTORY_SENTENCE_CHARS } from "../../model/limits";

/** A message as it is kept and shown: its words, and in brackets what it had beside them. */
export const wordsOfMessage = (message: ChatMessage): TextMessage =>
  typeof message.content === "string"
    ? (message as TextMessage)
    : { role: message.role, content: message.content.map(wordsOfPart).join("\n\n") };

function wordsOfPart(part: MessagePart): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "image":
      return `[${part.mimeType}, ${Math.ceil(part.data.length / 1024)} KB]`;
    case "tool_call":
      return `[Tool call: ${part.name} ${beginning(jsonText(part.input), MAX_HISTORY_SENTENCE_CHARS)}]`;
    case "tool_result":
      return `[Tool ${part.isError ? "error" : "result"}: ${part.content.map(wordsOfPart).join("\n")}]`;
  }
}
