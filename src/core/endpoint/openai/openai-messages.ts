import type { ChatMessage, ImagePart, MessagePart, TextPart, ToolDefinition } from "../../model/chat";
import { base64 } from "../message/base64";
import { isText, partsOf, wordsIn } from "../message/message-text";
import { jsonBody } from "../wire/json-body";

/** The messages of `/chat/completions` (https://platform.openai.com/docs/api-reference/chat/create). Those in words alone are written as ours are. */
export const openAiMessages = (messages: ChatMessage[]): object[] =>
  messages.every(isText) ? messages : messages.flatMap(written);

export const openAiTools = (tools: ToolDefinition[]): object[] =>
  tools.map(({ name, description, inputSchema: parameters }) => ({
    type: "function",
    function: { name, ...(description !== undefined && { description }), parameters },
  }));

function written(message: ChatMessage): object[] {
  if (isText(message)) return [message];
  const parts = partsOf(message);
  if (message.role === "assistant") return [answer(parts)];
  const results = parts.filter((part) => part.type === "tool_result");
  const shown = parts.filter((part) => part.type === "text" || part.type === "image");
  // A result is text; its pictures follow as the user's.
  const pictures = results.flatMap(({ content }) => content.filter((part) => part.type === "image"));
  const content = [...pictures, ...shown];
  return [
    ...results.map(({ id, content: said, isError }) => ({
      role: "tool",
      tool_call_id: id,
      content: `${isError ? "Error: " : ""}${wordsIn(said)}`,
    })),
    ...(content.length > 0 ? [{ role: message.role, content: contentOf(content) }] : []),
  ];
}

function answer(parts: readonly MessagePart[]): object {
  const words = wordsIn(parts);
  const calls = parts.filter((part) => part.type === "tool_call");
  return {
    role: "assistant",
    // As the API's own answers have it.
    content: words === "" && calls.length > 0 ? null : words,
    ...(calls.length > 0 && {
      tool_calls: calls.map(({ id, name, input }) => ({
        id,
        type: "function",
        function: { name, arguments: jsonBody(input) },
      })),
    }),
  };
}

/** Words alone need no parts, and not every server knows any. */
const contentOf = (parts: (TextPart | ImagePart)[]): string | object[] =>
  parts.every(({ type }) => type === "text") ? wordsIn(parts) : parts.map(shownPart);

const shownPart = (part: TextPart | ImagePart): object =>
  part.type === "text"
    ? part
    : { type: "image_url", image_url: { url: `data:${part.mimeType};base64,${base64(part.data)}` } };
