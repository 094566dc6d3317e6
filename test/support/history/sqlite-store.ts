import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabaseFile } from "../../../src/node/history/file/database-file";
import { historyFileName } from "../../../src/node/history/history-file";
import { SqliteEngine } from "../../../src/node/history/engine/sqlite-engine";
import type { Database } from "../../../src/node/history/sqlite/sqlite-module";
import { loadSqlite } from "../../../src/node/history/sqlite/sqlite-module";

/** A folder of its own for a history file, and windows on it; all of it goes with {@link remove}. */
export class SqliteStore {
  readonly directory = mkdtempSync(join(tmpdir(), "llm-breaker-history-"));
  readonly path = join(this.directory, historyFileName);
  readonly damage: unknown[] = [];
  readonly #databases: Database[] = [];
  #sessions = 0;

  database(): Database {
    const { database } = openDatabaseFile(loadSqlite()!, this.path, (error) => this.damage.push(error));
    this.#databases.push(database);
    return database;
  }

  /** What one window would have. @param now its monotonic clock, in milliseconds. */
  engine(wallNow: () => number, startedAt = wallNow(), now = wallNow): SqliteEngine {
    return new SqliteEngine(this.database(), { wallNow, now, sessionId: ++this.#sessions, startedAt });
  }

  remove(): void {
    for (const database of this.#databases) {
      try {
        database.close();
      } catch {
        // Closed by the test.
      }
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}
