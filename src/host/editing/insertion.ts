import * as vscode from "vscode";
import { edit as texts } from "../texts/editing";
import { fitted } from "./fitted";
import { surroundingsOf } from "./surroundings";
import { CannotEdit, mustBeEditable } from "./editable";
import { isOfUser, type LastEditor } from "./last-editor";

/** Puts text where the cursor is: in the text editor that was used last, because the panel itself has the focus when a button is pressed. */
export class Insertion {
  readonly #last: Pick<LastEditor, "editor">;

  constructor(last: Pick<LastEditor, "editor">) {
    this.#last = last;
  }

  /** Inserts at every cursor, over what is selected, in one step. Code is indented as its line is. @throws {CannotEdit} and changes nothing */
  async insert(text: string, kind: "code" | "words"): Promise<void> {
    const editor = await this.#usable();
    if (!editor) throw new CannotEdit(texts.noEditor);
    const { document } = editor;
    await mustBeEditable(document);
    const { start } = editor.selection;
    const done = await editor.edit((edit) => {
      for (const selection of editor.selections) {
        const fit = kind === "code" ? fitted(text, "", surroundingsOf(document, selection.start)) : text;
        edit.replace(selection, fit);
      }
    });
    if (!done) throw new CannotEdit(texts.refused);
    // The cursor stands behind it: what was inserted may all be above what is in sight.
    editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  async #usable(): Promise<vscode.TextEditor | undefined> {
    const { editor } = this.#last;
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
