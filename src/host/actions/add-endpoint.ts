import * as vscode from "vscode";
import { openSettings } from "./open-settings";

const COMMAND = "llmBreaker.addEndpoint";

/** Leads through the adding of an endpoint, where there is a guide for that, else to the setting. */
export async function addEndpoint(): Promise<void> {
  const commands = await vscode.commands.getCommands(true);
  if (commands.includes(COMMAND)) await vscode.commands.executeCommand(COMMAND);
  else await openSettings("llmBreaker.endpoints");
}
