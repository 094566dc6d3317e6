import { strict as assert } from "node:assert";
import { SqliteStore } from "../../../../test/support/history/sqlite-store";
import { holdLock } from "../file/file-lock";
import { HistoryFile } from "./history-file";
import { SqliteEngine } from "../engine/sqlite-engine";
import type { SqliteModule } from "../sqlite/sqlite-module";
import { loadSqlite } from "../sqlite/sqlite-module";

const now = (): number => Date.UTC(2026, 0, 31);

describe("a window's history file", () => {
  let store: SqliteStore;
  beforeEach(() => (store = new SqliteStore()));
  afterEach(() => store.remove());

  /** @param onClose before a database is closed, with its path */
  function historyFile(onClose: (path: string) => void): HistoryFile {
    const { DatabaseSync } = loadSqlite()!;
    class Watched extends DatabaseSync {
      readonly #path: string;

      constructor(path: string) {
        super(path);
        this.#path = path;
      }

      override close(): void {
        onClose(this.#path);
        super.close();
      }
    }
    const sqlite: SqliteModule = { DatabaseSync: Watched };
    const makeEngine = (database: InstanceType<SqliteModule["DatabaseSync"]>) =>
      new SqliteEngine(database, { wallNow: now, now, sessionId: 1, startedAt: now() });
    return new HistoryFile({ sqlite, path: store.path, makeEngine, onSetAside: () => {}, log: () => {} });
  }

  it("is closed while no other window may move it: SQLite removes the log at the path, and that has to be the one of this file", () => {
    const locked: boolean[] = [];
    const history = historyFile((path) => {
      if (path !== store.path) return;
      const release = holdLock(loadSqlite()!, `${path}.lock`);
      locked.push(release === undefined);
      release?.();
    });
    history.close(history.open());
    assert.deepEqual(locked, [true]);
  });

  it("is closed though another window holds the lock for long", () => {
    let closed = 0;
    const history = historyFile((path) => (closed += path === store.path ? 1 : 0));
    const open = history.open();
    const release = holdLock(loadSqlite()!, `${store.path}.lock`)!;
    assert.throws(() => history.close(open));
    release();
    assert.equal(closed, 1);
  });
});
