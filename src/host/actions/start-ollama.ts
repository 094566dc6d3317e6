import { homedir } from "node:os";
import * as vscode from "vscode";
import { ENDPOINT_TYPES } from "../../core/model/endpoint-types";

const { name, start } = ENDPOINT_TYPES.ollama.program;

let own: vscode.Terminal | undefined;

/**
 * Runs `ollama serve` in a terminal of its own, where the user sees what it says; the one of before is used again. Never in one that merely has
 * its name, which may be a shell on another machine or a program that reads the words; and in the home folder, because the shell of Windows
 * runs a program of the current folder first, and the opened folder may hold an `ollama.exe` of its own.
 */
export function startOllama(): void {
  if (own?.exitStatus !== undefined || !vscode.window.terminals.some((terminal) => terminal === own)) own = undefined;
  own ??= vscode.window.createTerminal({ name, cwd: homedir(), iconPath: new vscode.ThemeIcon("server-process") });
  own.show(true);
  own.sendText(start);
}
