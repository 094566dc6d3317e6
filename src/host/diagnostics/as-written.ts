import { asMarkdown, inert } from "../../core/foreign/foreign-text";

/** Words in which nothing is markup, an address or a name that some page makes a link. A colon only before a digit, as in a time. */
const PLAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9 ,()/.?%-]|:\d)*)?$/;
const ADDRESS = /www\./i;
/** What a cell of a table or a code span ends at. */
const ENDS_CODE = /[`|]/;

/**
 * As Markdown that shows exactly these words, and that can be read as a plain text too: a report is looked at before it is given away, and is pasted where nobody draws it.
 * What is more than words is a code span; only what would end that is spelled out.
 */
export function asWritten(text: string): string {
  const line = inert(text);
  if (PLAIN.test(line) && !ADDRESS.test(line)) return line;
  return ENDS_CODE.test(line) ? asMarkdown(line) : `\`${line}\``;
}
