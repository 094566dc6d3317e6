import type { ChatMessage, MessagePart, TextMessage } from "../../model/chat";

/** A message in words alone. */
export const isText = (message: ChatMessage): message is TextMessage => typeof message.content === "string";

/** The parts of a message; of one in words alone, its words. */
export const partsOf = ({ content }: ChatMessage): readonly MessagePart[] =>
  typeof content === "string" ? [{ type: "text", text: content }] : content;

/** The words of a message, without what stands beside them. Words in several parts go on from one to the next. */
export const textOf = ({ content }: ChatMessage): string => (typeof content === "string" ? content : wordsIn(content));

/** The words among some parts. */
export const wordsIn = (parts: readonly MessagePart[]): string =>
  parts.map((part) => (part.type === "text" ? part.text : "")).join("");
