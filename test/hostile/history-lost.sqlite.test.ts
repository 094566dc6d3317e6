import { strict as assert } from "node:assert";
import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { loadSqlite } from "../../src/node/history/sqlite/sqlite-module";
import { schemaVersion } from "../../src/node/history/tables/schema";
import { builtWorker, Windows } from "../support/history/windows";

/** Writes over bytes of a file; to its end without a length. */
function overwrite(path: string, at: number, length?: number, byte = 0xee): void {
  const file = openSync(path, "r+");
  const rubbish = Buffer.alloc(length ?? fstatSync(file).size - at, byte);
  writeSync(file, rubbish, 0, rubbish.length, at);
  closeSync(file);
}

describe("bad luck, or somebody, that wants the history gone", function () {
  this.timeout(60_000);
  let windows: Windows;
  beforeEach(async () => (windows = new Windows(await builtWorker())));
  afterEach(() => windows.remove());

  const setAsideTroubles = () => windows.troubles.filter(({ kind }) => kind === "setAside").length;
  const withDatabase = (path: string, sql: string) => {
    const database = new (loadSqlite()!.DatabaseSync)(path);
    database.exec(sql);
    database.close();
  };

  it("makes a window's rows vanish by damaging the file twice", async () => {
    for (let damage = 0; damage < 2; damage++) {
      const history = windows.open();
      await windows.write(history, damage * 10, damage * 10 + 10);
      await windows.untilNumbers(history, damage * 10 + 10);
      await windows.close(history);
      overwrite(windows.path, 0, 100);
    }
    const last = windows.open();
    await windows.untilNumbers(last, 20);
    assert.equal(windows.setAside().length, 2);
    for (const folder of windows.setAside()) assert.ok(existsSync(join(folder, "history.db")));
    assert.equal(setAsideTroubles(), 2);
  });

  for (const [name, damage] of [
    ["its header", (path: string) => overwrite(path, 0, 100)],
    ["all of it", (path: string) => overwrite(path, 0)],
    ["all but its first page", (path: string) => overwrite(path, 4096)],
    ["its length", (path: string) => truncateSync(path, 5_000)],
    ["all its length", (path: string) => truncateSync(path, 0)],
    ["the size of its pages", (path: string) => overwrite(path, 16, 1, 0x20)],
  ] as const) {
    it(`has the rows in the log thrown away by damaging ${name} under two windows`, async () => {
      const [one, other] = [windows.open(), windows.open()];
      await windows.write(one, 0, 30);
      await windows.write(other, 30, 60);
      assert.ok(existsSync(`${windows.path}-wal`));
      damage(windows.path);
      await windows.write(one, 60, 70);
      await windows.write(other, 70, 80);
      await windows.close(one);
      // Whoever has seen nothing of it may still have the moved file open: a window that begins tells.
      await windows.write(windows.open(), 80, 85);
      await windows.write(other, 85, 90);
      await windows.untilNumbers(other, 90);
      assert.ok(setAsideTroubles() <= 1, "told once, by one window");
    });
  }

  for (const table of ["request_search_config", "request_search_data"]) {
    it(`passes a file off as sound whose search index is broken (${table})`, async () => {
      const first = windows.open();
      await windows.write(first, 0, 50);
      await windows.close(first);
      const database = new (loadSqlite()!.DatabaseSync)(windows.path);
      const page = Number(
        database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(table)!["rootpage"],
      );
      database.close();
      overwrite(windows.path, (page - 1) * 4096, 4096);
      const second = windows.open();
      await windows.write(second, 50, 60);
      await windows.untilNumbers(second, 60);
      assert.equal((await second.listRequests({ limit: 10, filter: { text: '"question 7"' } })).total, 1);
      assert.equal(setAsideTroubles(), 1);
    });
  }

  it("takes a table away", async () => {
    const first = windows.open();
    await windows.write(first, 0, 20);
    await windows.close(first);
    withDatabase(windows.path, "DROP TABLE tally");
    await windows.untilNumbers(windows.open(), 20);
  });

  it("takes the number of the schema away", async () => {
    const first = windows.open();
    await windows.write(first, 0, 20);
    await windows.close(first);
    withDatabase(windows.path, "PRAGMA user_version = 0");
    await windows.untilNumbers(windows.open(), 20);
  });

  for (const [name, take] of [
    ["removing it", (path: string) => rmSync(path)],
    ["removing it with its log", (path: string) => ["", "-wal", "-shm"].forEach((suffix) => rmSync(path + suffix))],
    [
      "moving it away",
      (path: string) =>
        ["", "-wal", "-shm"].forEach((suffix) => renameSync(path + suffix, `${path}.elsewhere${suffix}`)),
    ],
    [
      "putting an older one in its place",
      (path: string) => {
        copyFileSync(`${path}.backup`, `${path}.restored`);
        renameSync(`${path}.restored`, path);
      },
    ],
  ] as const) {
    it(`makes windows write into a file that nobody reads by ${name}`, async () => {
      const before = windows.open();
      await before.overview();
      await windows.close(before);
      copyFileSync(windows.path, `${windows.path}.backup`);
      const [one, other] = [windows.open(), windows.open()];
      await windows.write(one, 1000, 1010);
      await other.overview();
      take(windows.path);
      await windows.write(one, 0, 10);
      await windows.write(other, 10, 20);
      const reader = windows.open();
      for (const each of [one, other, reader]) {
        const numbers = (await windows.numbers(each)).filter((n) => n < 1000);
        assert.deepEqual(
          numbers,
          Array.from({ length: 20 }, (_, n) => n),
        );
      }
    });
  }

  it("makes rows vanish by removing the log under a window", async () => {
    const history = windows.open();
    await windows.write(history, 0, 10);
    rmSync(`${windows.path}-wal`);
    await windows.write(history, 10, 20);
    await windows.close(history);
    await windows.untilNumbers(windows.open(), 20);
  });

  it("has SQLite delete the log of a file that is not there, with the rows in it", async () => {
    const history = windows.open();
    await windows.write(history, 0, 10);
    for (const suffix of ["", "-wal"]) copyFileSync(windows.path + suffix, `${windows.path}.kept${suffix}`);
    await windows.close(history);
    rmSync(windows.path);
    renameSync(`${windows.path}.kept-wal`, `${windows.path}-wal`);
    const next = windows.open();
    await windows.write(next, 10, 12);
    assert.equal(windows.setAside().length, 1);
    assert.ok(existsSync(join(windows.setAside()[0]!, "history.db-wal")));
  });

  it("puts the log of another file beside it", async () => {
    const elsewhere = new Windows(await builtWorker());
    try {
      const stranger = elsewhere.open();
      await elsewhere.write(stranger, 500, 600);
      const history = windows.open();
      await windows.write(history, 0, 30);
      await windows.close(history);
      copyFileSync(`${elsewhere.path}-wal`, `${windows.path}-wal`);
      const next = windows.open();
      await windows.write(next, 30, 40);
      await windows.close(next);
      const numbers = await windows.numbers(windows.open());
      for (let n = 30; n < 40; n++) assert.ok(numbers.includes(n), String(n));
    } finally {
      await elsewhere.remove();
    }
  });

  it("has a file of a newer version overwritten", async () => {
    const first = windows.open();
    await windows.write(first, 0, 10);
    await windows.close(first);
    withDatabase(windows.path, `PRAGMA user_version = ${schemaVersion + 1}`);
    const before = readFileSync(windows.path);
    const second = windows.open();
    await windows.write(second, 10, 20);
    assert.equal((await second.overview()).storage, "memory");
    await windows.close(second);
    assert.deepEqual(readFileSync(windows.path), before);
    assert.deepEqual(windows.setAside(), []);
    // What it recorded is taken in once the version fits again.
    withDatabase(windows.path, `PRAGMA user_version = ${schemaVersion}`);
    await windows.untilNumbers(windows.open(), 20);
  });

  it("has what is cleared come back from a file that was set aside", async () => {
    const first = windows.open();
    await windows.write(first, 0, 10);
    await windows.close(first);
    overwrite(windows.path, 0, 100);
    const second = windows.open();
    await windows.untilNumbers(second, 10);
    await second.clear();
    assert.deepEqual(windows.setAside(), []);
    await windows.close(second);
    assert.deepEqual(await windows.numbers(windows.open()), []);
  });

  it("makes a folder of the name of a set-aside one stand in the way", async () => {
    const first = windows.open();
    await windows.write(first, 0, 10);
    await windows.close(first);
    overwrite(windows.path, 0, 100);
    for (let second = -1; second < 5; second++) {
      const name = join(
        windows.directory,
        `history-damaged-${new Date(Date.now() + second * 1000).toISOString().slice(0, 19).replaceAll(":", "-")}Z`,
      );
      mkdirSync(name, { recursive: true });
      writeFileSync(join(name, "history.db"), "somebody's");
    }
    await windows.untilNumbers(windows.open(), 10);
    for (const folder of windows.setAside().filter((name) => name.endsWith("Z")))
      assert.equal(readFileSync(join(folder, "history.db"), "utf8"), "somebody's");
  });
});
