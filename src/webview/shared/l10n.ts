import { speak, type Translations } from "../../core/l10n/t";

export { t, tWord } from "../../core/l10n/t";

/** Speaks the language that the host has put into the page; English where it has put none. */
export function speakAsPage(page: Document): void {
  const texts = page.getElementById("l10n")?.textContent;
  speak(page.documentElement.lang, texts ? (JSON.parse(texts) as Translations) : undefined);
}

// A module with texts imports this one, so that the translations are there when it is evaluated.
if (typeof document !== "undefined") speakAsPage(document);
