import * as vscode from "vscode";
import { strictest, type StaysLocal } from "./strictest";

/**
 * Whether any scope asks for all to stay local: the user, the machine, the workspace or one of its folders, trusted or not. None can take back what another one
 * asked for, and what is neither true nor false may have been meant as either.
 */
export function anyScopeStaysLocal(): StaysLocal {
  const folders: (vscode.Uri | undefined)[] = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const values = [undefined, ...folders].flatMap((folder) =>
    valuesIn(vscode.workspace.getConfiguration("llmBreaker", folder)),
  );
  return strictest(values);
}

/** Every value that any scope gives, and the one that the editor would take, which a policy may decide. The editor knows scopes that its typings do not name. */
function valuesIn(configuration: vscode.WorkspaceConfiguration): unknown[] {
  const scopes: Record<string, unknown> = { ...configuration.inspect("localOnly") };
  return [
    configuration.get("localOnly"),
    ...Object.entries(scopes)
      .filter(([name]) => name.endsWith("Value"))
      .map(([, value]) => value),
  ];
}
