import { MAX_JSON_DEPTH, MAX_NAME_CHARS } from "../../model/limits";
import { isFields, type Said } from "./said";
import { callOfPart, callsOf } from "./tool-call-parts";

/**
 * What a message says, or the next piece of one, wherever servers put it (docs/servers.md). Reasoning is never the answer, nor is a call of a tool; a tag such as
 * `<think>` in the text itself is text: only the server could say that it is no part of the answer.
 */
export function saidByMessage(message: unknown): Said[] {
  if (typeof message === "string") return textOf(message);
  if (!isFields(message)) return [];
  const { content, text, refusal } = message;
  const thought = [
    message["thinking"],
    message["reasoning"],
    message["reasoning_content"],
    message["reasoning_details"],
  ];
  const words = saidByContent(content);
  return [
    ...firstSaid(thought.map((value) => asThinking(saidByContent(value)))),
    ...(words.length > 0 ? words : saidByContent(text)),
    ...(typeof refusal === "string" && refusal !== "" ? [{ type: "refusal", text: refusal } as const] : []),
    ...callsOf(message),
  ];
}

/** One part of a message, or the next piece of one. */
export function saidByPart(part: unknown): Said[] {
  return readPart(part, 0);
}

function saidByContent(content: unknown, depth = 0): Said[] {
  if (content === undefined || content === null) return [];
  if (typeof content === "string") return textOf(content);
  if (depth > MAX_JSON_DEPTH) return [{ type: "lost" }];
  if (Array.isArray(content)) return content.flatMap((part: unknown) => readPart(part, depth + 1));
  return readPart(content, depth + 1);
}

function readPart(part: unknown, depth: number): Said[] {
  if (typeof part === "string") return textOf(part);
  if (part === null || part === undefined) return [];
  if (Array.isArray(part)) return saidByContent(part, depth);
  if (!isFields(part)) return [{ type: "lost" }];
  const type = typeof part["type"] === "string" ? part["type"].slice(0, MAX_NAME_CHARS) : "";
  if (isToolCall(type)) return [callOfPart(part, type)];
  const calls = callsOf(part);
  if (calls.length > 0) return calls;
  if (typeof part["refusal"] === "string") return [{ type: "refusal", text: part["refusal"] }];
  const thought = [part["thinking"], part["reasoning"], part["summary"]].map((value) => saidByContent(value, depth));
  const words = [part["text"], part["value"], part["content"]].map((value) => saidByContent(value, depth));
  const isThought = part["thought"] === true || /think|thought|reason|summary/.test(type);
  return isThought
    ? asThinking(firstSaid([...thought, ...words]))
    : [...asThinking(firstSaid(thought)), ...firstSaid(words)];
}

const textOf = (text: string): Said[] => (text === "" ? [] : [{ type: "text", text }]);

const firstSaid = (all: Said[][]): Said[] => all.find((said) => said.length > 0) ?? [];

const asThinking = (all: Said[]): Said[] =>
  all.map((said) => ("text" in said ? { type: "thinking", text: said.text } : { type: "sign" }));

const isToolCall = (type: string): boolean => /tool_use|tool_call|function_call|input_json/.test(type);
