import * as vscode from "vscode";
import { edit as texts } from "../texts";
import type { CodeSource } from "./question";

/**
 * Where an answer's text goes: the text editor that was used last (the panel itself has the focus when a button is pressed).
 * Both edits can be undone. They return the sentence that says why they could not be made.
 */
export class EditorTarget implements vscode.Disposable {
  #last = vscode.window.activeTextEditor;
  readonly #listener = vscode.window.onDidChangeActiveTextEditor((editor) => {
    if (editor && isOfUser(editor.document)) this.#last = editor;
  });

  dispose(): void {
    this.#listener.dispose();
  }

  async insert(text: string): Promise<string | undefined> {
    const editor = await this.#usable();
    if (!editor) return texts.noEditor;
    const { start } = editor.selection;
    const done = await editor.edit((edit) => {
      for (const selection of editor.selections) edit.replace(selection, text);
    });
    // The cursor stands behind it: what was inserted may all be above what is in sight.
    editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    return done ? undefined : texts.readOnly;
  }

  async replace(source: CodeSource, text: string): Promise<string | undefined> {
    const document = await vscode.workspace
      .openTextDocument(vscode.Uri.parse(source.uri))
      .then(undefined, () => undefined);
    if (!document) return texts.readOnly;
    const range = currentRange(document, source);
    if (!range) return texts.changed;
    const viewColumn = this.#last?.document === document ? this.#last.viewColumn : undefined;
    const editor = await vscode.window.showTextDocument(document, { ...(viewColumn !== undefined && { viewColumn }) });
    return (await editor.edit((edit) => edit.replace(range, text))) ? undefined : texts.readOnly;
  }

  async #usable(): Promise<vscode.TextEditor | undefined> {
    const editor = this.#last;
    if (!editor || editor.document.isClosed)
      return vscode.window.visibleTextEditors.find(({ document }) => isOfUser(document));
    if (vscode.window.visibleTextEditors.includes(editor)) return editor;
    // Its tab is hidden behind another: show it, with the cursor where it was.
    return vscode.window.showTextDocument(editor.document, {
      selection: editor.selection,
      ...(editor.viewColumn !== undefined && { viewColumn: editor.viewColumn }),
    });
  }
}

/** Where the code stands now: where it stood, or wherever else it stands exactly once; undefined when it was changed. */
function currentRange(document: vscode.TextDocument, source: CodeSource): vscode.Range | undefined {
  const range = new vscode.Range(source.start.line, source.start.character, source.end.line, source.end.character);
  if (document.getText(range) === source.text) return range;
  const all = document.getText();
  const first = all.indexOf(source.text);
  if (source.text === "" || first === -1 || all.indexOf(source.text, first + 1) !== -1) return undefined;
  return new vscode.Range(document.positionAt(first), document.positionAt(first + source.text.length));
}

/** Output channels and the like are text editors too, but nobody inserts into them. */
function isOfUser(document: vscode.TextDocument): boolean {
  return !["output", "debug", "vscode-scm"].includes(document.uri.scheme);
}
