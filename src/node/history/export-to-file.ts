import type { ExportFormat } from "../../core/history/export-format";
import { exportHead, exportLine } from "../../core/history/export-format";
import type { ExportQuery, HistoryStore } from "../../core/history/types";
import { writeWholeFile } from "../files/write-whole-file";

export interface ExportToFile {
  path: string;
  format: ExportFormat;
  query?: Pick<ExportQuery, "fromMs" | "toMs">;
  signal?: AbortSignal;
  /** Called after every few hundred records. */
  onProgress?(done: number): void;
}

/**
 * Writes the history to a file, a batch at a time. The file appears when it is whole: what was there before stays until then, also
 * when it is cancelled or fails. It is for its owner only, as it may hold prompts and answers.
 *
 * @returns the number of records written. Rejects with the signal's reason, or with a `WriteFileError`.
 */
export function exportToFile(
  history: Pick<HistoryStore, "export">,
  { path, format, query = {}, signal, onProgress }: ExportToFile,
): Promise<number> {
  return writeWholeFile(path, async (append) => {
    let done = 0;
    await append(exportHead(format));
    for await (const batch of history.export({ ...query, includeEvents: format === "jsonl" }, signal)) {
      await append(batch.map((record) => exportLine(format, record)).join(""));
      done += batch.length;
      onProgress?.(done);
      signal?.throwIfAborted();
    }
    return done;
  });
}
