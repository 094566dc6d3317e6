import { firstWords } from "./first-words";

/** What bytes that are no UTF-8 become, and the control characters that no text has. */
const NO_TEXT = /[\uFFFD\u0000-\u0008\u000E-\u001F]/g;

/** The most of it that a text may have, as one in so many characters: one written in another character set still has words that can be read. */
const MOST_IN = 8;

/** True for bytes that were never words, or not in UTF-8, and were read as if they were: nobody can make sense of them. */
export function isGarbled(text: string): boolean {
  const words = firstWords(text);
  return (words.match(NO_TEXT)?.length ?? 0) * MOST_IN > words.length;
}
