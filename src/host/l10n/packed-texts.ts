import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Translations } from "../../core/l10n/t";

/** The language of the texts in the code. */
const ENGLISH = "en";

/**
 * Texts of a language by their English ones, out of the lists that `scripts/build/pack-texts.cjs` makes: the same texts in the same order in every language.
 * @param folder with the lists
 * @param language as the editor names it: `en`, `zh-cn`
 * @returns undefined where the language is English, or has no list
 */
export function packedTexts(folder: string, language: string): Translations | undefined {
  if (language === ENGLISH) return undefined;
  const translations = listIn(folder, language);
  const english = translations && listIn(folder, ENGLISH);
  return english && Object.fromEntries(english.map((text, index) => [text, translations[index] ?? text]));
}

function listIn(folder: string, language: string): string[] | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, `${language}.json`), "utf8")) as string[];
  } catch {
    // Most of the editor's languages have none, and a start without translations is better than none.
    return undefined;
  }
}
