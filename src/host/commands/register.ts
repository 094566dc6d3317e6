import * as vscode from "vscode";
import { COMMAND_IDS, type CommandId } from "./ids";

/** Registers every command. @param run does what one of them is for */
export function registerCommands(run: (id: CommandId, args: unknown[]) => Promise<unknown>): vscode.Disposable {
  const registrations = COMMAND_IDS.map((id) =>
    vscode.commands.registerCommand(id, (...args: unknown[]) => run(id, args)),
  );
  return vscode.Disposable.from(...registrations);
}
