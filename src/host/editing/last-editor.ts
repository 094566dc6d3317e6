import * as vscode from "vscode";

/** Output channels and the like are text editors too, but nobody inserts into them. */
const NOT_OF_USER = ["output", "debug", "vscode-scm", "comment"];

/** The text editor that was used last: while a panel has the focus, there is no active one. */
export class LastEditor implements vscode.Disposable {
  #editor = vscode.window.activeTextEditor;
  readonly #listener = vscode.window.onDidChangeActiveTextEditor((editor) => {
    if (editor && isOfUser(editor.document)) this.#editor = editor;
  });

  get editor(): vscode.TextEditor | undefined {
    return this.#editor;
  }

  dispose(): void {
    this.#listener.dispose();
  }
}

export function isOfUser(document: vscode.TextDocument): boolean {
  return !NOT_OF_USER.includes(document.uri.scheme);
}
