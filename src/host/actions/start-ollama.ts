import { homedir } from "node:os";
import * as vscode from "vscode";
import { ENDPOINT_TYPES } from "../../core/model/endpoint-types";
import { LocalProcess } from "./local-process";

const SELF = "llm-breaker.llm-breaker";
const { name, start } = ENDPOINT_TYPES.ollama.program;

let own: vscode.Terminal | undefined;

/**
 * Runs `ollama serve` in a terminal of its own, where the user sees what it says; the one of before is used again. Never in one that merely has
 * its name, which may be a shell on another machine or a program that reads the words; and in the home folder, because the shell of Windows
 * runs a program of the current folder first, and the opened folder may hold an `ollama.exe` of its own.
 */
export function startOllama(): void {
  if (terminalsAreElsewhere()) return startBesideTheWindow();
  if (own?.exitStatus !== undefined || !vscode.window.terminals.some((terminal) => terminal === own)) own = undefined;
  own ??= vscode.window.createTerminal({ name, cwd: homedir(), iconPath: new vscode.ThemeIcon("server-process") });
  own.show(true);
  own.sendText(start);
}

/** The extension runs beside the window, and the window is on another machine, where the editor opens its terminals. */
function terminalsAreElsewhere(): boolean {
  const self = vscode.extensions.getExtension(SELF);
  return vscode.env.remoteName !== undefined && self?.extensionKind === vscode.ExtensionKind.UI;
}

function startBesideTheWindow(): void {
  if (own?.exitStatus !== undefined) own = undefined;
  own ??= vscode.window.createTerminal({ name, pty: new LocalProcess(start.split(" ")) });
  own.show(true);
}
