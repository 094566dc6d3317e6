import { speak, type Translations } from "../../core/l10n/t";

// A module with texts imports this one, so that the host's translations are there when it is evaluated. Without them a page speaks English.
const given = typeof document === "undefined" ? null : document.getElementById("l10n");
if (given) speak(document.documentElement.lang, JSON.parse(given.textContent ?? "") as Translations);

export { t, tWord } from "../../core/l10n/t";
