import { MAX_EVENT_LINES, MAX_LINE_CHARS } from "../../model/limits";
import { TextGathering } from "../../text-gathering";
import { LineTooLongError } from "./line-splitter";

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
        if (at < line.length && line[at] !== "{") {
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
      const char = line[at];
      if (this.#inString) {
        if (char === "\\") at++;
        else if (char === '"') this.#inString = false;
      } else if (char === '"') this.#inString = true;
      else if (char === "{" || char === "[") this.#depth++;
      else if ((char === "}" || char === "]") && --this.#depth === 0) return at + 1;
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
  for (;;) {
    // The mark of an end looks like a list.
    if (line[at] === "[" && /^\[done\]/i.test(line.slice(at, at + 6))) return at;
    if (line.startsWith("data:", at)) at += 5;
    else if (at < line.length && " \t,[]".includes(line.charAt(at))) at++;
    else return at;
  }
}
