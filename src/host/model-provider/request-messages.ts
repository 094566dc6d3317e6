import type * as vscode from "vscode";
import { isFields, jsonText, parseJson } from "../../core/foreign/json";
import type { ChatMessage, ImagePart, MessagePart, TextPart, ToolDefinition } from "../../core/model/chat";
import {
  MAX_CALL_ID_CHARS,
  MAX_NAME_CHARS,
  MAX_QUESTION_CHARS,
  MAX_QUOTE_CHARS,
  MAX_TOOL_INPUT_CHARS,
} from "../../core/model/limits";
import { cut } from "../../core/foreign/foreign-text";
import { isImageType } from "../../core/endpoint/message/image-type";
import { textOf } from "../../core/endpoint/message/message-text";
import { EMPTY_PICTURE, leftOut } from "./words-for-models";

/** The editor's own numbers; 3 is what chats send and the stable typings do not name. */
const ROLES: Partial<Record<number, ChatMessage["role"]>> = { 1: "user", 2: "assistant", 3: "system" };

/** Stand for what a call does not have; of several with one id each gets its own before it is sent. */
const NO_ID = "call";
const NO_NAME = "unknown";

/** Types of texts that are not called so. */
const TEXTS = /[/+](?:x-)?(?:json|ndjson|xml|yaml|toml|javascript|typescript|sql|sh)$/;

const decoder = new TextDecoder();

/**
 * A chat's messages as the service takes them. The parts are told apart by what they have, not by their class: chats hand on parts of newer classes than the typings
 * know, and plain objects. What carries nothing for a model (marks for a cache, reasoning, figures) is left out.
 */
export function requestMessages(messages: readonly vscode.LanguageModelChatRequestMessage[]): ChatMessage[] {
  return messages.flatMap((message) => {
    // Whoever asks may hand on anything as a message.
    const { role: number = 1, content } = (message ?? {}) as Partial<typeof message>;
    const role = ROLES[number] ?? "user";
    const given = (typeof content === "string" ? [content] : Array.isArray(content) ? content : []).flatMap(partOf);
    // Servers take pictures of the user only.
    const parts =
      role === "user" ? given : given.map((part) => (part.type === "image" ? text(leftOut(part.mimeType)) : part));
    return parts.length === 0 ? [] : [{ role, content: parts.every(isText) ? joined(parts) : parts }];
  });
}

/** Tools as the service takes them. */
export function requestTools(tools: readonly vscode.LanguageModelChatTool[]): ToolDefinition[] {
  return tools.map(({ name, description, inputSchema }) => ({
    name,
    ...(description && { description }),
    // A schema may be a mere yes or no, too, which says nothing of an input.
    ...(isFields(inputSchema) && { inputSchema }),
  }));
}

/** What the request is about, in one line: the beginning of the last thing that a person said. */
export function titleOf(messages: readonly ChatMessage[]): string | undefined {
  const last = messages.findLast((message) => message.role === "user" && textOf(message).trim() !== "");
  return last && cut(textOf(last).trim().slice(0, MAX_QUESTION_CHARS).replace(/\s+/g, " "), MAX_QUOTE_CHARS);
}

function partOf(part: unknown): MessagePart[] {
  if (typeof part === "string") return [text(part)];
  if (typeof part !== "object" || part === null) return [];
  if ("callId" in part && typeof part.callId === "string") {
    // What is past cannot be mended by whoever asks: a call without an id or an input, or with one beyond all bounds, as other models make it, is no reason to refuse
    // all that follows.
    const id = cut(part.callId || NO_ID, MAX_CALL_ID_CHARS);
    if ("name" in part && typeof part.name === "string") {
      const input = "input" in part ? inputOf(part.input) : {};
      return [{ type: "tool_call", id, name: cut(part.name || NO_NAME, MAX_NAME_CHARS), input }];
    }
    const content = "content" in part && Array.isArray(part.content) ? part.content : [];
    const failed = "isError" in part && part.isError === true;
    return [{ type: "tool_result", id, content: content.flatMap(contentOf), ...(failed && { isError: true }) }];
  }
  return contentOf(part);
}

function inputOf(input: unknown): object {
  const bounded = parseJson(jsonText(input, MAX_TOOL_INPUT_CHARS));
  return isFields(bounded) ? bounded : {};
}

/** What may stand in a message and in the result of a tool alike. */
function contentOf(part: unknown): (TextPart | ImagePart)[] {
  if (typeof part === "string") return [text(part)];
  if (typeof part !== "object" || part === null) return [];
  if ("mimeType" in part && "data" in part && part.data instanceof Uint8Array)
    return dataOf(String(part.mimeType), part.data);
  if (!("value" in part) || part.value === undefined || isThinking(part)) return [];
  return [text(typeof part.value === "string" ? part.value : jsonText(part.value, MAX_QUESTION_CHARS))];
}

function dataOf(told: string, data: Uint8Array): (TextPart | ImagePart)[] {
  const mimeType = essenceOf(told);
  // A drawing in SVG is text, and no model takes it as a picture.
  if (mimeType.startsWith("text/") || TEXTS.test(mimeType)) return [text(decoder.decode(data))];
  if (isImageType(mimeType)) return [data.length > 0 ? { type: "image", mimeType, data } : text(EMPTY_PICTURE)];
  // Marks that editors keep for themselves have no type of a file as their name.
  return mimeType.includes("/") ? [text(leftOut(mimeType))] : [];
}

/** A type without its parameters, whose case says nothing (RFC 9110, section 8.3.1); JPEG by the one name that servers know. */
function essenceOf(mimeType: string): string {
  const essence = (mimeType.split(";", 1)[0] ?? "").trim().toLowerCase();
  return essence === "image/jpg" ? "image/jpeg" : essence;
}

/** Reasoning has fields that no text has. */
const isThinking = (part: object): boolean => "metadata" in part || "id" in part;

const text = (value: string): TextPart => ({ type: "text", text: value });
const isText = (part: MessagePart): part is TextPart => part.type === "text";
const joined = (parts: readonly TextPart[]): string => parts.map((part) => part.text).join("");
