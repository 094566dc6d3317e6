import { basename } from "node:path";
import * as vscode from "vscode";
import type { ExportFormat } from "../../core/history/export-format";
import type { HistoryStore } from "../../core/history/types";
import { exportToFile } from "../../node/history/export-to-file";
import { historyTexts as texts } from "./texts";
import { withProgress } from "./with-progress";

/** `LLM: Export History…`: asks where to, writes JSON Lines or CSV by the name's ending, with progress and Cancel. */
export function exportHistory({ history }: { history: HistoryStore }): () => Promise<void> {
  return async () => {
    const { requests } = await history.overview();
    if (requests === 0) return void vscode.window.showInformationMessage(texts.nothing);
    const target = await vscode.window.showSaveDialog({
      title: texts.exportTitle,
      saveLabel: texts.exportLabel,
      filters: { [texts.formats.jsonl]: ["jsonl"], [texts.formats.csv]: ["csv"] },
      ...defaultPlace(),
    });
    if (target === undefined) return;
    if (target.scheme !== "file") return void vscode.window.showErrorMessage(texts.notOnDisk);
    const written = await withProgress(texts.exporting, (signal, report) => {
      const onProgress = (done: number) => report(texts.progress(done, Math.max(done, requests)), done / Math.max(done, requests));
      return exportToFile(history, { path: target.fsPath, format: formatOf(target.fsPath), signal, onProgress });
    });
    if (written === undefined) return;
    const choice = await vscode.window.showInformationMessage(texts.exported(written, basename(target.fsPath)), texts.openFile);
    if (choice !== undefined) await vscode.window.showTextDocument(target);
  };
}

const formatOf = (path: string): ExportFormat => (path.toLowerCase().endsWith(".csv") ? "csv" : "jsonl");

function defaultPlace(): { defaultUri?: vscode.Uri } {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, "llm-history.jsonl") };
}
