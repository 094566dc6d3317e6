import { parseBoundedJson } from "../../foreign/json";
import { MAX_JSON_DEPTH } from "../../model/limits";

/** Throws a TypeError or RangeError that names what is wrong. @param name as a sentence begins */
export function ownText(name: string, value: unknown, most: number): string {
  if (typeof value !== "string" || value === "") throw new TypeError(`${name} must be a text that is not empty.`);
  if (value.length > most) throw new RangeError(`${name} has more than ${most} characters.`);
  return value;
}

/** As {@link ownText}, for a list; its gaps are entries that are none. What is in it is still the caller's. */
export function ownList<T>(name: string, value: readonly T[], most: number): readonly T[] {
  if (!Array.isArray(value)) throw new TypeError(`${name} must be a list.`);
  if (value.length > most) throw new RangeError(`${name} has more than ${most} entries.`);
  return [...(value as readonly T[])];
}

/** A copy of an object that JSON can write. As {@link ownText}. */
export function ownJson(name: string, value: unknown, most: number): object {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new TypeError(`${name} must be an object.`);
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new TypeError(`${name} cannot be written as JSON.`, { cause });
  }
  try {
    const copy: unknown = parseBoundedJson(text, { chars: most, depth: MAX_JSON_DEPTH });
    if (typeof copy === "object" && copy !== null && !Array.isArray(copy)) return copy;
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${name} is ${error.message}.`);
  }
  throw new TypeError(`${name} cannot be written as JSON.`);
}
