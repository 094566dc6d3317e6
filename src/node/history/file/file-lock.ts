import type { SqliteModule } from "../sqlite/sqlite-module";
import { isBusy } from "../sqlite/sqlite-module";
import { regularFileAt } from "./regular-file";

/** How long one window waits for another one that opens or moves the file, in milliseconds. */
const LOCK_TIMEOUT_MS = 2_000;

/**
 * Lets one window at a time make, move or replace the history's file. The lock is SQLite's own, on an empty database beside the file: the operating
 * system gives it back when its holder dies, so there is no stale one.
 *
 * @throws SQLite's "busy" when another window holds it for long.
 */
export function withFileLock<T>(sqlite: SqliteModule, path: string, work: () => T): T {
  const lock = new sqlite.DatabaseSync(regularFileAt(`${path}.lock`));
  try {
    // Nothing is ever written: no journal is needed.
    lock.exec(`PRAGMA busy_timeout = ${LOCK_TIMEOUT_MS}; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE`);
    return work();
  } finally {
    lock.close();
  }
}

/** Takes a lock for longer, if nobody has it. @returns what gives it back; undefined when somebody has it. */
export function holdLock(sqlite: SqliteModule, path: string): (() => void) | undefined {
  const lock = new sqlite.DatabaseSync(regularFileAt(path));
  try {
    lock.exec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return () => lock.close();
  } catch (error) {
    lock.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}
