import * as vscode from "vscode";
import type { Whereabouts } from "./machine-name";

/** Where this window is, as the editor tells. */
export function whereabouts({ extension }: Pick<vscode.ExtensionContext, "extension">): Whereabouts {
  const uris = [vscode.workspace.workspaceFile, ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri)];
  const remote = uris.find((uri) => uri?.scheme === "vscode-remote") ?? uris.find((uri) => uri?.authority);
  return {
    remoteName: vscode.env.remoteName,
    authority: remote?.authority,
    runs: extension.extensionKind === vscode.ExtensionKind.UI ? "beside the window" : "beside the folder",
  };
}
