import { quote } from "../../core/foreign/foreign-text";
import { count as number } from "../../core/l10n/numbers";
import { t } from "../../core/l10n/t";

/** How text gets into files, and what it may hide. */

export const edit = {
  noEditor: t("There is no text editor to insert into: open a file and put the cursor where the text is to go."),
  readOnly: (name: string) => t("“{0}” cannot be changed: it is read-only. Copy the code instead.", quote(name)),
  refused: t("The editor did not take the change, because the text was changed at the same moment. Try again."),
  noFile: (name: string) =>
    t(
      "This view of “{0}” cannot be changed: it is a side of a comparison, or made by an extension. Open the file itself.",
      quote(name),
    ),
  closed: (name: string) =>
    t("“{0}” cannot be opened any more: it was moved or deleted. Copy the code instead.", quote(name)),
  untitledClosed: (name: string) =>
    t(
      "“{0}” was closed without being saved, and its text with it. Use Insert at Cursor, or copy the code.",
      quote(name),
    ),
  gone: t(
    "The code that was asked about has been deleted: put the cursor where the answer is to go, and use Insert at Cursor.",
  ),
  changed: t(
    "The file was changed while it was closed, and the code that was asked about is not where it was: select what is to be replaced, and use Insert at Cursor.",
  ),
  proposed: (name: string) => t("{0} (Proposed Change)", name),
  chooseBlock: t("Which block of code?"),
  lines: (count: number) => (count === 1 ? t("1 line") : t("{0} lines", count)),
  incomplete: t("breaks off"),
};

/** What the commonest characters that cannot be seen are called. */
const HIDDEN_NAMES: Partial<Record<string, string>> = {
  "U+00AD": t("soft hyphen"),
  "U+061C": t("Arabic letter mark"),
  "U+200B": t("zero-width space"),
  "U+200C": t("zero-width non-joiner"),
  "U+200D": t("zero-width joiner"),
  "U+200E": t("left-to-right mark"),
  "U+200F": t("right-to-left mark"),
  "U+202A": t("left-to-right embedding"),
  "U+202B": t("right-to-left embedding"),
  "U+202C": t("end of embedding or override"),
  "U+202D": t("left-to-right override"),
  "U+202E": t("right-to-left override"),
  "U+2060": t("word joiner"),
  "U+2066": t("left-to-right isolate"),
  "U+2067": t("right-to-left isolate"),
  "U+2068": t("first-strong isolate"),
  "U+2069": t("end of isolate"),
  "U+FE0F": t("emoji selector"),
  "U+FEFF": t("byte order mark"),
};

export const hidden = {
  found: (count: number) =>
    count === 1
      ? t("The text holds a character that cannot be seen. Insert it?")
      : t("The text holds {0} characters that cannot be seen. Insert it?", number(count)),
  line: (code: string, count: number) =>
    [number(count), "×", code, ...(HIDDEN_NAMES[code] === undefined ? [] : [`(${HIDDEN_NAMES[code]})`])].join(" ") +
    ".",
  more: (kinds: number) => t("And {0} more kinds.", number(kinds)),
  why: t("Such characters can make code read differently from what it does."),
  insertAnyway: t("Insert Anyway"),
  insertWithout: t("Insert Without Them"),
};
