import * as vscode from "vscode";
import { settings as texts } from "../texts/settings";
import { settingNames } from "./list";
import type { SettingProblem } from "./read";

/** One window has one service: with several folders open, it cannot be what each of them says. Those that say something are named. */
export function ignoredFolderSettings(): SettingProblem[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length < 2) return [];
  return folders.flatMap((folder) => {
    const configuration = vscode.workspace.getConfiguration("llmBreaker", folder);
    // Staying local is the one thing that a single folder can ask of the whole window.
    const set = settingNames.filter(
      (name) => name !== "localOnly" && configuration.inspect(name)?.workspaceFolderValue !== undefined,
    );
    const [setting] = set;
    if (setting === undefined) return [];
    return [{ setting, path: folder.uri.toString(), message: texts.folderIgnored(folder.name, set) }];
  });
}
