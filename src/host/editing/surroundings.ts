import * as vscode from "vscode";
import type { Surroundings } from "./fitted";
import type { Spot } from "./moved-place";

/** What code has to fit into that is to begin at that spot of the document. */
export function surroundingsOf(document: vscode.TextDocument, { line, character }: Spot): Surroundings {
  const [lineIndent] = /^[ \t]*/.exec(document.lineAt(line).text.slice(0, character))!;
  return { unit: indentUnit(document), lineIndent, inLine: character > 0 };
}

/** The editor has found out how an open file is indented; else it is as the settings say for its language. */
function indentUnit(document: vscode.TextDocument): string {
  const options = vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.options;
  const settings = vscode.workspace.getConfiguration("editor", document);
  const insertSpaces = options?.insertSpaces ?? settings.get("insertSpaces", true);
  const tabSize = options?.tabSize ?? settings.get("tabSize", 4);
  return insertSpaces === true ? " ".repeat(Number(tabSize) || 4) : "\t";
}
