import { MAX_JSON_DEPTH, MAX_WORDS_CHARS } from "../model/limits";

/*
 * Foreign JSON may be nested without end. `JSON.parse` reads any depth, but whatever follows the value by calling itself dies of it, and
 * `JSON.stringify` is the first to do so (some thousand levels). What follows a foreign value does it through here, or counts its levels.
 */

/** An object of somebody else's, not yet checked. */
export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value of a JSON text; undefined where it is none. Numbers that JSON does not know, as Python and others write them, are null. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const known = withoutUnknownNumbers(text);
    return known === text ? undefined : parseJson(known);
  }
}

const UNKNOWN_NUMBERS = ["NaN", "-Infinity", "Infinity"];

/** With null in place of each `NaN` and `Infinity` that stands outside of a text. Looks at each character once. */
function withoutUnknownNumbers(text: string): string {
  if (!UNKNOWN_NUMBERS.some((number) => text.includes(number))) return text;
  let known = "";
  let from = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString && char === "\\") at++;
    else if (char === '"') inString = !inString;
    else if (!inString && (char === "N" || char === "I" || char === "-")) {
      const number = UNKNOWN_NUMBERS.find((one) => text.startsWith(one, at));
      if (number === undefined) continue;
      known += `${text.slice(from, at)}null`;
      at += number.length - 1;
      from = at + 1;
    }
  }
  return known + text.slice(from);
}

/** What a JSON text from outside may be at most. */
export interface JsonBounds {
  /** UTF-16 code units. */
  chars: number;
  /** Levels of arrays and objects. */
  depth: number;
}

/**
 * Parses a JSON text from outside. What is too long or nested too deeply is never parsed: a value of a hundred thousand levels would exhaust the stack of
 * whoever copies, compares or posts it later.
 * @throws RangeError for a text beyond the bounds, SyntaxError for one that is no JSON
 */
export function parseBoundedJson(text: string, { chars, depth }: JsonBounds): unknown {
  if (text.length > chars) throw new RangeError(`longer than ${chars} characters`);
  if (isDeeperThan(text, depth)) throw new RangeError(`nested deeper than ${depth} levels`);
  return JSON.parse(text);
}

/** Looks at each character once. Of what is no JSON it tells anything at all: the parser refuses that later. */
function isDeeperThan(text: string, most: number): boolean {
  let level = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === "\\") at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{" || char === "[") {
      if (++level > most) return true;
    } else if (char === "}" || char === "]") level--;
  }
  return false;
}

/** The first value that is no list, of lists in lists: some servers put the one thing they have to say into a list. */
export function unlisted(value: unknown): unknown {
  let first = value;
  for (let depth = 0; Array.isArray(first) && depth < MAX_JSON_DEPTH; depth++) first = first[0] as unknown;
  return Array.isArray(first) ? undefined : first;
}

/**
 * A foreign value as JSON text, to be looked through or shown: what is nested deeper than is followed is `null`, and the text ends after
 * `most` UTF-16 code units, wherever that is. Never throws.
 */
export function jsonText(value: unknown, most = MAX_WORDS_CHARS): string {
  const writer = new BoundedWriter(most);
  writer.value(value, 0);
  return writer.text;
}

class BoundedWriter {
  text = "";
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get #full(): boolean {
    return this.text.length >= this.#most;
  }

  value(value: unknown, depth: number): void {
    if (this.#full) return;
    if (typeof value === "string") this.#string(value);
    else if (typeof value !== "object" || value === null) this.#add(JSON.stringify(value) ?? "null");
    else if (depth >= MAX_JSON_DEPTH) this.#add("null");
    else if (Array.isArray(value)) this.#list(value, depth);
    else this.#fields(value as Record<string, unknown>, depth);
  }

  #list(list: unknown[], depth: number): void {
    this.#add("[");
    for (const [index, value] of list.entries()) {
      if (this.#full) return;
      if (index > 0) this.#add(",");
      this.value(value, depth + 1);
    }
    this.#add("]");
  }

  #fields(fields: Record<string, unknown>, depth: number): void {
    this.#add("{");
    let first = true;
    for (const name in fields) {
      if (this.#full) return;
      if (!Object.hasOwn(fields, name) || fields[name] === undefined) continue;
      if (!first) this.#add(",");
      first = false;
      this.#string(name);
      this.#add(":");
      this.value(fields[name], depth + 1);
    }
    this.#add("}");
  }

  /** Cut before it is written as JSON, so that no long text is looked through for what must be escaped in it. */
  #string(text: string): void {
    this.#add(JSON.stringify(text.slice(0, this.#most)));
  }

  #add(text: string): void {
    this.text += text.slice(0, this.#most - this.text.length);
  }
}
