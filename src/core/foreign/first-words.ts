import { MAX_WORDS_CHARS } from "../model/limits";

/**
 * The beginning of a foreign text, which is all that a pattern may see: what a server means is said there, and a text made to be long costs
 * no more than a short one. No half of a character stands at its end.
 * @param most length in UTF-16 code units
 */
export function firstWords(text: string, most = MAX_WORDS_CHARS): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  const half = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, half ? most - 1 : most);
}
