import { MAX_NOTICE_CHARS, MAX_QUOTE_CHARS, MAX_WORDS_CHARS } from "../model/limits";
import { revealed } from "./hidden-characters";

/**
 * Foreign text (a server's words, a setting, a file name, an exception) made harmless for places where the editor finds life in text:
 * `[label](target)` becomes a link in notifications, progress and the prompts of input boxes, whatever its target; `$(name)` becomes an icon
 * in labels, status-bar texts and buttons.
 *
 * Both need two characters side by side, `](` and `$(`, so one blank between them is enough. It was chosen over other means because it needs no
 * list of targets or icon names, survives every later trimming, holds where backslashes are not read, adds nothing that is invisible, and a
 * person still reads all the words: `[Details] (command:…)`.
 */

/** One line, with nothing in it that is alive or hidden. Doing it twice changes nothing. @param most characters, the last one “…” where something is left out */
export function inert(text: string, most = MAX_NOTICE_CHARS): string {
  const line = cut(text, Math.max(most, MAX_WORDS_CHARS)).replace(/\s+/g, " ").trim();
  // A hidden character is spelled out in eight: what will be left out need not be.
  return cut(
    revealed(cut(line, most))
      .replace(/\](?=\()/g, "] ")
      .replace(/\$(?=\()/g, "$ "),
    most,
  );
}

/** Foreign words inside a sentence of our own: inert, and so short that the sentence around them stays. */
export function quote(text: string): string {
  return inert(text, MAX_QUOTE_CHARS);
}

/** An icon as labels draw it: `$(error)`, `$(loading~spin)`. */
export type Icon = `$(${string})`;

/** A label with an icon of our own before words that may be anybody's. */
export function iconLabel(icon: Icon, words: string): string {
  return `${icon} ${inert(words)}`;
}

/** ASCII punctuation, apart from the comma, and the full stop where it is no more than that: not after a number that begins the text (a list), nor after `www` (an address). */
const MARKUP = /[!-+\-/:-@[-`{-~]|^\d{1,9}\.|www\./gi;

/** As Markdown that shows exactly these words: no markup, table cell, icon or HTML comes of them, nor an address that is made a link by itself. */
export function asMarkdown(text: string): string {
  return inert(text).replace(MARKUP, (found) => `${found.slice(0, -1)}&#${found.charCodeAt(found.length - 1)};`);
}

/** At most so many UTF-16 code units, the last one a “…” where something is left out. Never half a character of a pair. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, most - 1);
  return `${(/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept).trimEnd()}…`;
}
