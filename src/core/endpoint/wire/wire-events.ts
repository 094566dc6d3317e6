import { beginning } from "../../foreign/first-words";
import { parseJson } from "../../foreign/json";
import { MAX_EVENT_LINES, MAX_JSON_DEPTH, MAX_LINE_CHARS, MAX_WORDS_CHARS } from "../../model/limits";
import { JsonRun } from "./json-run";
import { LineSplitter, LineTooLongError } from "./line-splitter";
import { BodyTooLargeError } from "./read-body";

/** What a body says, one after the other. `name`: what an `event:` field calls it. */
export type WireEvent =
  | { type: "value"; value: unknown; name: string | undefined }
  /** Something that is no JSON: its beginning. */
  | { type: "words"; text: string; name: string | undefined }
  /** `[DONE]`. */
  | { type: "done" }
  /** A comment or a blank line: nothing but a sign of life. */
  | { type: "sign" }
  /** An event that had begun when the bytes ended. */
  | { type: "cut" };

const BYTE_ORDER_MARK = "\uFEFF";
const DONE = "[DONE]";
/** Those of server-sent events, and the one in which llama.cpp has told of errors. */
const FIELDS = ["data", "event", "id", "retry", "error"] as const;
/** The length of a chunk of HTTP's. */
const CHUNK_LENGTH = /^[\da-f]{1,8}$/i;

/**
 * Bytes, cut anywhere, into what they say. Servers, and what stands before them, label an answer wrongly, run events together and break the rules of server-sent
 * events in other ways (docs/servers.md), so each line is taken for what it is: a field of an event, a comment, JSON, or words.
 */
export class WireEvents {
  readonly #lines = new LineSplitter();
  readonly #run = new JsonRun();
  /** Of the event that has begun. */
  #name: string | undefined;
  /** Data that is no JSON, as far as it is read; undefined: none. */
  #words: { text: string; lines: number } | undefined;
  /** Anything was said since the last blank line. */
  #begun = false;
  /** The open run came in `data:` fields, and a blank line ends it. */
  #runIsData = false;
  /** The first byte that is no blank. */
  #first: number | undefined;
  /** It begins with the length of a chunk: something has framed what was framed before. Undefined before the first line. */
  #framed: boolean | undefined;
  #events: WireEvent[] = [];

