/** Texts of a language by their English ones. */
export type Translations = Readonly<Record<string, string>>;

interface Language {
  /** As BCP 47 names it: `en`, `zh-cn`. */
  readonly tag: string;
  readonly texts: Translations;
}

const ENGLISH: Language = { tag: "en", texts: {} };

let spoken = ENGLISH;

/**
 * Says in which language people are spoken to, in this host or on this page. To be called before the first module with texts is evaluated, because
 * most of them are constants. What has no translation stays English, and so does everything where the language is not one that numbers can be written in.
 */
export function speak(tag: string, texts: Translations | undefined): void {
  spoken = texts !== undefined && isKnown(tag) ? { tag, texts } : ENGLISH;
}

/** The language that is spoken; English where the editor's has no translations. */
export const language = (): string => spoken.tag;

/** What has been given to `speak`. */
export const translations = (): Translations => spoken.texts;

/**
 * A text for people in their language. `{0}` stands for the first of the values, and so on; what stands in a value is never looked at, so that foreign
 * text may be one. The English text is the key: it has to be written out where it is said, because `npm run l10n` looks for it there.
 */
export function t(english: string, ...values: readonly (string | number)[]): string {
  const text = Object.hasOwn(spoken.texts, english) ? (spoken.texts[english] ?? english) : english;
  if (values.length === 0) return text;
  return text.replace(/\{(\d)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
}

/** Texts that stand in a table of the core, such as the words for a kind of failure; `npm run l10n` knows the tables. */
export const tWord = (english: string, ...values: readonly (string | number)[]): string => t(english, ...values);

function isKnown(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
