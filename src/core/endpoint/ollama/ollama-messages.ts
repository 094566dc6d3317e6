import type { ChatMessage, MessagePart, ToolDefinition } from "../../model/chat";
import type { ChatCall } from "../client";
import { base64 } from "../message/base64";
import { isText, partsOf, wordsIn } from "../message/message-text";

/** There is no field for that a tool must be called. */
const MUST_CALL = "Answer with a call of one of the tools.";

/** The messages of `/api/chat`, and the tools. Those in words alone are written as ours are. */
export function ollamaConversation({ messages, tools = [], toolChoice }: ChatCall): object {
  const names = new Map(messages.flatMap(partsOf).flatMap((part) => (isCall(part) ? [[part.id, part.name]] : [])));
  const told = messages.every(isText) ? messages : messages.flatMap((message) => written(message, names));
  if (tools.length === 0 || toolChoice === "none") return { messages: told };
  const must = toolChoice === "required" ? [{ role: "system", content: MUST_CALL }] : [];
  return { messages: [...told, ...must], tools: tools.map(offered) };
}

const offered = ({ name, description, inputSchema: parameters }: ToolDefinition): object => ({
  type: "function",
  function: { name, description: description ?? "", parameters },
});

/** @param names of the called tools, by the ids of their calls: older versions know a result by the name of its tool only */
function written(message: ChatMessage, names: ReadonlyMap<string, string>): object[] {
  if (isText(message)) return [message];
  const parts = partsOf(message);
  const calls = parts.filter(isCall);
  const results = parts.filter((part) => part.type === "tool_result");
  const rest = parts.filter((part) => part.type === "text" || part.type === "image");
  // A result is text; its pictures follow as the user's.
  const pictures = results.flatMap(({ content }) => content.filter((part) => part.type === "image"));
  const images = [...pictures, ...rest].filter((part) => part.type === "image").map(({ data }) => base64(data));
  const content = wordsIn(rest);
  const told = results.map(({ id, content: said, isError }) => ({
    role: "tool",
    content: `${isError ? "Error: " : ""}${wordsIn(said)}`,
    tool_name: names.get(id) ?? "",
    tool_call_id: id,
  }));
  if (rest.length === 0 && images.length === 0 && calls.length === 0) return told;
  return [
    ...told,
    {
      role: message.role,
      content,
      ...(images.length > 0 && { images }),
      ...(calls.length > 0 && {
        tool_calls: calls.map(({ id, name, input }, index) => ({
          id,
          type: "function",
          function: { index, name, arguments: input },
        })),
      }),
    },
  ];
}

const isCall = (part: MessagePart): part is MessagePart & { type: "tool_call" } => part.type === "tool_call";
