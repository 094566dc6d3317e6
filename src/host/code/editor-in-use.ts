import * as vscode from "vscode";

/** The editor puts a prefix of its own before the type of a panel. */
const OWN_PANEL = /(?:^|-)llmBreaker\.\w+$/;

/**
 * The text editor that a person works in. While one of the extension's own panels has the focus, the editor has no active one: it is the one beside the panel then. Not where
 * a picture or another page is looked at: nobody means the code beside that.
 */
export function editorInUse(): vscode.TextEditor | undefined {
  const active = vscode.window.activeTextEditor;
  const shown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (active || !(shown instanceof vscode.TabInputWebview) || !OWN_PANEL.test(shown.viewType)) return active;
  return editorInSight();
}

/** What has no column stands in no group: the output, or a part of another editor. */
export const editorInSight = (): vscode.TextEditor | undefined =>
  vscode.window.visibleTextEditors.find(({ viewColumn }) => viewColumn !== undefined);
