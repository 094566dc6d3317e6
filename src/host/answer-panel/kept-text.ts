import { beginning } from "../../core/foreign/first-words";
import { MAX_SET_ASIDE_CHARS } from "../../core/model/limits";
import { TextGathering } from "../../core/foreign/text-gathering";

/** A text to which more may be added. */
export function gathered(text: string): TextGathering {
  const gathering = new TextGathering();
  gathering.add(text);
  return gathering;
}

/** What is kept of the text of an attempt that broke. */
export const setAside = (text: string): string =>
  text.length <= MAX_SET_ASIDE_CHARS ? text : [beginning(text, MAX_SET_ASIDE_CHARS), "…"].join("");
