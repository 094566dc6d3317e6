/** How each wire format writes the parts of an answer. */
export interface Pen {
  contentType: string;
  /** A value framed as one event of the format. */
  event(value: object): string;
  /** A piece of text; with a reason to finish in the same event. */
  text(words: string, finish?: unknown): string;
  thinking(words: string, finish?: unknown): string;
  /** An event whose message or delta has these fields. */
  message(fields: object): string;
  /** The reason to finish, in an event without text. */
  finish(reason: unknown): string;
  /** What comes last: the end mark, or nothing where the reason to finish is all. */
  end: string;
  /** An answer that is not streamed. */
  whole(words: string): object;
}

export type Format = "openai" | "ollama" | "anthropic";
export const formats: readonly Format[] = ["openai", "ollama", "anthropic"];

const sse = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
const chunk = (delta: object, finish: unknown = null): string =>
  sse({ id: "c1", object: "chat.completion.chunk", model: "m", choices: [{ index: 0, delta, finish_reason: finish }] });
const line = (value: object): string => `${JSON.stringify(value)}\n`;
const reply = (message: object, finish?: unknown): string =>
  line({
    model: "m",
    message: { role: "assistant", ...message },
    done: false,
    ...(finish !== undefined && { done_reason: finish }),
  });
const named = (type: string, more: object = {}): string => `event: ${type}\n${sse({ type, ...more })}`;
const stopReason = (reason: unknown): string =>
  named("message_delta", { delta: { stop_reason: reason }, usage: { output_tokens: 2 } });
const block = (delta: object, finish?: unknown): string =>
  named("content_block_delta", { index: 0, delta }) + (finish === undefined ? "" : stopReason(finish));

export const pens: Record<Format, Pen> = {
  openai: {
    contentType: "text/event-stream",
    event: sse,
    text: (content, finish) => chunk({ content }, finish),
    thinking: (reasoning, finish) => chunk({ reasoning }, finish),
    message: (fields) => chunk(fields),
    finish: (reason) => chunk({}, reason),
    end: "data: [DONE]\n\n",
    whole: (content) => ({
      model: "m",
      choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    }),
  },
  ollama: {
    contentType: "application/x-ndjson",
    event: line,
    text: (content, finish) => reply({ content }, finish),
    thinking: (thinking, finish) => reply({ content: "", thinking }, finish),
    message: (fields) => reply(fields),
    finish: (reason) =>
      line({ model: "m", message: { role: "assistant", content: "" }, done: true, done_reason: reason }),
    end: "",
    whole: (content) => ({ model: "m", message: { role: "assistant", content }, done: true, done_reason: "stop" }),
  },
  anthropic: {
    contentType: "text/event-stream",
    event: sse,
    text: (text, finish) => block({ type: "text_delta", text }, finish),
    thinking: (thinking, finish) => block({ type: "thinking_delta", thinking }, finish),
    message: (fields) => block(fields),
    finish: stopReason,
    end: named("message_stop"),
    whole: (text) => ({
      type: "message",
      role: "assistant",
      model: "m",
      content: [{ type: "text", text }],
      stop_reason: "end_turn",
    }),
  },
};

/** A whole and good answer of these pieces. */
export const streamed = (pen: Pen, ...pieces: string[]): string =>
  pieces.map((piece) => pen.text(piece)).join("") + pen.finish("stop") + pen.end;
