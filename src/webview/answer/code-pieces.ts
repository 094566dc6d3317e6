/*
 * Grammars of programming languages are patterns that were never meant for hostile text: on two thousand characters of the worst repetition one
 * takes a tenth of a second, on sixty thousand minutes. So code is coloured in pieces, each short enough for any of them.
 */

/** In UTF-16 code units. */
export const PIECE_CHARS = 2_000;

/** The code in pieces of at most `most` characters, cut where a new part is likely to begin: at a blank line, else before a line without indentation, else at any line. */
export function codePieces(code: string, most = PIECE_CHARS): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (code.length - start > most) {
    const end = start + cutIn(code.slice(start, start + most));
    pieces.push(code.slice(start, end));
    start = end;
  }
  return [...pieces, code.slice(start)];
}

/** Where to cut, in the later half if that can be. */
function cutIn(window: string): number {
  const half = window.length / 2;
  const blank = window.lastIndexOf("\n\n");
  if (blank >= half) return blank + 2;
  for (let end = window.lastIndexOf("\n", window.length - 2); end >= half; end = window.lastIndexOf("\n", end - 1)) {
    const next = window.charAt(end + 1);
    if (next !== " " && next !== "\t") return end + 1;
  }
  const line = window.lastIndexOf("\n");
  return line >= 0 ? line + 1 : window.length;
}

/** Longer than any grammar takes for a piece of code that is code, in milliseconds. */
const SLOW_MS = 100;
/** A busy machine is slow once or twice, too. */
const SLOW_PIECES = 3;

/** Which languages are coloured: one whose pieces took too long several times is left plain from then on. */
export class SlowLanguages {
  readonly #slow = new Map<string, number>();

  took(language: string, ms: number): void {
    if (ms > SLOW_MS) this.#slow.set(language, (this.#slow.get(language) ?? 0) + 1);
  }

  has(language: string): boolean {
    return (this.#slow.get(language) ?? 0) >= SLOW_PIECES;
  }
}
