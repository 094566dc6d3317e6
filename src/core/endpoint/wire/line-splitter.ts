import { MAX_LINE_CHARS } from "../../model/limits";
import { TextGathering } from "../../foreign/text-gathering";

/** A line or an event never ended within the bounds of memory: what comes is not a stream of them. */
export class LineTooLongError extends RangeError {
  private constructor(
    readonly what: "event" | "line",
    /** Lines of an event, characters of a line. */
    readonly limit: number,
  ) {
    super(`${what} too long: ${limit}`);
  }

  static ofEvent(lines: number): LineTooLongError {
    return new LineTooLongError("event", lines);
  }

  static ofLine(limit: number): LineTooLongError {
    return new LineTooLongError("line", limit);
  }
}

const LINE_FEED = 0x0a;

/** For bytes in which no character is cut: runtimes have a faster way for them, and nothing is kept from one to the next. */
const wholeCharacters = new TextDecoder();

/**
 * Bytes, cut anywhere, into lines, which end with LF, CR or both. A character cut in two is put together again; bytes that are no UTF-8 become
 * U+FFFD; a byte order mark is none of the text.
 * Each byte is looked at once, however long the line; what waits is bounded by the longest line.
 */
export class LineSplitter {
  /** Keeps the beginning of a character that may be cut; undefined while none can be. */
  #decoder: TextDecoder | undefined;
  #afterCr = false;
  /** The line that has not ended yet. */
  #begun = new TextGathering();
  readonly #longestLine: number;

  constructor(longestLine = MAX_LINE_CHARS) {
    this.#longestLine = longestLine;
  }

  /** The lines that ended with these bytes, without their line ends. Throws {@link LineTooLongError}. */
  push(bytes: Uint8Array): string[] {
    const text = this.#withPlainEnds(this.#decode(bytes));
    const lastEnd = text.lastIndexOf("\n");
    if (lastEnd < 0) {
      this.#keep(text);
      return [];
    }
    const lines = text.slice(0, lastEnd).split("\n");
    if (this.#begun.length > 0) {
      this.#keep(lines[0] ?? "");
      lines[0] = this.#take();
    }
    this.#keep(text.slice(lastEnd + 1));
    return lines;
  }

  /** What is left when the bytes have ended: a last line without a line end, or "". */
  end(): string {
    this.#keep(this.#decoder?.decode() ?? "");
    return this.#take();
  }

  #decode(bytes: Uint8Array): string {
    const endsLine = bytes[bytes.length - 1] === LINE_FEED;
    if (endsLine && !this.#decoder) return wholeCharacters.decode(bytes);
    const decoder = (this.#decoder ??= new TextDecoder());
    if (endsLine) this.#decoder = undefined;
    return decoder.decode(bytes, { stream: !endsLine });
  }

  #withPlainEnds(text: string): string {
    if (text === "") return text;
    const rest = this.#afterCr && text.startsWith("\n") ? text.slice(1) : text;
    this.#afterCr = text.endsWith("\r");
    return rest.includes("\r") ? rest.replace(/\r\n?/g, "\n") : rest;
  }

  #keep(piece: string): void {
    if (this.#begun.length + piece.length > this.#longestLine) throw LineTooLongError.ofLine(this.#longestLine);
    this.#begun.add(piece);
  }

  #take(): string {
    const line = this.#begun.text;
    this.#begun = new TextGathering();
    return line;
  }
}
