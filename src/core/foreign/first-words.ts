import { MAX_WORDS_CHARS } from "../model/limits";

/** The first `length` UTF-16 code units, without the half of a character at the end. */
export function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/**
 * The beginning of a foreign text, which is all that a pattern may see: what a server means is said there, and a text made to be long costs
 * no more than a short one.
 */
export const firstWords = (text: string): string => beginning(text, MAX_WORDS_CHARS);