  /** @param bytes undefined once they have ended. Throws {@link LineTooLongError}, and {@link BodyTooLargeError} where one piece of JSON is all that came. */
  feed(bytes: Uint8Array | undefined): WireEvent[] {
    if (bytes === undefined) this.#end();
    else this.#feed(bytes);
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #feed(bytes: Uint8Array): void {
    const visible = bytes.find((byte) => byte > 0x20);
    // Some servers send a blank now and then until they have something to say.
    if (visible === undefined && this.#first === undefined) this.#sign();
    this.#first ??= visible;
    try {
      for (const line of this.#lines.push(bytes)) this.#takeLine(line);
    } catch (error) {
      const isJson = this.#first === 0x7b || this.#first === 0x5b;
      throw error instanceof LineTooLongError && isJson ? new BodyTooLargeError(MAX_LINE_CHARS) : error;
    }
  }

  #end(): void {
    const last = this.#lines.end();
    // Half a field's name is no line.
    if (last !== "" && FIELDS.some((field) => field.startsWith(last))) return void this.#events.push({ type: "cut" });
    if (last.trim() !== "") this.#takeLine(last);
    if (this.#run.open && (last !== "" || this.#run.severalLines)) {
      this.#run.drop();
      this.#events.push({ type: "cut" });
    }
    if (this.#run.open) this.#closeRun();
    this.#closeWords();
  }

  #takeLine(given: string): void {
    const line = given.startsWith(BYTE_ORDER_MARK) ? given.slice(1) : given;
    if (line.trim() === "") return this.#endEvent();
    this.#framed ??= CHUNK_LENGTH.test(line);
    if (line.startsWith(":")) return this.#sign();
    const field = fieldOf(line);
    if (field?.name === "event") this.#name = beginning(field.value, MAX_WORDS_CHARS);
    if (field?.name === "error") this.#name = field.name;
    else if (field && field.name !== "data") return;
    this.#begun = true;
    if (field) this.#takeData(field.value);
    else this.#takePlain(line);
  }

  /** A blank line. */
  #endEvent(): void {
    if (this.#run.open && this.#runIsData) this.#closeRun();
    this.#closeWords();
    if (!this.#begun) this.#sign();
    this.#begun = false;
    this.#name = undefined;
  }

  #takeData(given: string): void {
    const field = fieldOf(given);
    // A gateway has framed what was framed before.
    const data = field?.name === "data" ? field.value : given;
    if (this.#takeJson(data, true)) return;
    const { text = "", lines = 0 } = this.#words ?? {};
    if (lines >= MAX_EVENT_LINES) throw LineTooLongError.ofEvent(MAX_EVENT_LINES);
    const words = beginning(text === "" ? data : `${text}\n${data}`, MAX_WORDS_CHARS);
    this.#words = { text: words, lines: lines + 1 };
  }

  /** A line of its own, outside of any field. */
  #takePlain(line: string): void {
    this.#closeWords();
    if (this.#framed && !this.#run.open && CHUNK_LENGTH.test(line)) return this.#sign();
    if (this.#takeJson(line, false)) return;
    this.#say(line);
  }

  /** @returns false where it is neither JSON nor a part of some */
  #takeJson(text: string, isData: boolean): boolean {
    const trimmed = text.trim();
    if (isDone(trimmed)) {
      this.#closeWords();
      if (this.#run.open) this.#closeRun();
      this.#events.push({ type: "done" });
      return true;
    }
    // What goes on in a further line is set in there: an object at the line's beginning shows that the one before was broken.
    if (this.#run.open && /^\{\s*"/.test(text)) this.#closeRun();
    const value = this.#run.open ? undefined : parseJson(trimmed);
    if (value !== undefined) {
      this.#closeWords();
      this.#give(value);
      return true;
    }
    if (isData && trimmed === "" && this.#words === undefined && !this.#run.open) {
      this.#sign();
      return true;
    }
    if (!this.#run.open && !/^[{[\],]/.test(trimmed)) return false;
    this.#closeWords();
    this.#runIsData = isData;
    for (const part of this.#run.add(text)) {
      if (part.type === "object") this.#giveText(part.text);
      else if (/^\[done\]/i.test(beginning(part.text, DONE.length))) this.#events.push({ type: "done" });
      else this.#say(part.text);
    }
    return true;
  }

  #giveText(text: string): void {
    const value = parseJson(text);
    if (value === undefined) this.#say(text);
    else this.#give(value);
  }

  /** A list holds what was meant to come one by one. */
  #give(value: unknown): void {
    const values = Array.isArray(value) ? (value.flat(MAX_JSON_DEPTH) as unknown[]) : [value];
    if (values.length === 0) this.#sign();
    for (const one of values) this.#events.push({ type: "value", value: unquoted(one), name: this.#name });
  }

  #closeRun(): void {
    this.#say(this.#run.text);
    this.#run.drop();
  }

  #closeWords(): void {
    if (this.#words !== undefined) this.#say(this.#words.text);
    this.#words = undefined;
  }

  #say(text: string): void {
    this.#events.push({ type: "words", text: beginning(text, MAX_WORDS_CHARS), name: this.#name });
  }

  #sign(): void {
    if (this.#events.at(-1)?.type !== "sign") this.#events.push({ type: "sign" });
  }
}

/** A field of a server-sent event, without the one blank behind its colon. */
function fieldOf(line: string): { name: (typeof FIELDS)[number]; value: string } | undefined {
  const text = line.startsWith(" ") || line.startsWith("\t") ? line.trimStart() : line;
  const name = FIELDS.find((field) => text.startsWith(field));
  if (name === undefined) return undefined;
  if (text.length === name.length) return { name, value: "" };
  if (text[name.length] !== ":") return undefined;
  return { name, value: text.slice(name.length + (text[name.length + 1] === " " ? 2 : 1)) };
}

const isDone = (text: string): boolean => text.length <= DONE.length + 2 && /^"?\[done\]"?$/i.test(text);

/** JSON in a string of JSON, where it was written twice. */
function unquoted(value: unknown): unknown {
  return typeof value === "string" && value.startsWith("{") ? (parseJson(value) ?? value) : value;
}
