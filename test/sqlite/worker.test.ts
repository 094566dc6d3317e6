import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../src/core/breaker/system-clock";
import type { HistoryClient } from "../../src/core/history/client/history-client";
import { TRIAL_LEASE_MS } from "../../src/core/history/shared-breakers";
import type { HistoryChange, HistoryOptions, RequestEntry } from "../../src/core/history/types";
import { exportToFile } from "../../src/node/history/export-to-file";
import { openHistory } from "../../src/node/history/open-history";
import { setAsideFolders } from "../../src/node/history/file/set-aside";
import { schemaVersion } from "../../src/node/history/tables/schema";
import { loadSqlite } from "../../src/node/history/sqlite/sqlite-module";
import { buildHistoryWorker, buildScript } from "../support/history/build-worker";
import { SqliteStore } from "../support/history/sqlite-store";

const entry = (n: number, more: Partial<RequestEntry> = {}): RequestEntry => ({
  command: "Ask",
  startedAt: Date.now() - 1000,
  durationMs: 500,
  outcome: "success",
  endpoint: "ollama",
  attempts: [],
  messages: [{ role: "user", content: `question ${n}` }],
  content: "answer",
  ...more,
});
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(met: () => boolean, about: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!met()) {
    assert.ok(Date.now() < deadline, `never: ${about}`);
    await wait(20);
  }
}

