import { createParser, type ParseError } from "eventsource-parser";
import { MAX_EVENT_LINES, MAX_LINE_CHARS } from "../../model/limits";
import { LineTooLongError } from "./line-splitter";

/** Told what a stream of server-sent events holds. */
export interface SseListener {
  /** @param event its name, where it has one */
  onEvent(data: string, event: string | undefined): void;
  /** A line that is neither a field nor a comment. */
  onBadLine(line: string): void;
  /** A comment: nothing but a sign of life. */
  onComment(): void;
}

/** Bytes, cut anywhere, into server-sent events, each within its bounds. */
export class SseEvents {
  #tooLong = false;
  #afterCr = false;
  /** Lines since the last event, without comments; hardly fewer than the event has that is just coming. */
  #openLines = 0;
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({
    onEvent: ({ data, event }) => {
      this.#openLines = 0;
      this.#listener.onEvent(data, event);
    },
    onError: (error) => this.#onError(error),
    onComment: () => {
      this.#openLines--;
      this.#listener.onComment();
    },
    maxBufferSize: MAX_LINE_CHARS,
  });
  readonly #listener: SseListener;

  constructor(listener: SseListener) {
    this.#listener = listener;
  }

  /** @param bytes undefined once they have ended. Throws {@link LineTooLongError}. */
  feed(bytes: Uint8Array | undefined): void {
    // The last event counts even where the blank line behind it is missing.
    const text = bytes === undefined ? `${this.#decoder.decode()}\n\n` : this.#decoder.decode(bytes, { stream: true });
    const lines = this.#withPlainLineEnds(text);
    this.#openLines += countOf("\n", lines);
    this.#parser.feed(lines);
    if (this.#tooLong) throw LineTooLongError.ofLine(MAX_LINE_CHARS);
    if (this.#openLines > MAX_EVENT_LINES)
      throw new LineTooLongError(`an event of more than ${MAX_EVENT_LINES.toLocaleString("en")} lines`);
  }

  /** Ends of line may be LF, CR or both. The parser looks for each of them up to the end of what it has, which for CR alone takes time with the square of it. */
  #withPlainLineEnds(text: string): string {
    if (text === "") return text;
    const rest = this.#afterCr && text.startsWith("\n") ? text.slice(1) : text;
    this.#afterCr = text.endsWith("\r");
    return rest.includes("\r") ? rest.replace(/\r\n?/g, "\n") : rest;
  }

  #onError({ type, line }: ParseError): void {
    if (type === "max-buffer-size-exceeded") this.#tooLong = true;
    if (type === "unknown-field") this.#listener.onBadLine(line ?? "");
  }
}

function countOf(character: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++;
  return count;
}
