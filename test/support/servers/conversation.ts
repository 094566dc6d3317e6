import type { Reply } from "./markdown-reply";

export interface Message {
  role: string;
  content: string;
}

/** Text of a message's content: a string, or the text parts of a list. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: { text?: unknown }) => (typeof part.text === "string" ? part.text : "")).join("");
}

/** A request's messages, whatever came. */
export function messagesOf(value: unknown): Message[] {
  if (!Array.isArray(value)) return [];
  return value.map((message: { role?: unknown; content?: unknown }) => ({
    role: String(message.role ?? "user"),
    content: textOf(message.content),
  }));
}

/** The reply's text for a conversation. */
export function compose(server: { replyText: Reply }, model: string, messages: Message[]): string {
  const prompt = messages.findLast((message) => message.role === "user")?.content ?? "";
  return typeof server.replyText === "string" ? server.replyText : server.replyText({ model, prompt, messages });
}
