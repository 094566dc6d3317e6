import { beginning } from "../../core/foreign/first-words";
import { MAX_QUESTION_CHARS } from "../../core/model/limits";
import { composer as texts } from "../texts/asking";

/**
 * Something of the editor as it is sent: within a fence longer than any in its text, so that text about Markdown does not end it. Of what is longer than a
 * question may be the beginning is sent, and that is said in it.
 */
export function fenced(label: string, language: string, whole: string): string {
  const text = beginning(whole, MAX_QUESTION_CHARS);
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = "`".repeat(longest + 1);
  const note = text.length < whole.length ? `\n\n${texts.cutToBeginning(text.length, whole.length)}` : "";
  return `${label}:\n\n${fence}${language}\n${text}\n${fence}${note}`;
}
