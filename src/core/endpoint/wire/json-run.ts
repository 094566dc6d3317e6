import { MAX_EVENT_LINES, MAX_LINE_CHARS } from "../../model/limits";
import { TextGathering } from "../../foreign/text-gathering";
import { LineTooLongError } from "./line-splitter";

const CHAR = {
  backslash: 0x5c,
  quote: 0x22,
  beginObject: 0x7b,
  endObject: 0x7d,
  beginList: 0x5b,
  endList: 0x5d,
  d: 0x64,
};
/** Makes a letter a small one. */
const LOWER = 0x20;
const BETWEEN = new Set([..." \t,[]"].map((char) => char.charCodeAt(0)));

/** What stands in a line beside the objects. */
export type RunPart = { type: "object"; text: string } | { type: "rest"; text: string };

/**
 * JSON objects that do not stand in a line each: one over several lines, several in one line, a list of them of which each is given as soon as it is
 * there. Each character is looked at once.
 */
export class JsonRun {
  /** The lines of the object that has begun. */
  #begun = new TextGathering();
  #lines = 0;
  #depth = 0;
  #inString = false;

  /** An object has begun and has not ended. */
  get open(): boolean {
    return this.#depth > 0;
  }

  /** What has begun goes on over several lines. */
  get severalLines(): boolean {
    return this.#lines > 1;
  }

  /** What has begun, as far as it has come. */
  get text(): string {
    return this.#begun.text;
  }

  /** The objects that end in this line, and what is no object there. Throws {@link LineTooLongError}. */
  add(line: string): RunPart[] {
    const parts: RunPart[] = [];
    let at = 0;
    while (at < line.length) {
      if (!this.open) {
        at = skipBetween(line, at);
        if (at < line.length && line.charCodeAt(at) !== CHAR.beginObject) {
          parts.push({ type: "rest", text: line.slice(at) });
          return parts;
        }
      }
      const end = this.#endOfObject(line, at);
      this.#keep(line.slice(at, end));
      if (!this.open && this.#begun.length > 0) parts.push({ type: "object", text: this.#take() });
      at = end;
    }
    if (this.open) this.#keep("\n");
    return parts;
  }

  /** Gives up what has begun. */
  drop(): void {
    this.#take();
    this.#depth = 0;
    this.#inString = false;
  }

  /** Where the object ends, or the line. */
  #endOfObject(line: string, from: number): number {
    for (let at = from; at < line.length; at++) {
      const char = line.charCodeAt(at);
      if (this.#inString) {
        if (char === CHAR.backslash) at++;
        else if (char === CHAR.quote) this.#inString = false;
      } else if (char === CHAR.quote) this.#inString = true;
      else if (char === CHAR.beginObject || char === CHAR.beginList) this.#depth++;
      else if ((char === CHAR.endObject || char === CHAR.endList) && --this.#depth === 0) return at + 1;
    }
    return line.length;
  }

  #keep(piece: string): void {
    this.#begun.add(piece);
    if (piece === "\n") this.#lines++;
    if (this.#begun.length > MAX_LINE_CHARS) throw LineTooLongError.ofLine(MAX_LINE_CHARS);
    if (this.#lines > MAX_EVENT_LINES) throw LineTooLongError.ofEvent(MAX_EVENT_LINES);
  }

  #take(): string {
    const { text } = this.#begun;
    this.#begun = new TextGathering();
    this.#lines = 0;
    return text;
  }
}

/** Blanks, what a list has around its objects, and the field's name where events run together. */
function skipBetween(line: string, from: number): number {
  let at = from;
  for (; at < line.length; at++) {
    const char = line.charCodeAt(at);
    if (char === CHAR.d && line.startsWith("data:", at)) at += "data".length;
    // The mark of an end looks like a list.
    else if (char === CHAR.beginList && (line.charCodeAt(at + 1) | LOWER) === CHAR.d) return at;
    else if (!BETWEEN.has(char)) return at;
  }
  return at;
}
