import { isImageType } from "../../endpoint/message/image-type";
import type { ChatMessage, ImagePart, MessagePart, TextPart, ToolResultPart } from "../../model/chat";
import {
  MAX_CALL_ID_CHARS,
  MAX_IMAGE_BYTES,
  MAX_IMAGES_BYTES,
  MAX_NAME_CHARS,
  MAX_PARTS,
  MAX_TOOL_INPUT_CHARS,
} from "../../model/limits";
import { t } from "../../l10n/t";
import { ownJson, ownList, ownText } from "./input-values";

const MB = 1024 * 1024;

/** The messages of a prompt, no more their caller's to change. Throws a TypeError or RangeError that names what is wrong. */
export function ownMessages(prompt: string | ChatMessage[]): ChatMessage[] {
  const given: ChatMessage[] = typeof prompt === "string" ? [{ role: "user", content: prompt }] : prompt;
  if (!Array.isArray(given)) throw new TypeError("The prompt must be a text or a list of messages.");
  const bounds = new PromptBounds();
  const messages = bounds.entries(given).map((message) => ownMessage(message, bounds));
  if (messages.every(isBlank)) throw new TypeError(t("The prompt is empty."));
  return messages;
}

/** What all parts of a prompt are together. A message in words alone is one. */
class PromptBounds {
  #parts = 0;
  #imageBytes = 0;

  /** A copy of a list that may be too long to be copied, its gaps as entries that are none. */
  entries<T>(list: readonly T[]): T[] {
    this.#check(list.length);
    return [...list];
  }

  addPart(): void {
    this.#check(++this.#parts);
  }

  #check(parts: number): void {
    if (parts > MAX_PARTS) throw new RangeError(t("The prompt has more than {0} parts.", MAX_PARTS));
  }

  addImage(bytes: number): void {
    if (bytes > MAX_IMAGE_BYTES)
      throw new RangeError(t("An image of the prompt has more than {0} MB.", MAX_IMAGE_BYTES / MB));
    this.#imageBytes += bytes;
    if (this.#imageBytes > MAX_IMAGES_BYTES)
      throw new RangeError(t("The images of the prompt have more than {0} MB together.", MAX_IMAGES_BYTES / MB));
  }
}

function ownMessage(message: ChatMessage, bounds: PromptBounds): ChatMessage {
  const { content, role } = message ?? {};
  if (typeof content !== "string" && !Array.isArray(content))
    throw new TypeError("Every message of the prompt must have a text or a list of parts as its content.");
  if (role !== "user" && role !== "assistant" && role !== "system")
    throw new TypeError('The role of a message must be "user", "assistant" or "system".');
  if (typeof content !== "string")
    return { role, content: bounds.entries(content).map((part) => ownPart(part, role, bounds)) };
  bounds.addPart();
  return { role, content };
}

function ownPart(part: MessagePart, role: ChatMessage["role"], bounds: PromptBounds): MessagePart {
  switch (part?.type) {
    case "text":
      return ownShown(part, bounds);
    case "image":
      if (role !== "user") throw new TypeError("An image must be in a message of the user.");
      return ownShown(part, bounds);
    case "tool_call":
      bounds.addPart();
      if (role !== "assistant") throw new TypeError("A tool call must be in a message of the assistant.");
      return {
        type: "tool_call",
        id: ownText("The id of a tool call", part.id, MAX_CALL_ID_CHARS),
        name: ownText("The name of a called tool", part.name, MAX_NAME_CHARS),
        input: ownJson("The input of a tool call", part.input, MAX_TOOL_INPUT_CHARS),
      };
    case "tool_result":
      if (role !== "user") throw new TypeError("A tool result must be in a message of the user.");
      return ownResult(part, bounds);
    default:
      throw new TypeError("Every part of a message must be of type text, image, tool_call or tool_result.");
  }
}

function ownResult({ id, content, isError }: ToolResultPart, bounds: PromptBounds): ToolResultPart {
  bounds.addPart();
  return {
    type: "tool_result",
    id: ownText("The id of a tool result", id, MAX_CALL_ID_CHARS),
    content: ownList("The content of a tool result", content, MAX_PARTS).map((part) => {
      if (part?.type !== "text" && part?.type !== "image")
        throw new TypeError("The content of a tool result must be text and images.");
      return ownShown(part, bounds);
    }),
    ...(isError && { isError }),
  };
}

function ownShown(part: TextPart | ImagePart, bounds: PromptBounds): TextPart | ImagePart {
  bounds.addPart();
  if (part.type === "text") {
    if (typeof part.text !== "string") throw new TypeError("The text of a part must be a text.");
    return { type: "text", text: part.text };
  }
  const { mimeType, data } = part;
  if (typeof mimeType !== "string" || !isImageType(mimeType))
    throw new TypeError("The mimeType of an image must be such as image/png.");
  if (!(data instanceof Uint8Array) || data.length === 0)
    throw new TypeError("The data of an image must be a Uint8Array that is not empty.");
  bounds.addImage(data.length);
  return { type: "image", mimeType, data: data.slice() };
}

const isBlank = ({ content }: ChatMessage): boolean =>
  typeof content === "string"
    ? content.trim() === ""
    : content.every((part) => part.type === "text" && part.text.trim() === "");
