import * as vscode from "vscode";

const name = "Ollama";

/** Runs `ollama serve` in a terminal of its own, where the user sees what it says; the one of before is used again. */
export function startOllama(): void {
  const earlier = vscode.window.terminals.find((terminal) => terminal.name === name && terminal.exitStatus === undefined);
  const terminal = earlier ?? vscode.window.createTerminal({ name, iconPath: new vscode.ThemeIcon("server-process") });
  terminal.show(true);
  terminal.sendText("ollama serve");
}
