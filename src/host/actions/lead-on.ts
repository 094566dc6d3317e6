import * as vscode from "vscode";
import { messages } from "../notify";
import { WAYS_ON, type WayOn } from "../texts/ways-on";

/** Says why there is nothing to show or to do, with the one button that leads on. What waits for the command does not wait for the button. */
export function leadOn(why: string, wayOn: WayOn): void {
  const { label, command } = WAYS_ON[wayOn];
  void messages.information(why, label).then((pressed) => {
    if (pressed !== undefined) void vscode.commands.executeCommand(command);
  });
}
