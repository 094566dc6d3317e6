import * as vscode from "vscode";
import { messages } from "../notify";
import { buttons } from "../texts/standing";

const OF_EXTENSION = "@ext:llm-breaker.llm-breaker";

/** Opens the settings page at one setting, or at all of this extension. In a remote window the settings are those of its machine. */
export async function openSettings(setting: string = OF_EXTENSION): Promise<void> {
  if (vscode.env.remoteName === undefined)
    await vscode.commands.executeCommand("workbench.action.openSettings", setting);
  else await vscode.commands.executeCommand("workbench.action.openRemoteSettings", { query: setting });
}

/** Says what is wrong with a setting, or with all of them, with a button that opens it. */
export async function warnOfSettings(message: string, setting?: string): Promise<void> {
  const choice = await messages.warning(message, buttons.openSettings);
  if (choice !== undefined) await openSettings(setting);
}
