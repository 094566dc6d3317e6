import { strict as assert } from "node:assert";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../../src/node/history/sqlite/sqlite-module";
import { loadSqlite } from "../../src/node/history/sqlite/sqlite-module";
import { builtWorker, numbered, Windows } from "../support/history/windows";

describe("somebody who keeps the history from being written", function () {
  this.timeout(120_000);
  let windows: Windows;
  let locks: Database[];
  beforeEach(async () => {
    windows = new Windows(await builtWorker());
    locks = [];
  });
  afterEach(async () => {
    for (const lock of locks) lock.close();
    await windows.remove();
  });

  function lock(path = windows.path): Database {
    const database = new (loadSqlite()!.DatabaseSync)(path);
    database.exec("BEGIN IMMEDIATE");
    locks.push(database);
    return database;
  }
  const leftOver = () => readdirSync(windows.directory).filter((name) => name.startsWith("history-unwritten"));

  it("has entries dropped by a lock that lasts longer than anybody waits", async () => {
    const history = windows.open();
    await windows.write(history, 0, 5);
    const held = lock();
    for (let n = 5; n < 200; n++) history.recordRequest(numbered(n));
    const written = history.flush();
    await windows.untilLogged(/cannot be written for now/);
    assert.equal((await history.overview()).requests, 5, "questions are answered meanwhile");
    held.exec("ROLLBACK");
    await written;
    await windows.untilNumbers(history, 200);
    assert.deepEqual(windows.troubles, []);
  });

  it("has entries dropped by a lock that outlasts the window", async () => {
    const history = windows.open();
    await windows.write(history, 0, 5);
    const held = lock();
    for (let n = 5; n < 20; n++) history.recordRequest(numbered(n));
    history.recordHealth({ endpoint: "ollama", at: Date.now(), live: false });
    await windows.close(history);
    assert.equal(leftOver().length, 1);
    const path = join(windows.directory, leftOver()[0]!);
    if (process.platform !== "win32") assert.equal(statSync(path).mode & 0o777, 0o600);
    held.exec("ROLLBACK");
    await windows.untilNumbers(windows.open(), 20);
    assert.deepEqual(leftOver(), [], "taken in once");
    await windows.untilNumbers(windows.open(), 20);
  });

  it("has an entry stored twice that was written and left over", async () => {
    const history = windows.open();
    await windows.write(history, 0, 10);
    await windows.close(history);
    const lines = Array.from({ length: 15 }, (_, n) => JSON.stringify({ op: "request", entry: numbered(n) }));
    writeFileSync(join(windows.directory, "history-unwritten-1-1-1.jsonl"), lines.join("\n"));
    await windows.untilNumbers(windows.open(), 15);
  });

  it("has good entries thrown away with a broken line between them", async () => {
    const line = (n: number) => JSON.stringify({ op: "request", entry: numbered(n) });
    const broken = [
      "{",
      "null",
      "[]",
      `{"op":"request"}`,
      `{"op":"request","entry":{"attempts":1}}`,
      `{"op":"health","entry":null}`,
      `{"op":"drop"}`,
      `{"op":"options"}`,
      line(7).slice(0, 40),
    ];
    const path = join(windows.directory, "history-unwritten-x.jsonl");
    const text = broken.flatMap((each, n) => [line(n), each]).join("\n");
    writeFileSync(path, text);
    const history = windows.open();
    await windows.untilNumbers(history, broken.length);
    assert.equal(readFileSync(`${path}.unreadable`, "utf8"), text, "kept for a person to look at");
    await windows.write(history, broken.length, broken.length + 1);
    await windows.untilNumbers(history, broken.length + 1);
  });

  it("fills the memory while nothing can be written", async () => {
    const history = windows.open();
    await windows.write(history, 0, 1);
    const held = lock();
    const long = "x".repeat(200_000);
    for (let n = 1; n < 200; n++) history.recordRequest({ ...numbered(n), content: long });
    const written = history.flush();
    await windows.untilLogged(/cannot be written for now/);
    held.exec("ROLLBACK");
    await written;
    await windows.untilNumbers(history, 200);
    const [trouble] = windows.troubles;
    assert.ok(trouble?.kind === "dropped" && trouble.entries === 0 && trouble.texts > 50, JSON.stringify(trouble));
  });

  it("takes others' entries along with one that cannot be stored", async () => {
    const history = windows.open();
    for (let n = 0; n < 5; n++) history.recordRequest(numbered(n));
    // Whatever makes it so: SQLite takes no object, and the row's columns refuse what is missing.
    history.recordRequest({ ...numbered(99), startedAt: 1_790_000_000_000, durationMs: {} as number });
    history.recordRequest({ ...numbered(98), command: { toString: () => "x" } as unknown as string });
    for (let n = 5; n < 10; n++) history.recordRequest(numbered(n));
    await history.flush();
    await windows.untilNumbers(history, 10);
  });

  it("begins with the file locked", async () => {
    const first = windows.open();
    await windows.write(first, 0, 3);
    await windows.close(first);
    const held = lock(`${windows.path}.lock`);
    held.exec("ROLLBACK; BEGIN EXCLUSIVE");
    const second = windows.open();
    for (let n = 3; n < 6; n++) second.recordRequest(numbered(n));
    const written = second.flush();
    await windows.untilLogged(/cannot be written for now/);
    held.exec("ROLLBACK");
    await written;
    await windows.untilNumbers(second, 6);
  });

  (process.getuid?.() === 0 || process.platform === "win32" ? it.skip : it)(
    "makes the folder read-only under a window",
    async () => {
      const history = windows.open();
      await windows.write(history, 0, 3);
      chmodSync(windows.directory, 0o500);
      await windows.write(history, 3, 6);
      chmodSync(windows.directory, 0o700);
      await windows.untilNumbers(history, 6);
      assert.ok(existsSync(windows.path));
    },
  );
});
