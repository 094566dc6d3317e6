import type { Clock } from "../../core/breaker/types";
import { loaded } from "../../core/failure/loaded";
import { HistoryClient } from "../../core/history/client/history-client";
import { LaterLink } from "../../core/history/client/later-link";
import type { HistoryTrouble } from "../../core/history/client/trouble";
import type { HistoryOptions } from "../../core/history/types";
import type { Logger } from "../../core/ports/logger";

export interface OpenHistoryOptions {
  /** Folder of the history file, shared by all windows; made when it is needed. */
  directory: string;
  /** The bundled `history-worker.js`. */
  workerPath: string;
  clock: Clock;
  logger: Logger;
  /** 0..1; tells windows apart. */
  random?: () => number;
  options?: Partial<HistoryOptions>;
  /** Told what a person should know; it stands in the log, too. */
  onTrouble?: (trouble: HistoryTrouble) => void;
}

/**
 * The history in the SQLite file of a folder, or in memory where this runtime has no SQLite or the file cannot be used. Nothing is
 * loaded, opened or started before the first entry or question.
 */
export function openHistory(given: OpenHistoryOptions): HistoryClient {
  const { clock, logger, options } = given;
  const startedAt = clock.wallNow();
  const link = new LaterLink(
    async () => (await loaded(() => import("./open-link"))).openLink(given, startedAt),
    (error) => logger.error("The history could not be loaded", error),
  );
  return new HistoryClient(link, { clock, logger }, options);
}
