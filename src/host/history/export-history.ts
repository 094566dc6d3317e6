import { basename } from "node:path";
import * as vscode from "vscode";
import type { ExportFormat } from "../../core/history/export-format";
import type { HistoryStore } from "../../core/history/types";
import type { Logger } from "../../core/ports/logger";
import { documentsFolder } from "../../node/files/documents-folder";
import { WriteFileError } from "../../node/files/write-whole-file";
import { exportToFile } from "../../node/history/export-to-file";
import { leadOn } from "../actions/lead-on";
import { messages, progress } from "../notify";
import { historyTexts as texts } from "./texts";

/** `LLM: Export History…`: asks where to, writes JSON Lines or CSV by the name's ending, with progress and Cancel. */
export function exportHistory({ history, log }: { history: HistoryStore; log: Logger }): () => Promise<void> {
  return async () => {
    const { requests } = await history.overview();
    if (requests === 0) return leadOn(texts.nothing, "ask");
    const target = await vscode.window.showSaveDialog({
      title: texts.exportTitle,
      saveLabel: texts.exportLabel,
      filters: { [texts.formats.jsonl]: ["jsonl"], [texts.formats.csv]: ["csv"] },
      defaultUri: await defaultPlace(),
    });
    if (target === undefined) return;
    if (target.scheme !== "file") return void messages.error(texts.notOnDisk);
    let written: number | undefined;
    try {
      written = await progress.run(texts.exporting, (signal, report) => {
        const onProgress = (done: number) =>
          report(texts.progress(done, Math.max(done, requests)), done / Math.max(done, requests));
        return exportToFile(history, { path: target.fsPath, format: formatOf(target.fsPath), signal, onProgress });
      });
    } catch (error) {
      if (!(error instanceof WriteFileError)) throw error;
      log.warn("The history could not be exported", error);
      return void messages.error(texts.notWritten(basename(target.fsPath), error));
    }
    if (written === undefined) return;
    const choice = await messages.information(texts.exported(written, basename(target.fsPath)), texts.openFile);
    if (choice !== undefined) await vscode.window.showTextDocument(target);
  };
}

const formatOf = (path: string): ExportFormat => (path.toLowerCase().endsWith(".csv") ? "csv" : "jsonl");

/**
 * The user's own folder, on the machine where the extension runs. Not the opened one: it may be shared or published, and what is in it may
 * come from somebody else; and a folder that is no folder on disk could not be written to.
 */
const defaultPlace = async (): Promise<vscode.Uri> =>
  vscode.Uri.joinPath(vscode.Uri.file(await documentsFolder()), "llm-history.jsonl");
