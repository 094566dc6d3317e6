import { beginning } from "../../foreign/first-words";
import { MAX_SEARCH_WORD_CHARS } from "../../model/limits";

/** Words that must follow each other. */
export interface SearchTerm {
  words: string[];
  /** As it was typed, without quotes, prepared by {@link searchable}. */
  text: string;
  /** True: the last word may go on. */
  prefix: boolean;
}

const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu;

const word = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;

/**
 * Sets letters apart that are written without spaces between words, so that any run of them can be found, and cuts words that go on and on:
 * they are encoded data, not words that anybody types. To be done with a text and with what is searched in it.
 */
export const searchable = (text: string): string =>
  text.replace(unspaced, " $& ").replace(word, (whole) => beginning(whole, MAX_SEARCH_WORD_CHARS));

/** Lower case without accents, split at everything that is no letter or digit, much as SQLite's `unicode61` tokenizer does it. */
export function wordsOf(text: string): string[] {
  return (
    searchable(text)
      .normalize("NFD")
      .replace(/\p{Mn}/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{Co}]+/gu) ?? []
  );
}

/** What a user typed, as terms that must all be found: "quoted words" are a phrase, the last loose word is taken as a beginning. */
export function parseSearch(text: string): SearchTerm[] {
  const terms: SearchTerm[] = [];
  for (const match of text.matchAll(/"([^"]*)"?|[^\s"]+/g)) {
    const quoted = match[1];
    const typed = quoted ?? match[0];
    const words = wordsOf(typed);
    if (words.length === 0) continue;
    const last = match.index + match[0].length === text.length;
    // A single letter begins too many words to mean one of them.
    terms.push({ words, text: searchable(typed), prefix: quoted === undefined && last && words.at(-1)!.length > 1 });
  }
  return terms;
}

/** True when every term occurs in the words of a text. */
export function matchesSearch(terms: readonly SearchTerm[], words: readonly string[]): boolean {
  return terms.every((term) => words.some((_, start) => occursAt(term, words, start)));
}

function occursAt(term: SearchTerm, words: readonly string[], start: number): boolean {
  return term.words.every((word, i) => {
    const found = words[start + i];
    return i === term.words.length - 1 && term.prefix ? found?.startsWith(word) === true : found === word;
  });
}

/**
 * The terms as an FTS5 query; each is quoted, so that nothing in it is an operator. It is for SQLite to make words of them, by the very rules by which
 * it has made words of the texts: it folds fewer letters than {@link wordsOf}.
 */
export function toFtsQuery(terms: readonly SearchTerm[]): string {
  return terms.map(({ text, prefix }) => `"${text.replace(/[\0"]/g, " ").trim()}"${prefix ? " *" : ""}`).join(" AND ");
}
