import { t } from "../../../core/l10n/t";
import { shownUrl } from "../../../core/foreign/shown-url";

const LONGEST_SHOWN = 60;
const MOST_NAMES = 5;

/**
 * A value of the settings as a message may show it: short, and without what may be a secret in the wrong place. Of an object only the names of its
 * properties are shown, as their values may be anything, at any depth.
 */
export function shownValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(cut(withoutSecrets(value)));
  if (Array.isArray(value)) return value.length === 0 ? "[]" : t("a list of {0}", value.length);
  if (typeof value === "object" && value !== null) {
    const names = Object.keys(value);
    return `{${names.slice(0, MOST_NAMES).map(cut).join(", ")}${names.length > MOST_NAMES ? ", …" : ""}}`;
  }
  return String(value);
}

/** A name that stands in the settings, as a message may show it. */
export const shownName = (name: string): string => cut(name);

const cut = (text: string): string => (text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}…` : text);

/** User and query of an address, and runs of letters and digits as keys are: at least 16 of them, in which both occur. */
function withoutSecrets(text: string): string {
  const start = text.slice(0, 1_000);
  const address = start.includes("@") || start.includes("://") ? shownUrl(start) : start;
  return address.replace(/[\w+=-]+/g, (run) => (run.length >= 16 && /\d/.test(run) && /[a-z]/i.test(run) ? "…" : run));
}
