import { access, constants } from "node:fs/promises";
import * as vscode from "vscode";
import { edit as texts } from "../texts/editing";

/** Schemes whose documents are edited though no file system stands behind them. */
const EDITED_WITHOUT_FILES = ["untitled", "vscode-notebook-cell"];

/** Thrown where a text cannot be put into a file; the message is the sentence to show. */
export class CannotEdit extends Error {
  override readonly name = "CannotEdit";
}

/** The document, opened if need be. @throws {CannotEdit} where it cannot be had */
export async function openAgain(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open;
  // To open an untitled file by its name would make a new, empty one.
  if (uri.scheme === "untitled") throw new CannotEdit(texts.untitledClosed(nameOf(uri)));
  return vscode.workspace.openTextDocument(uri).then(undefined, () => {
    throw new CannotEdit(texts.closed(nameOf(uri)));
  });
}

/** @throws {CannotEdit} where the document is not to be changed: an edit by an extension gets past what keeps a person from typing */
export async function mustBeEditable(document: vscode.TextDocument): Promise<void> {
  const { uri } = document;
  if (EDITED_WITHOUT_FILES.includes(uri.scheme)) return;
  const writable = vscode.workspace.fs.isWritableFileSystem(uri.scheme);
  if (writable === undefined) throw new CannotEdit(texts.noFile(nameOf(uri)));
  if (!writable || (await isReadOnlyFile(uri)) || isReadOnlyBySettings(document))
    throw new CannotEdit(texts.readOnly(nameOf(uri)));
}

export function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}

/** The editor takes a file that cannot be written for read-only only where it is told to; else it offers to overwrite it when it is saved. */
async function isReadOnlyFile(uri: vscode.Uri): Promise<boolean> {
  const byPermissions = vscode.workspace.getConfiguration("files", uri).get("readonlyFromPermissions") === true;
  if (byPermissions && uri.scheme === "file")
    return access(uri.fsPath, constants.W_OK).then(
      () => false,
      ({ code }: NodeJS.ErrnoException) => code === "EACCES" || code === "EROFS",
    );
  const file = await vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
  return ((file?.permissions ?? 0) & vscode.FilePermission.Readonly) !== 0;
}

function isReadOnlyBySettings(document: vscode.TextDocument): boolean {
  const settings = vscode.workspace.getConfiguration("files", document.uri);
  const matches = (setting: string): boolean =>
    Object.entries(settings.get<Record<string, unknown>>(setting) ?? {}).some(
      ([glob, on]) =>
        on === true &&
        patternsOf(glob, document.uri).some((pattern) => vscode.languages.match({ pattern }, document) > 0),
    );
  return matches("readonlyInclude") && !matches("readonlyExclude");
}

/** A glob of the settings is about whole paths, or about paths within the opened folder. */
function patternsOf(glob: string, uri: vscode.Uri): vscode.GlobPattern[] {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder ? [glob, new vscode.RelativePattern(folder, glob)] : [glob];
}
