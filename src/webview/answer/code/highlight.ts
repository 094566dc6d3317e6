import { MAX_COLOURED_CHARS } from "../../../core/model/limits";
import { loadedLater } from "../page/loaded-later";
import { PatientWorker } from "./worker-with-patience";

/** Code with its parts marked by class. Joined, the texts are the code. */
export type ColouredPart = string | { className: string; parts: ColouredPart[] };

export interface HighlightRequest {
  code: string;
  language: string;
}

/** Undefined where the language is not known. */
export type HighlightReply = ColouredPart[] | undefined;

const highlighter = new PatientWorker<HighlightRequest, HighlightReply>(loadedLater.highlighter, {
  ms: 2_000,
  mostGivenUp: 3,
});

/** The code with its parts marked by class, as DOM nodes; undefined where the language is not known or it takes too long. The text is the same in any case. */
export async function highlight(code: string, language: string): Promise<Node[] | undefined> {
  if (language === "" || code.length > MAX_COLOURED_CHARS) return undefined;
  const parts = await highlighter.ask({ code, language });
  return parts && nodesOf(parts);
}

function nodesOf(parts: ColouredPart[]): Node[] {
  return parts.map((part) => {
    if (typeof part === "string") return document.createTextNode(part);
    const span = document.createElement("span");
    span.className = part.className;
    span.append(...nodesOf(part.parts));
    return span;
  });
}
