import { chmodSync, closeSync, existsSync, linkSync, mkdirSync, openSync, unlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { withFileLock } from "./file-lock";
import { regularFileAt } from "./regular-file";
import { migrate } from "../tables/schema";
import { folderOf, identityOf, markToCarryOver, partsOf, setAside, tidyUp } from "./set-aside";
import type { Database, SqliteModule } from "../sqlite/sqlite-module";
import { isBusy, isDamage } from "../sqlite/sqlite-module";

/** How long one window waits for another one's write, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/** The number for which `INCREMENTAL` stands. */
const INCREMENTAL = 2;

export interface OpenDatabase {
  database: Database;
  /** The file itself, where the path is a link. */
  file: string;
  /** As of {@link identityOf}: tells this file from one that came into its place. */
  identity: string;
}

/** @param folder where the file is now, whole, with its companions. */
export type OnDamage = (error: unknown, folder: string) => void;

/**
 * Opens the history file, making or migrating it where needed. A damaged file is set aside, and a new one begun.
 *
 * @param prepare looks whether the file is as it has to be, with its tables; what it throws counts like what opening throws.
 * @throws NewerSchemaError, NotAFileError, or what the file system says (no right to write, disk full).
 */
export function openDatabaseFile(
  sqlite: SqliteModule,
  path: string,
  onDamage: OnDamage,
  prepare: (database: Database) => void = () => {},
): OpenDatabase {
  mkdirSync(dirname(path), { recursive: true });
  const file = regularFileAt(path);
  return withFileLock(sqlite, file, () => {
    const orphaned = tidyUp(file, Date.now());
    if (orphaned !== undefined) onDamage(new Error("of the file and its log, one is missing"), orphaned);
    return open(sqlite, file, prepare, onDamage) ?? open(sqlite, file, prepare);
  });
}

/**
 * Closes a file that is damaged, or whose log was removed, and sets it aside unless another window did so already.
 *
 * @throws what the file system says; it is closed all the same.
 */
export function setOpenFileAside(sqlite: SqliteModule, open: OpenDatabase, onSetAside: (folder: string) => void): void {
  let toClose = true;
  try {
    withFileLock(sqlite, open.file, () => {
      if (!isAtItsPath(open)) return;
      toClose = false;
      onSetAside(moveAndClose(open));
    });
  } finally {
    if (toClose) closeDatabaseFile(open);
  }
}

/**
 * In this order: closing would write the log into the damaged file. (SQLite leaves both alone when the file is not at its path any more.)
 *
 * @returns the folder
 */
function moveAndClose(open: OpenDatabase): string {
  let folder: string | undefined;
  try {
    folder = setAside(open.file, Date.now());
  } catch (error) {
    // Windows moves no file that is open.
    if (!["EBUSY", "EPERM", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    closeDatabaseFile(open);
  }
  return folder ?? setAside(open.file, Date.now());
}

/** Closes a file, or leaves one that is no longer at its path. */
export function closeDatabaseFile({ database, file, identity }: OpenDatabase): void {
  try {
    const folder = identityOf(file) === identity ? undefined : folderOf(file, identity);
    // Its log was removed before the file was set aside, and lives on only here: what stands in it goes into the file, which is read (again) afterwards.
    if (folder !== undefined && partsOf(identityOf(join(folder, basename(file)))).log !== partsOf(identity).log) {
      database.prepare("PRAGMA wal_checkpoint(FULL)").all();
      markToCarryOver(folder, `${process.pid}-${Date.now()}`);
    }
  } finally {
    database.close();
  }
}

/** Whether it is still the one at its path, with its log or without. */
export const isAtItsPath = ({ file, identity }: OpenDatabase): boolean =>
  partsOf(identityOf(file)).main === partsOf(identity).main;

/** With its log and that one's index, which others may have removed while it is open. */
export const isCurrent = ({ file, identity }: OpenDatabase): boolean => identityOf(file) === identity;

/** @returns undefined when it was damaged and is set aside now. Without `onDamage`, damage is thrown. */
function open(
  sqlite: SqliteModule,
  file: string,
  prepare: (database: Database) => void,
  onDamage: OnDamage,
): OpenDatabase | undefined;
function open(sqlite: SqliteModule, file: string, prepare: (database: Database) => void): OpenDatabase;
function open(
  sqlite: SqliteModule,
  file: string,
  prepare: (database: Database) => void,
  onDamage?: OnDamage,
): OpenDatabase | undefined {
  keepPrivate(file);
  const database = new sqlite.DatabaseSync(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    // Only an empty file takes it; lets a cleared history give its room back.
    // (Asked before it is told: telling takes the right to write, for which a window that only opens should not wait.)
    if (Number(database.prepare("PRAGMA auto_vacuum").get()?.["auto_vacuum"]) !== INCREMENTAL)
      database.exec("PRAGMA auto_vacuum = INCREMENTAL");
    switchToWal(database);
    // NORMAL in WAL: what is committed survives the death of the process; only a power cut may take the last moments.
    database.exec(
      "PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 16777216; PRAGMA cache_size = -2048; PRAGMA foreign_keys = OFF",
    );
    migrate(database);
    prepare(database);
    // A first look: from here on its log is open, too.
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    return { database, file, identity: identityOf(file) };
  } catch (error) {
    if (onDamage === undefined || !isDamage(error)) {
      database.close();
      throw error;
    }
    return void onDamage(error, moveAndClose({ database, file, identity: identityOf(file) }));
  }
}

/**
 * Prompts and answers are nobody else's business. What goes wrong here, opening the file tells better.
 *
 * A new file is made under another name and linked: closing a file gives up all locks that this process has on it, also those of another thread that
 * was quicker to open it. (https://www.sqlite.org/howtocorrupt.html, 2.2)
 */
function keepPrivate(file: string): void {
  try {
    if (existsSync(file)) return chmodSync(file, 0o600);
    const draft = `${file}.${process.pid}-${Date.now()}.new`;
    closeSync(openSync(draft, "wx", 0o600));
    try {
      linkSync(draft, file);
    } finally {
      unlinkSync(draft);
    }
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
