import { MAX_HEADER_CHARS } from "../../core/model/limits";
import { keys as texts } from "../texts/keys";

/** What is wrong with an API key as it was typed or pasted, blanks around it apart; undefined where it can be sent. Nothing at all is no key, but no problem. */
export function keyProblem(typed: string): string | undefined {
  const key = typed.trim();
  if (/\s/.test(key)) return texts.unusual;
  // What a page shows in the place of a hidden key is easily copied along, and invisible characters with it; no header can carry them.
  if (!/^[\x21-\x7e]*$/.test(key)) return texts.unsendable;
  if (key.length > MAX_HEADER_CHARS) return texts.tooLong(MAX_HEADER_CHARS);
  return undefined;
}
