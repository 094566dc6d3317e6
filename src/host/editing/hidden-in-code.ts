import { countHidden, replaceHidden } from "../../core/foreign/hidden-characters";
import { hidden as texts } from "../texts/editing";

/** Shows a dialog with buttons. @returns the label that was pressed, undefined for Cancel */
export type Confirm = (message: string, detail: string, ...buttons: string[]) => Promise<string | undefined>;

/** More kinds than these are only counted. */
const MOST_NAMED = 5;

/**
 * What a person agrees to put into a file: code that holds characters which nobody sees may do something else than what is read, so they are
 * named first. @returns the text as it is, or without them; undefined when nothing is to be inserted
 */
export async function agreed(text: string, confirm: Confirm): Promise<string | undefined> {
  const counts = [...countHidden(text)];
  if (counts.length === 0) return text;
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const named = counts.slice(0, MOST_NAMED).map(([number, count]) => texts.line(number, count));
  const rest = counts.length - named.length;
  const pressed = await confirm(
    texts.found(total),
    [...named, ...(rest > 0 ? [texts.more(rest)] : []), texts.why].join(" "),
    texts.insertAnyway,
    texts.insertWithout,
  );
  if (pressed === texts.insertAnyway) return text;
  return pressed === texts.insertWithout ? replaceHidden(text, () => "") : undefined;
}
