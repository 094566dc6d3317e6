import { open, rename, rm } from "node:fs/promises";
import type { ExportFormat } from "../../core/history/export-format";
import { exportHead, exportLine } from "../../core/history/export-format";
import type { ExportQuery, HistoryStore } from "../../core/history/types";

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
 * when it is cancelled or fails.
 *
 * @returns the number of records written. Rejects with the signal's reason, or with what the file system says.
 */
export async function exportToFile(history: Pick<HistoryStore, "export">, { path, format, query = {}, signal, onProgress }: ExportToFile): Promise<number> {
  const draft = `${path}.part`;
  let done = 0;
  try {
    // For its owner only: it may hold prompts and answers.
    const file = await open(draft, "w", 0o600);
    try {
      await file.write(exportHead(format));
      for await (const batch of history.export({ ...query, includeEvents: format === "jsonl" }, signal)) {
        await file.write(batch.map((record) => exportLine(format, record)).join(""));
        done += batch.length;
        onProgress?.(done);
        signal?.throwIfAborted();
      }
    } finally {
      await file.close();
    }
    await rename(draft, path);
    return done;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
