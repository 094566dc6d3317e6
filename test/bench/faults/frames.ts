import { MODEL, type Wire } from "./fault-case";

/** One piece of an answer, framed. */
export function frame(wire: Wire, text: string): string {
  return wire === "ollama"
    ? `${JSON.stringify({ model: MODEL, message: { role: "assistant", content: text }, done: false })}\n`
    : event({ index: 0, delta: { role: "assistant", content: text }, finish_reason: null });
}

/** The same without its last brace, so that it can be told apart from the next one and cannot be read. */
export const damaged = (wire: Wire, text: string): string => frame(wire, text).replace(/\}(\n+)$/, "$1");

/** The server's own end mark. */
export function ending(wire: Wire): string {
  return wire === "ollama"
    ? `${JSON.stringify({ model: MODEL, message: { role: "assistant", content: "" }, done: true, done_reason: "stop" })}\n`
    : `${event({ index: 0, delta: {}, finish_reason: "stop" })}data: [DONE]\n\n`;
}

/** A whole answer in these pieces. */
export const body = (wire: Wire, pieces: readonly string[]): string =>
  pieces.map((text) => frame(wire, text)).join("") + ending(wire);

export const streamType: Record<Wire, string> = { ollama: "application/x-ndjson", openai: "text/event-stream" };

function event(choice: unknown): string {
  const chunk = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: MODEL };
  return `data: ${JSON.stringify({ ...chunk, choices: [choice] })}\n\n`;
}
