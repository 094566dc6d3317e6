import * as vscode from "vscode";
import { problemsAt } from "../code/code-target";

/** What the menus ask for before they offer “Fix with LLM”. */
const CONTEXT_KEY = "llmBreaker.problemsHere";

/** Keeps the editor told whether something is reported where the cursor is. */
export function watchProblemsHere(): vscode.Disposable {
  let known = false;
  const look = (): void => {
    const editor = vscode.window.activeTextEditor;
    const found = editor !== undefined && problemsAt(editor.document, editor.selections).length > 0;
    if (found === known) return;
    known = found;
    void vscode.commands.executeCommand("setContext", CONTEXT_KEY, found);
  };
  look();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(look),
    vscode.window.onDidChangeTextEditorSelection(look),
    vscode.languages.onDidChangeDiagnostics(look),
  );
}
