import * as vscode from "vscode";
import { edit as texts } from "../texts/editing";
import { fitted } from "./fitted";
import { rangeOf, reader } from "./followed-places";
import type { Place } from "./place";
import { surroundingsOf } from "./surroundings";
import { CannotEdit } from "./editable";

/** Code that is to take the place of other code, once a person has seen the difference. */
export interface Proposal {
  readonly place: Place;
  /** What goes where: one for each stretch of the place. */
  readonly codes: readonly string[];
  /** The document that shows the file as it would be. */
  readonly after: vscode.Uri;
}

/** One replacement, by the file's own indentation and line ends. */
interface Replacement {
  readonly range: vscode.Range;
  readonly text: string;
}

/** What would change in the document as it is now. @throws {CannotEdit} where the code is not there any more */
export function replacementsIn(document: vscode.TextDocument, { place, codes }: Proposal): Replacement[] {
  if (place.gone) throw new CannotEdit(texts.gone);
  if (!place.foundIn(reader(document))) throw new CannotEdit(texts.changed);
  return place.stretches.map((stretch, index) => {
    const text = fitted(codes[index] ?? "", stretch.text, surroundingsOf(document, stretch.start));
    return {
      range: rangeOf(stretch),
      text: document.eol === vscode.EndOfLine.CRLF ? text.replaceAll("\n", "\r\n") : text,
    };
  });
}

/** The whole text of the document with the replacements in it. */
export function textWith(document: vscode.TextDocument, replacements: readonly Replacement[]): string {
  let text = document.getText();
  for (const { range, text: replaced } of replacements.toReversed())
    text = text.slice(0, document.offsetAt(range.start)) + replaced + text.slice(document.offsetAt(range.end));
  return text;
}
