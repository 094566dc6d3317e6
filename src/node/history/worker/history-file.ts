import type { Database, SqliteModule } from "../sqlite/sqlite-module";
import { isDamage, isPassing } from "../sqlite/sqlite-module";
import type { OpenDatabase } from "../file/database-file";
import { closeDatabaseFile, isAtItsPath, isCurrent, openDatabaseFile, setOpenFileAside } from "../file/database-file";
import { withFileLock } from "../file/file-lock";
import { removeLeftOver, takeInLeftOver } from "./left-over";
import { CarryOver } from "../salvage/carry-over";
import { removeSetAside } from "../file/set-aside";
import type { FoundRows, SqliteEngine } from "../engine/sqlite-engine";

export interface OpenHistory extends OpenDatabase {
  engine: SqliteEngine;
}

/** The file at the history's path is another one than before: moved, replaced, or removed. What was just done may not be in it. */
export class FileMovedError extends Error {
  override readonly name = "FileMovedError";
}

export interface HistoryFileDeps {
  sqlite: SqliteModule;
  path: string;
  makeEngine(database: Database): SqliteEngine;
  /** This window has set a damaged file aside. */
  onSetAside(folder: string, error: unknown): void;
  log(message: string): void;
}

/** The history's file and what lies beside it: what was set aside, what other windows left over. */
export class HistoryFile {
  #carryOver: CarryOver | undefined;
  readonly #deps: HistoryFileDeps;

  constructor(deps: HistoryFileDeps) {
    this.#deps = deps;
  }

  /** Opens what is at the path now, making it where there is nothing. @throws as `openDatabaseFile`. */
  open(): OpenHistory {
    const { sqlite, path, makeEngine, onSetAside, log } = this.#deps;
    let engine: SqliteEngine | undefined;
    const opened = openDatabaseFile(
      sqlite,
      path,
      (error, folder) => onSetAside(folder, error),
      (database) => (engine = makeEngine(database)),
    );
    this.#carryOver?.stop();
    this.#carryOver = new CarryOver({ sqlite, file: opened.file, log });
    return { ...opened, engine: engine! };
  }

  /** False: what is written there is not in the history any more. */
  isCurrent(open: OpenHistory): boolean {
    return isCurrent(open);
  }

  /** Sets a damaged file aside, unless another window did, and closes it. @throws what may go better later: then it stays open. */
  setAside(open: OpenHistory, error: unknown): void {
    setOpenFileAside(this.#deps.sqlite, open, (folder) => this.#deps.onSetAside(folder, error));
  }

  /** Closes a file that is not current any more. One whose log alone is gone is set aside: others would open it without what is in that. */
  leave(open: OpenHistory): void {
    this.#carryOver?.stop();
    if (isAtItsPath(open)) this.setAside(open, new Error("its log was removed"));
    else closeDatabaseFile(open);
  }

  /**
   * While no other window may move it: the last one to close a file removes the log that is at its path, which must not be that of a file which has come
   * into its place in the meantime.
   *
   * @throws SQLite's "busy" when another window opens or moves it for long; it is closed all the same.
   */
  close(open: OpenHistory): void {
    this.#carryOver?.stop();
    let closed = false;
    try {
      withFileLock(this.#deps.sqlite, open.file, () => {
        closed = true;
        closeDatabaseFile(open);
      });
    } finally {
      if (!closed) closeDatabaseFile(open);
    }
  }

  /** Stores what other windows could not. @throws where it may go later */
  takeInLeftOver(open: OpenHistory): void {
    const { sqlite, log } = this.#deps;
    const store = (found: FoundRows) => {
      open.engine.restore(found);
      if (!isCurrent(open)) throw new FileMovedError("The history file was replaced");
    };
    const mayGoLater = (error: unknown) => isPassing(error) || isDamage(error) || error instanceof FileMovedError;
    for (const line of withFileLock(sqlite, open.file, () =>
      inFull(open.database, () => takeInLeftOver(open.file, store, mayGoLater)),
    ))
      log(line);
  }

  /** Carries a little over from files that were set aside. @returns whether there is more. */
  carryOverStep({ engine }: OpenHistory): boolean {
    return this.#carryOver?.step(engine) ?? false;
  }

  /** Removes what lies beside the history: somebody wants it gone. */
  removeKept({ file }: OpenHistory): void {
    this.#carryOver?.stop();
    removeSetAside(file);
    removeLeftOver(file);
  }
}

/** What is removed elsewhere once it is stored here has to survive a power cut. */
function inFull<T>(database: Database, work: () => T): T {
  database.exec("PRAGMA synchronous = FULL");
  try {
    return work();
  } finally {
    database.exec("PRAGMA synchronous = NORMAL");
  }
}
