import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { systemClock } from "../../core/breaker/system-clock";
import type { HistoryClient } from "../../core/history/client/history-client";
import type { Logger } from "../../core/ports/logger";
import { openHistory } from "../../node/history/open-history";
import type { SettingsStore } from "../settings/store";
import { messages } from "../notify";
import { historyOptions } from "../settings/rules/history-rules";
import { troubleNotice } from "./trouble-notice";

/** The history in the global storage folder, shared by all windows. Nothing is opened before the first entry or question. */
export function createHistory(
  { globalStorageUri, extensionPath }: Pick<vscode.ExtensionContext, "globalStorageUri" | "extensionPath">,
  settings: SettingsStore,
  logger: Logger,
): { history: HistoryClient; dispose(): Promise<void> } {
  const history = openHistory({
    directory: globalStorageUri.fsPath,
    workerPath: join(extensionPath, "dist", "history-worker.js"),
    clock: systemClock,
    logger,
    options: historyOptions(settings.current),
    onTrouble: troubleNotice({
      directory: globalStorageUri.fsPath,
      warn: (message, ...buttons) => messages.warning(message, ...buttons),
      reveal,
      log: (error) => logger.error("The notice of trouble with the history failed", error),
    }),
  });
  const changes = settings.onDidChange(() => history.configure(historyOptions(settings.current)));
  return {
    history,
    async dispose() {
      changes.dispose();
      await history.dispose();
    },
  };
}

/** On another machine (SSH, a container) there is no file manager to show it in: a window opens on the folder there. */
function reveal(path: string): Thenable<unknown> {
  if (vscode.env.remoteName === undefined)
    return vscode.commands.executeCommand("revealFileInOS", vscode.Uri.file(path));
  return vscode.commands.executeCommand("vscode.openFolder", vscode.Uri.file(dirname(path)), { forceNewWindow: true });
}
