import { lastBreak } from "./cut-block";

/** Where plain text ends: at an empty line with something behind it that is neither indented nor quoted. Linear: every run of blanks ends at a line end. */
const END_OF_BLOCK = /\n[ \t]*\n(?=[^\s>])/;

/**
 * How much of `text` is plain, in characters: up to the end of the block in it, or, where there is none, a good part of it. At least 1.
 * @returns `ended` where what follows is no longer of that block
 */
export function plainSpan(text: string, forGood: boolean): { length: number; ended: boolean } {
  const end = forGood ? null : END_OF_BLOCK.exec(text);
  if (end) return { length: end.index + end[0].length, ended: true };
  const lastLine = text.lastIndexOf("\n");
  // Empty lines at the end stay with the rest: they may be what ends it.
  const length = text.slice(0, Math.max(0, lastLine)).trimEnd().length;
  return { length: length > 0 ? length : lastBreak(text, 0), ended: false };
}
