/**
 * Characters that nobody sees: they turn the order of what is seen around (bidi controls), show nothing at all (zero-width characters, tags,
 * variation selectors, fillers), or control a terminal. Where text decides what a person agrees to, each is shown by its number or asked about.
 * Tabs and line ends are none of them.
 */

/** Unicode's Default_Ignorable_Code_Point, plus what it leaves out: control characters, line separators, a blank braille cell, annotation marks, halves of a pair. */
const CANDIDATES =
  /[\p{Default_Ignorable_Code_Point}\p{Cs}\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u2800\ufff9-\ufffb]/gu;

const EMOJI = /\p{Emoji}/u;
const PICTURE = /\p{Extended_Pictographic}/u;
const PICTURE_OR_TONE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}]/u;
const LETTER = /[\p{L}\p{M}]/u;
/** Scripts whose spelling needs joiners and non-joiners. */
const JOINING_SCRIPT =
  /[\p{sc=Arab}\p{sc=Syrc}\p{sc=Nkoo}\p{sc=Mong}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}]/u;

/** Puts something in the place of each hidden character. Those that their neighbours need (within an emoji or a word of a joining script) stay. */
export function replaceHidden(text: string, replacement: (character: string, index: number) => string): string {
  return text.replace(CANDIDATES, (character, index: number) =>
    isNeeded(text, index, character) ? character : replacement(character, index),
  );
}

/** The text with each hidden character as its number: `⟨U+202E⟩`. */
export function revealed(text: string): string {
  return replaceHidden(text, (character) => `⟨${numberOf(character)}⟩`);
}

/** How often each hidden character occurs, by its number, in the order of their first use. */
export function countHidden(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  replaceHidden(text, (character) => {
    const number = numberOf(character);
    counts.set(number, (counts.get(number) ?? 0) + 1);
    return "";
  });
  return counts;
}

/** `U+202E`. */
export function numberOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** What is not needed itself makes nothing needed behind it: else a row of such characters would pass as a whole. */
function isNeeded(text: string, index: number, character: string): boolean {
  const before = characterBefore(text, index);
  const after = String.fromCodePoint(text.codePointAt(index + character.length) ?? 0);
  switch (character) {
    case "\ufe0e":
    case "\ufe0f":
      // A digit is an emoji only as a key cap.
      return EMOJI.test(before) && (before > "\u007f" || after === "\u20e3");
    case "\u200d":
      return (endsPicture(text, index) && PICTURE.test(after)) || isOfJoiningScript(before);
    case "\u200c":
      return isOfJoiningScript(before) && isLetter(after);
    default:
      if (/[\u180b-\u180d\u180f]/.test(character)) return /\p{sc=Mong}/u.test(before) && isOfJoiningScript(before);
      return /[\ufe00-\ufe0d\u{e0100}-\u{e01ef}]/u.test(character) && /\p{Ideographic}/u.test(before);
  }
}

/** Whether a picture stands before that place: alone, with a skin tone, or with the selector that made it one. */
function endsPicture(text: string, index: number): boolean {
  const before = characterBefore(text, index);
  return before === "\ufe0f" ? isNeeded(text, index - 1, before) : PICTURE_OR_TONE.test(before);
}

const isOfJoiningScript = (character: string): boolean => JOINING_SCRIPT.test(character) && isLetter(character);

/** One that is seen: some letters are fillers. */
const isLetter = (character: string): boolean =>
  LETTER.test(character) && !/\p{Default_Ignorable_Code_Point}/u.test(character);

function characterBefore(text: string, index: number): string {
  const pair = text.slice(Math.max(0, index - 2), index);
  return (pair.codePointAt(0) ?? 0) > 0xffff ? pair : pair.slice(-1);
}
