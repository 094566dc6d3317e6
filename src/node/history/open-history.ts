import { join } from "node:path";
import type { Clock } from "../../core/breaker/types";
import { HistoryClient } from "../../core/history/client/history-client";
import { DirectLink } from "../../core/history/client/history-link";
import { MemoryEngine } from "../../core/history/memory/memory-engine";
import { createMemoryHistory } from "../../core/history/memory/memory-history";
import type { HistoryTrouble } from "../../core/history/client/trouble";
import type { HistoryOptions } from "../../core/history/types";
import type { Logger } from "../../core/ports/logger";
import { leaveOver } from "./worker/left-over";
import { hasSqlite } from "./sqlite/sqlite-module";
import { WorkerLink } from "./worker/worker-link";

export const historyFileName = "history.db";

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
export function openHistory({
  directory,
  workerPath,
  clock,
  logger,
  random = Math.random,
  options,
  onTrouble = () => {},
}: OpenHistoryOptions): HistoryClient {
  const deps = { clock, logger };
  if (!hasSqlite()) {
    logger.info("This runtime has no SQLite: the history is kept in memory, until the window closes");
    return createMemoryHistory(deps, options);
  }
  const start = {
    path: join(directory, historyFileName),
    sessionId: 1 + Math.floor(random() * 2 ** 48),
    startedAt: clock.wallNow(),
  };
  let leftOver = 0;
  const link = new WorkerLink({
    workerPath,
    start,
    logger,
    leaveOver: (ops) => leaveOver(directory, `${start.startedAt}-${start.sessionId}-${++leftOver}`, ops),
    onTrouble,
    fallback: () =>
      new DirectLink(new MemoryEngine(() => clock.wallNow()), (error) =>
        logger.error("Cannot record in the history", error),
      ),
  });
  return new HistoryClient(link, deps, options);
}
