import * as vscode from "vscode";

/** Shows the very text that would go with a question, in an editor. */
export async function showText(content: string): Promise<void> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "markdown", content }), {
    viewColumn: vscode.ViewColumn.One,
    preview: true,
  });
}
