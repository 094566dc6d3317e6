import type { ChatMessage, MessagePart, ToolCall, ToolDefinition } from "../../model/chat";
import type { ChatCall } from "../client";
import { isText, partsOf, wordsIn } from "./message-text";
import { pairedCalls } from "./paired-calls";
import { CallIds, WireNames } from "./tool-names";
import { commonSchema } from "./common-schema";
import { fullSchema } from "./full-schema";

/** What an answer's calls of tools are read with. */
export interface OfferedTools {
  /** A call as the server told it, in the caller's words. */
  own(call: ToolCall): ToolCall;
}

/** How much of JSON Schema a kind of server takes of a tool's input: all of it, or what is common to all kinds. */
export type SchemaWords = "all" | "common";

/** A call as every server takes it, whatever the format. */
export interface WireCall {
  call: ChatCall;
  /** Undefined: nothing may be called. */
  offered: OfferedTools | undefined;
}

/**
 * Makes names, ids, schemas and the order of calls and results such that servers do not refuse them. A call of words alone is left as it is.
 * @param wallNow epoch milliseconds
 */
export function wireCall(call: ChatCall, wallNow: number, words: SchemaWords = "common"): WireCall {
  const { tools = [], messages } = call;
  if (tools.length === 0 && messages.every(isText)) return { call, offered: undefined };
  const paired = pairedCalls(messages);
  const made = paired.flatMap(partsOf).filter((part) => part.type === "tool_call");
  const names = WireNames.ofTools([...tools, ...made].map(({ name }) => name));
  const ids = WireNames.ofIds(made.map(({ id }) => id));
  const given = new CallIds(
    made.map(({ id }) => id),
    wallNow,
  );
  return {
    call: {
      ...call,
      messages: paired.map((message) => wireMessage(message, names, ids)),
      ...(tools.length > 0 && { tools: tools.map((tool) => wireTool(tool, names, words)) }),
    },
    offered:
      tools.length === 0 || call.toolChoice === "none"
        ? undefined
        : { own: (told) => given.own({ ...told, name: names.fromWire(told.name) }) },
  };
}

const wireTool = (
  { name, description, inputSchema }: ToolDefinition,
  names: WireNames,
  words: SchemaWords,
): ToolDefinition => ({
  name: names.toWire(name),
  ...(description && { description }),
  inputSchema: words === "all" ? fullSchema(inputSchema) : commonSchema(inputSchema),
});

function wireMessage(message: ChatMessage, names: WireNames, ids: WireNames): ChatMessage {
  if (isText(message)) return message;
  const content = partsOf(message).map((part): MessagePart => {
    if (part.type === "tool_call") return { ...part, id: ids.toWire(part.id), name: names.toWire(part.name) };
    return part.type === "tool_result" ? { ...part, id: ids.toWire(part.id) } : part;
  });
  // Words need no parts, and not every server knows any.
  return { ...message, content: content.every(({ type }) => type === "text") ? wordsIn(content) : content };
}
