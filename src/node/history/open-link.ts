import { join } from "node:path";
import { DirectLink, type HistoryLink } from "../../core/history/client/history-link";
import { MemoryEngine } from "../../core/history/memory/memory-engine";
import { historyFileName } from "./history-file";
import type { OpenHistoryOptions } from "./open-history";
import { hasSqlite } from "./sqlite/sqlite-module";
import { leaveOver } from "./worker/left-over";
import { WorkerLink } from "./worker/worker-link";

/** The way to the history's file, or to one in memory where this runtime has no SQLite. @param startedAt epoch milliseconds */
export function openLink(options: OpenHistoryOptions, startedAt: number): HistoryLink {
  const { directory, workerPath, clock, logger, random = Math.random, onTrouble = () => {} } = options;
  const inMemory = (): HistoryLink =>
    new DirectLink(new MemoryEngine(() => clock.wallNow()), (error) =>
      logger.error("Cannot record in the history", error),
    );
  if (!hasSqlite()) {
    logger.info("This runtime has no SQLite: the history is kept in memory, until the window closes");
    return inMemory();
  }
  const start = { path: join(directory, historyFileName), sessionId: 1 + Math.floor(random() * 2 ** 48), startedAt };
  let leftOver = 0;
  return new WorkerLink({
    workerPath,
    start,
    logger,
    leaveOver: (ops) => leaveOver(directory, `${startedAt}-${start.sessionId}-${++leftOver}`, ops),
    onTrouble,
    fallback: inMemory,
  });
}
