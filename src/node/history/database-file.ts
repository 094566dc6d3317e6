import { chmodSync, closeSync, mkdirSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { migrate } from "./schema";
import type { Database, SqliteModule } from "./sqlite-module";
import { isBusy, isDamage } from "./sqlite-module";

/** How long one window waits for another one's write, in milliseconds. */
const busyTimeoutMs = 5_000;

/** The number for which `INCREMENTAL` stands. */
const incremental = 2;

export interface OpenDatabase {
  database: Database;
  /** Tells this file from one that another window put in its place. */
  identity: string;
}

/**
 * Opens the history file, making or migrating it where needed. A damaged file is set aside as `….damaged` (the one before it
 * goes), and a new one begun.
 *
 * @throws NewerSchemaError, or what the file system says (no right to write, disk full).
 */
export function openDatabaseFile(sqlite: SqliteModule, path: string, onDamage: (error: unknown) => void): OpenDatabase {
  mkdirSync(dirname(path), { recursive: true });
  try {
    return open(sqlite, path);
  } catch (error) {
    if (!isDamage(error)) throw error;
    onDamage(error);
    setAside(path);
    return open(sqlite, path);
  }
}

/** Moves a damaged file out of the way, unless another window did so already. @param identity of the file found damaged, where it was open. */
export function setAside(path: string, identity?: string): void {
  if (identity !== undefined && identityOf(path) !== identity) return;
  for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
  renameSync(path, `${path}.damaged`);
}

/** Removes what {@link setAside} has kept. */
export function removeSetAside(path: string): void {
  rmSync(`${path}.damaged`, { force: true });
}

function open(sqlite: SqliteModule, path: string): OpenDatabase {
  keepPrivate(path);
  const database = new sqlite.DatabaseSync(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    // Only an empty file takes it; lets a cleared history give its room back.
    // (Asked before it is told: telling takes the right to write, for which a window that only opens should not wait.)
    if (Number(database.prepare("PRAGMA auto_vacuum").get()?.["auto_vacuum"]) !== incremental) database.exec("PRAGMA auto_vacuum = INCREMENTAL");
    switchToWal(database);
    // NORMAL in WAL: what is committed survives the death of the process; only a power cut may take the last moments.
    database.exec("PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 16777216; PRAGMA cache_size = -2048; PRAGMA foreign_keys = OFF");
    migrate(database);
    return { database, identity: identityOf(path) };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Prompts and answers are nobody else's business. What goes wrong here, opening the file tells better. */
function keepPrivate(path: string): void {
  try {
    closeSync(openSync(path, "a", 0o600));
    chmodSync(path, 0o600);
  } catch {
    // A folder that does not allow it.
  }
}

/** Of two windows that open a new file at once, one is refused here without waiting for its busy timeout. */
function switchToWal(database: Database): void {
  for (let attempt = 1; ; attempt++) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (!isBusy(error) || attempt === 50) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function identityOf(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}:${ino}`;
}
