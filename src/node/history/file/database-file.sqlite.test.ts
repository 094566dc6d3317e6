import { strict as assert } from "node:assert";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { randomOps } from "../../../../test/support/history/random-history";
import { SqliteStore } from "../../../../test/support/history/sqlite-store";
import { closeDatabaseFile, isCurrent, openDatabaseFile, setOpenFileAside } from "./database-file";
import { isDamage, loadSqlite } from "../sqlite/sqlite-module";
import { migrate, NewerSchemaError, schemaVersion } from "../tables/schema";
import { setAsideFolders } from "./set-aside";

const now = Date.UTC(2026, 0, 31);
const ops = randomOps({ seed: 1, count: 200, fromMs: now - 3_600_000, toMs: now });

describe("the history file", () => {
  let store: SqliteStore;
  beforeEach(() => (store = new SqliteStore()));
  afterEach(() => store.remove());

  it("is made with its schema's version, in WAL, and opened again as it is", () => {
    const database = store.database();
    assert.equal(database.prepare("PRAGMA user_version").get()?.["user_version"], schemaVersion);
    assert.equal(database.prepare("PRAGMA journal_mode").get()?.["journal_mode"], "wal");
    assert.equal(database.prepare("PRAGMA auto_vacuum").get()?.["auto_vacuum"], 2);
    const engine = store.engine(() => now);
    engine.write(ops);
    const before = engine.overview();
    engine.close();
    assert.deepEqual(store.engine(() => now).overview(), before);
    assert.deepEqual(store.damage, []);
  });

  it("is left alone when a newer version of the extension wrote it", () => {
    const database = store.database();
    database.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
    assert.throws(() => migrate(database), NewerSchemaError);
    database.close();
    assert.throws(() => store.database(), NewerSchemaError);
    assert.deepEqual(setAsideFolders(store.path), []);
  });

  it("is set aside and begun anew when it is no database", () => {
    writeFileSync(store.path, "this is not a database, but long enough to be taken for one ".repeat(100));
    const engine = store.engine(() => now);
    engine.write(ops);
    assert.ok(engine.overview().requests > 0);
    assert.equal(store.damage.length, 1);
    const [folder] = setAsideFolders(store.path);
    assert.match(readFileSync(join(folder!, basename(store.path)), "utf8"), /not a database/);
  });

  it("is set aside when its beginning is lost", () => {
    const engine = store.engine(() => now);
    engine.write(ops);
    engine.close();
    const bytes = readFileSync(store.path);
    bytes.fill(0x5a, 100, 8_192);
    writeFileSync(store.path, bytes);
    store.engine(() => now).write(ops);
    assert.equal(store.damage.length, 1);
  });

  it("is not set aside a second time by a window that still has the damaged one open", () => {
    const sqlite = loadSqlite()!;
    const open = () => openDatabaseFile(sqlite, store.path, (error) => store.damage.push(error));
    const [one, other] = [open(), open()];
    const folders: string[] = [];
    setOpenFileAside(sqlite, one, (folder) => folders.push(folder));
    const fresh = open();
    assert.ok(!isCurrent(other));
    setOpenFileAside(sqlite, other, (folder) => folders.push(folder));
    assert.ok(isCurrent(fresh), "another window's new file stays");
    assert.deepEqual(setAsideFolders(store.path), folders);
    assert.equal(folders.length, 1);
    closeDatabaseFile(fresh);
    assert.ok(existsSync(store.path));
  });

  it("may be empty, as after a crash right at the beginning", () => {
    writeFileSync(store.path, "");
    store.engine(() => now).write(ops);
    assert.deepEqual(store.damage, []);
  });

  it("tells damage that shows only later by its code", () => {
    const engine = store.engine(() => now);
    for (let i = 0; i < 10; i++) engine.write(randomOps({ seed: i, count: 200, fromMs: now - 3_600_000, toMs: now }));
    engine.close();
    const bytes = readFileSync(store.path);
    bytes.fill(0xee, 20 * 4096);
    writeFileSync(store.path, bytes);
    const damaged = store.engine(() => now);
    assert.throws(() => {
      for (const { id } of damaged.listRequests({ limit: 500 }).rows) damaged.request(id);
      damaged.write(ops);
    }, isDamage);
  });
});
