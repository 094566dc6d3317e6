import * as vscode from "vscode";

const ofExtension = "@ext:llm-breaker.llm-breaker";

/** Opens the settings page at one setting, or at all of this extension. In a remote window the settings are those of its machine. */
export async function openSettings(setting: string = ofExtension): Promise<void> {
  if (vscode.env.remoteName === undefined) await vscode.commands.executeCommand("workbench.action.openSettings", setting);
  else await vscode.commands.executeCommand("workbench.action.openRemoteSettings", { query: setting });
}
