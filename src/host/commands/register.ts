import * as vscode from "vscode";
import { NothingToSend } from "../code/code-question";
import { leadOn } from "../actions/lead-on";
import type { HostContext } from "./context";
import { messages } from "../notify";
import { buttons, errors } from "../texts";
import { commandHandlers, type Handler } from "./list";

/** Registers every command; what one of them throws becomes one sentence for the user and the whole in the log. */
export function registerCommands(context: HostContext): vscode.Disposable {
  const registrations = Object.entries(commandHandlers(context)).map(([id, handler]) =>
    vscode.commands.registerCommand(id, guarded(id, handler, context)),
  );
  return vscode.Disposable.from(...registrations);
}

function guarded(id: string, handler: Handler, context: HostContext): Handler {
  return async (...args) => {
    try {
      return await handler(...args);
    } catch (error) {
      if (error instanceof NothingToSend) {
        if (error.wayOn) leadOn(error.message, error.wayOn);
        else void messages.warning(error.message);
        return undefined;
      }
      context.log.error(`“${id}” failed`, error);
      const message = error instanceof Error ? error.message : String(error);
      void messages.error(errors.unexpected(message), buttons.showLog).then((choice) => {
        if (choice !== undefined) void context.showLog();
      });
      return undefined;
    }
  };
}
