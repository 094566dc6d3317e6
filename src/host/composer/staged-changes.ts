import * as vscode from "vscode";

/** What this extension needs of the API of the editor's own Git extension, version 1. */
interface GitApi {
  repositories: { rootUri: vscode.Uri; diff(cached: boolean): Promise<string>; inputBox: { value: string } }[];
}

/** The repositories of the opened folders; none where the Git extension is off or there is no Git. */
export async function repositories(): Promise<GitApi["repositories"]> {
  const extension = vscode.extensions.getExtension<{ enabled: boolean; getAPI(version: 1): GitApi }>("vscode.git");
  if (!extension) return [];
  try {
    const git = await extension.activate();
    return git.enabled ? git.getAPI(1).repositories : [];
  } catch {
    // Git itself is not installed, or the extension cannot start: there is nothing to offer then.
    return [];
  }
}

/** The folder's machine has the Git extension, and this one runs beside the window: what is staged cannot be asked for. */
export const gitIsElsewhere = (): boolean =>
  vscode.env.remoteName !== undefined && vscode.extensions.getExtension("vscode.git") === undefined;

/** What is staged in each repository. */
export async function stagedDiffs(): Promise<{ root: string; diff: string }[]> {
  const found = await Promise.all(
    (await repositories()).map(async (repository) => ({
      root: repository.rootUri.fsPath,
      diff: await repository.diff(true).catch(() => ""),
    })),
  );
  return found.filter(({ diff }) => diff.trim() !== "");
}
