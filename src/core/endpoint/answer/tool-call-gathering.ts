import { parseBoundedJson, parseJson } from "../../foreign/json";
import { MAX_ANSWER_CHARS, MAX_JSON_DEPTH, MAX_TOOL_CALLS } from "../../model/limits";
import type { ToolCall } from "../../model/chat";
import { shortName } from "../chat";
import { isFields, type ToolCallPart } from "./said";

/** How often it is looked whether what a call has so far is all of it, in vain; then all that comes is more of it. */
const MOST_VAIN_LOOKS = 8;

interface Gathered {
  place: string | number | undefined;
  id: string;
  name: string;
  /** JSON as far as it has come. */
  text: string;
  vainLooks: number;
}

/** What a model calls a tool with is no JSON object. */
export class BadToolInputError extends Error {}

/**
 * Puts the calls of an answer together from their pieces. Servers differ in how they tell that a piece begins another call: by another place, by another
 * id, or only by a name after what was whole (docs/servers.md).
 */
export class ToolCallGathering {
  readonly #calls: Gathered[] = [];
  #size = 0;

  get any(): boolean {
    return this.#calls.length > 0;
  }

  /** Of all that was said of calls, in UTF-16 code units. */
  get size(): number {
    return this.#size;
  }

  get tooMany(): boolean {
    return this.#calls.length > MAX_TOOL_CALLS;
  }

  /** @returns false where it only says once more what is known */
  add({ place, id = "", name = "", input, whole }: ToolCallPart): boolean {
    const text = typeof input === "string" ? input : input === undefined ? "" : JSON.stringify(input);
    this.#size += text.length + name.length;
    const now: Gathered = { place, id, name: shortName(name), text, vainLooks: 0 };
    if (whole && this.#calls.some((call) => isSame(call, now))) return false;
    const goesOn = this.#find(now, typeof input === "object");
    if (!goesOn) {
      this.#calls.push(now);
      return true;
    }
    goesOn.id ||= id;
    goesOn.name ||= now.name;
    // Some tell what is whole once more when they close it.
    if (goesOn.text === text && isWhole(text)) return false;
    goesOn.text += text;
    return true;
  }

  /**
   * All calls of an answer that has ended.
   * @param cut the answer was ended before the model had said all: its last call may be none yet, and is left out then
   * @throws BadToolInputError
   */
  calls(cut: boolean): ToolCall[] {
    const calls: ToolCall[] = [];
    for (const [index, { id, name, text }] of this.#calls.entries()) {
      const input = name === "" ? undefined : inputOf(text);
      if (input) calls.push({ id, name, input });
      else if (!cut || index < this.#calls.length - 1) throw new BadToolInputError(name);
    }
    return calls;
  }

  /** The call that a piece is more of; undefined: it begins another one. */
  #find(now: Gathered, isObject: boolean): Gathered | undefined {
    const { place, id, name, text } = now;
    const byId = id === "" ? undefined : this.#calls.findLast((call) => call.id === id && isAt(call, now));
    const found = byId ?? this.#calls.findLast((call) => place === undefined || call.place === place);
    if (!found) return undefined;
    if (byId || name === "") return found;
    const begins =
      (id !== "" && found.id !== "") ||
      (found.name !== "" && found.name !== name) ||
      (found.text !== "" && (isObject || this.#seemsWhole(found, text)));
    return begins ? undefined : found;
  }

  /** Looked at only where the piece could begin a value, and not for ever: each look is as long as what has come. */
  #seemsWhole(call: Gathered, next: string): boolean {
    if (call.vainLooks >= MOST_VAIN_LOOKS || !call.text.endsWith("}") || (next !== "" && !next.startsWith("{")))
      return false;
    const whole = isWhole(call.text);
    if (!whole) call.vainLooks++;
    return whole;
  }
}

/** Some give all calls one id, or one place; none gives them both. */
const isAt = (one: Gathered, other: Gathered): boolean =>
  one.place === undefined || other.place === undefined || one.place === other.place;

const isWhole = (text: string): boolean => text.endsWith("}") && isFields(parseJson(text));

const isSame = (one: Gathered, other: Gathered): boolean =>
  one.name === other.name && (one.id === other.id || other.id === "") && one.text === other.text;

/** Nothing at all is how many call a tool that takes nothing. JSON may be written twice. */
function inputOf(text: string): object | undefined {
  if (text.trim() === "") return {};
  try {
    const value = parsed(text);
    const input = typeof value === "string" ? parsed(value) : value;
    return isFields(input) ? input : undefined;
  } catch {
    return undefined;
  }
}

const parsed = (text: string): unknown => parseBoundedJson(text, { chars: MAX_ANSWER_CHARS, depth: MAX_JSON_DEPTH });