describe("the history in its worker", () => {
  let store: SqliteStore;
  let workerPath: string;
  let lines: string[];
  const open: HistoryClient[] = [];

  before(async () => {
    store = new SqliteStore();
    workerPath = join(store.directory, "history-worker.js");
    await buildHistoryWorker(workerPath);
  });
  after(() => store.remove());
  beforeEach(() => (lines = []));
  afterEach(async () => {
    await Promise.all(open.splice(0).map((history) => history.dispose()));
  });

  function window(folder: string, options: Partial<HistoryOptions> = {}, worker = workerPath): HistoryClient {
    const keep = (message: string) => void lines.push(message);
    const history = openHistory({
      directory: join(store.directory, folder),
      workerPath: worker,
      clock: systemClock,
      logger: { debug: keep, info: keep, warn: keep, error: keep },
      options,
    });
    open.push(history);
    return history;
  }

  it("starts nothing before it is needed, then keeps what it is given", async () => {
    const first = window("keep");
    assert.throws(() => readFileSync(join(store.directory, "keep", "history.db")));
    for (let i = 0; i < 700; i++) first.recordRequest(entry(i));
    await first.dispose();
    assert.equal((await window("keep").overview()).requests, 700);
    assert.deepEqual(lines, []);
  });

  it("answers what was recorded right before the question", async () => {
    const history = window("right-before");
    history.recordRequest(entry(1));
    const { rows } = await history.listRequests({ limit: 10 });
    assert.equal(rows.length, 1);
    assert.equal((await history.request(rows[0]!.id))?.content, "answer");
  });

  it("stores within a quarter of a second or so, without being asked", async () => {
    const history = window("soon");
    await history.overview();
    history.recordRequest(entry(1));
    const other = window("soon");
    const started = Date.now();
    while ((await other.overview()).requests === 0) await wait(10);
    assert.ok(Date.now() - started < 1000, `${Date.now() - started} ms`);
  });

  it("tells this window and others what changed", async () => {
    const [one, other] = [window("changes"), window("changes")];
    await Promise.all([one.overview(), other.overview()]);
    const seen: Record<string, HistoryChange[]> = { one: [], other: [] };
    one.onChange((change) => seen["one"]!.push(change));
    const subscription = other.onChange((change) => seen["other"]!.push(change));
    one.recordRequest(entry(1));
    await until(() => seen["one"]!.length > 0 && seen["other"]!.length > 0, "both are told");
    assert.deepEqual(seen["one"]![0], { requests: true, states: false, cleared: false });
    await other.clear();
    await until(() => seen["other"]!.some(({ cleared }) => cleared), "clearing is told");
    subscription.dispose();
    await wait(700);
    const before = seen["other"]!.length;
    one.recordRequest(entry(2));
    await one.flush();
    await wait(700);
    assert.equal(seen["other"]!.length, before);
  });

  it("tells other windows' breaker snapshots while somebody listens", async () => {
    const [one, other] = [window("breakers"), window("breakers")];
    const told: unknown[] = [];
    const key = "http://localhost:11434";
    const subscription = other.watch([key], (changed) => told.push(...changed));
    await other.loadSnapshots([key]);
    one.saveSnapshot("http://elsewhere:11434", { state: "open", at: 4 });
    one.saveSnapshot(key, { state: "open", at: 5 });
    await until(() => told.length > 0, "the snapshot is told");
    assert.deepEqual(told, [{ key, snapshot: { state: "open", at: 5 }, own: false }]);
    assert.deepEqual(await one.tryTakeTrial(key, false), { taken: true });
    const refused = await other.tryTakeTrial(key, false);
    // It may have seen the lease some time before it asked.
    assert.ok(!refused.taken && refused.retryAfterMs > 0 && refused.retryAfterMs <= TRIAL_LEASE_MS);
    assert.deepEqual(await other.tryTakeTrial(key, true), { taken: true }, "a person may");
    one.renewTrial(key);
    one.releaseTrial(key);
    await one.flush();
    assert.equal((await one.tryTakeTrial(key, false)).taken, false, "who lost it neither renews it nor gives it back");
    other.releaseTrial(key);
    await other.flush();
    assert.deepEqual(await one.tryTakeTrial(key, false), { taken: true });
    subscription.dispose();
  });

  it("gives up a question whose signal fires, at once, and goes on", async () => {
    const history = window("cancel");
    for (let i = 0; i < 2_000; i++) history.recordRequest(entry(i));
    const abort = new AbortController();
    const questions = Array.from({ length: 50 }, () => history.listRequests({ limit: 500 }, abort.signal));
    const reason = new Error("not needed any more");
    abort.abort(reason);
    for (const result of await Promise.allSettled(questions))
      assert.equal((result as PromiseRejectedResult).reason, reason);
    await assert.rejects(history.overview(abort.signal), reason);
    assert.equal((await history.overview()).requests, 2_000);
  });

  it("rejects a question that cannot be answered, and goes on", async () => {
    const history = window("bad-question");
    await assert.rejects(history.series({ fromMs: 10, toMs: 5, maxBuckets: 10 }), /Empty time range/);
    assert.equal((await history.overview()).requests, 0);
  });

  it("goes on in memory, with everything so far, when the file is of a newer version", async () => {
    const first = window("newer");
    first.recordRequest(entry(1));
    await first.dispose();
    const database = new (loadSqlite()!.DatabaseSync)(join(store.directory, "newer", "history.db"));
    database.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
    database.close();
    const history = window("newer", { maxRequests: 2 });
    for (let i = 0; i < 3; i++) history.recordRequest(entry(i));
    const { storage, requests } = await history.overview();
    assert.deepEqual({ storage, requests }, { storage: "memory", requests: 2 });
    assert.match(lines[0]!, /in memory only.*version/);
    assert.match(lines[1]!, /is kept in .* until it is opened again/);
    assert.equal(lines.length, 2);
  });

  it("goes on in memory when the worker or the folder is not there", async () => {
    writeFileSync(join(store.directory, "a-file"), "");
    for (const history of [
      window("x", {}, join(store.directory, "missing.js")),
      window("x", {}, "relative.js"),
      window("a-file"),
    ]) {
      history.recordRequest(entry(1));
      await history.flush();
      const { storage, requests } = await history.overview();
      assert.deepEqual({ storage, requests }, { storage: "memory", requests: 1 });
    }
    assert.equal(lines.filter((line) => line.includes("in memory only")).length, 3);
  });

  it("sets a file aside that turns out damaged, and goes on with a new one", async () => {
    mkdirSync(join(store.directory, "damaged"));
    writeFileSync(join(store.directory, "damaged", "history.db"), "not a database at all ".repeat(500));
    const history = window("damaged");
    history.recordRequest(entry(1));
    const { storage, requests } = await history.overview();
    assert.deepEqual({ storage, requests }, { storage: "sqlite", requests: 1 });
    assert.match(lines[0]!, /damaged and set aside/);
    const [folder] = setAsideFolders(join(store.directory, "damaged", "history.db"));
    assert.match(readFileSync(join(folder!, "history.db"), "utf8"), /^not a database/);
  });

  it("sets a file aside that is damaged under its hands, in every window, and goes on with one new file", async () => {
    const folder = join(store.directory, "damaged-later");
    const first = window("damaged-later");
    for (let i = 0; i < 300; i++) first.recordRequest(entry(i, { content: `words ${i} `.repeat(100) }));
    await first.dispose();
    const windows = [window("damaged-later"), window("damaged-later")];
    for (const each of windows) assert.equal((await each.overview()).requests, 300);
    const path = join(folder, "history.db");
    const file = openSync(path, "r+");
    // All but the first page, so that the file still looks like a database.
    const rubbish = Buffer.alloc(fstatSync(file).size - 4096, 0xee);
    writeSync(file, rubbish, 0, rubbish.length, 4096);
    closeSync(file);
    for (const each of windows) {
      each.recordRequest(entry(1));
      await each.flush();
      await each.listRequests({ limit: 500, filter: { text: "words" } });
      each.recordRequest(entry(2));
    }
    await until(
      () =>
        lines.some((line) => line.includes("damaged and set aside")) &&
        lines.some((line) => line.includes("was moved")),
      "both windows notice",
    );
    await Promise.all(windows.map((each) => each.flush()));
    const [one, other] = await Promise.all(windows.map((each) => each.overview()));
    assert.deepEqual(one, other);
    assert.equal(one!.storage, "sqlite");
    assert.ok(one!.requests >= 2 && one!.requests <= 4, `${one!.requests} requests`);
    assert.equal(lines.filter((line) => line.includes("damaged and set aside")).length, 1, "one window sets it aside");
  });

  it("keeps no process alive, and loses nothing that was flushed when one ends without closing", async () => {
    const script = join(store.directory, "ends.js");
    const source = join(store.directory, "ends.ts");
    const imports = (name: string, path: string) =>
      `import { ${name} } from ${JSON.stringify(join(process.cwd(), path))};`;
    writeFileSync(
      source,
      [
        imports("systemClock", "src/core/breaker/system-clock"),
        imports("silentLogger", "src/core/ports/logger"),
        imports("openHistory", "src/node/history/open-history"),
        `const history = openHistory({ directory: ${JSON.stringify(join(store.directory, "ends"))}, workerPath: ${JSON.stringify(workerPath)}, clock: systemClock, logger: silentLogger });`,
        `history.watch(["key"], () => {}); history.recordRequest(${JSON.stringify(entry(1))}); void history.flush();`,
      ].join("\n"),
    );
    await buildScript(source, script);
    const child = spawn(process.execPath, [script], { stdio: "inherit" });
    const [code] = await once(child, "exit");
    assert.equal(code, 0);
    assert.equal((await window("ends").overview()).requests, 1);
  });

  it("exports to a file, whole or not at all", async () => {
    const history = window("export");
    for (let i = 0; i < 1_200; i++) history.recordRequest(entry(i, { content: `line one\nline "two", ${i}` }));
    history.recordHealth({ endpoint: "ollama", at: Date.now(), live: false });
    const path = join(store.directory, "export.jsonl");
    const progress: number[] = [];
    assert.equal(
      await exportToFile(history, { path, format: "jsonl", onProgress: (done) => progress.push(done) }),
      1_201,
    );
    assert.deepEqual(progress, [500, 1000, 1200, 1201]);
    const records = readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; content?: string });
    assert.equal(records.filter(({ type }) => type === "request").length, 1_200);
    assert.equal(records.at(-1)!.type, "health");
    const csv = join(store.directory, "export.csv");
    assert.equal(await exportToFile(history, { path: csv, format: "csv" }), 1_200);
    assert.equal(readFileSync(csv, "utf8").split("\r\n").length, 1_202);

    const long = window("export-long");
    for (let i = 0; i < 20; i++) long.recordRequest(entry(i, { content: "long ".repeat(100_000) }));
    const pages: number[] = [];
    assert.equal(await exportToFile(long, { path: csv, format: "csv", onProgress: (done) => pages.push(done) }), 20);
    assert.deepEqual(
      pages,
      [8, 16, 20],
      "a page holds no more than 2 million characters or one request; of each text the history keeps a quarter of a million",
    );

    writeFileSync(path, "what was there before");
    const abort = new AbortController();
    await assert.rejects(
      exportToFile(history, { path, format: "jsonl", signal: abort.signal, onProgress: () => abort.abort() }),
      { name: "AbortError" },
    );
    assert.equal(readFileSync(path, "utf8"), "what was there before");
    assert.throws(() => readFileSync(`${path}.part`));
  });
});
