import type { ChatMessage, MessagePart } from "../../model/chat";

/** The parts of a message; of one in words alone, its words. */
export const partsOf = ({ content }: ChatMessage): readonly MessagePart[] =>
  typeof content === "string" ? [{ type: "text", text: content }] : content;

/** The words of a message, without what stands beside them. */
export const textOf = ({ content }: ChatMessage): string =>
  typeof content === "string" ? content : content.map((part) => (part.type === "text" ? part.text : "")).join("");
