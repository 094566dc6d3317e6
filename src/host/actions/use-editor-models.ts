import * as vscode from "vscode";
import { openSettings } from "./open-settings";

const TYPE = "vscode-lm";

/**
 * Adds the editor's own models as an endpoint to the settings that are in force, behind those that are there.
 * @returns whether they are written; where they are not a list, they are opened instead
 */
export async function useEditorModels(): Promise<boolean> {
  const configuration = vscode.workspace.getConfiguration("llmBreaker");
  const inspected = configuration.inspect<unknown>("endpoints");
  const inFolder = inspected?.workspaceValue !== undefined;
  const now: unknown = configuration.get("endpoints");
  if (!Array.isArray(now)) {
    await openSettings("llmBreaker.endpoints");
    return false;
  }
  const there = now as { id?: unknown; type?: unknown }[];
  if (there.some((endpoint) => endpoint?.type === TYPE)) return true;
  const added = { id: freeId(there.map((endpoint) => endpoint?.id)), type: TYPE };
  const target = inFolder ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update("endpoints", [...there, added], target);
  return true;
}

/** “editor”, or with the first number that makes it another one. */
function freeId(taken: unknown[]): string {
  for (let number = 1; ; number++) {
    const id = number === 1 ? "editor" : `editor-${number}`;
    if (!taken.includes(id)) return id;
  }
}
