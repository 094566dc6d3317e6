import { join } from "node:path";
import type * as vscode from "vscode";
import { systemClock } from "../../core/breaker/system-clock";
import type { HistoryClient } from "../../core/history/history-client";
import type { Logger } from "../../core/ports/logger";
import { openHistory } from "../../node/history/open-history";
import type { SettingsStore } from "../settings/store";
import { historyOptions } from "./history-settings";

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
