import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import fc from "fast-check";
import { CircuitOpenError } from "../../src/core/breaker/circuit-open-error";
import { HistoryClient } from "../../src/core/history/client/history-client";
import { DirectLink } from "../../src/core/history/client/history-link";
import { TRIAL_LEASE_MS } from "../../src/core/history/shared-breakers";
import { MAX_SNAPSHOT_BYTES } from "../../src/core/model/limits";
import { silentLogger } from "../../src/core/ports/logger";
import type { SqliteEngine } from "../../src/node/history/engine/sqlite-engine";
import type { Database, SqlValue } from "../../src/node/history/sqlite/sqlite-module";
import { FakeClock } from "../support/fake-clock";
import { buildHistoryWorker, buildScript } from "../support/history/build-worker";
import { SqliteStore } from "../support/history/sqlite-store";
import { answer, fail } from "../support/scripted-client";
import { serviceUnderTest } from "../support/service-under-test";

const endpoint = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;
const KEY = "http://localhost:8080 small";
const GOOD = "http://localhost:9999 good";
const HOUR_MS = 3_600_000;
const MOST = Number.MAX_SAFE_INTEGER;
/** More than a number of JavaScript can hold: reading it as one throws. */
const BEYOND = 2n ** 63n - 1n;

/** Binds what the types of `node:sqlite` know and ours leave out: big integers. */
const run = (database: Database, sql: string, ...values: (SqlValue | bigint)[]): void =>
  void database.prepare(sql).run(...(values as SqlValue[]));

const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
/** Short enough to be read, and deep enough for whoever copies it to run out of stack. */
const deep = nested(MAX_SNAPSHOT_BYTES / 2);
const cells = fc.oneof(
  fc.constantFrom<SqlValue | bigint>(
    null,
    0,
    -1,
    MOST,
    -MOST,
    BEYOND,
    -BEYOND - 1n,
    1e308,
    -1e308,
    Infinity,
    NaN,
    "",
    "null",
    "{",
    "\u0000",
    "9007199254740991",
    deep,
    nested(50_000),
    "x".repeat(MAX_SNAPSHOT_BYTES + 1),
  ),
  fc.integer(),
  fc.double(),
  fc.string({ unit: "binary" }),
  fc.json(),
  fc.uint8Array({ maxLength: 64 }),
);
/** For columns that take no NULL, which NaN becomes. */
const orEmpty = <T>(cell: T): NonNullable<T> | string =>
  cell === null || cell === undefined || Number.isNaN(cell) ? "" : cell;

describe("the table that windows share", () => {
  let store: SqliteStore;
  let foreign: Database;
  let clock: FakeClock;
  const window = (): SqliteEngine =>
    store.engine(
      () => clock.wallNow(),
      clock.wallNow(),
      () => clock.now(),
    );
  const take = (engine: SqliteEngine, key = KEY, takeOver = false) => engine.tryTakeTrial({ key, takeOver });

  beforeEach(() => {
    store = new SqliteStore();
    foreign = store.database();
    clock = new FakeClock();
  });
  afterEach(() => store.remove());

  it("hides all rows behind one that cannot be read", () => {
    const [reader, writer] = [window(), window()];
    reader.startWatchingSnapshots([KEY, GOOD]);
    let turn = 0;
    fc.assert(
      fc.property(
        fc.record({
          snapshot: cells,
          updated: cells,
          saver: cells,
          version: cells.map(orEmpty),
          holder: cells,
          until: cells,
        }),
        fc.array(cells.map(orEmpty), { maxLength: 5 }),
        (row, others) => {
          run(
            foreign,
            "INSERT OR REPLACE INTO breaker (key, snapshot, updated, saver, version, holder, lease_until) VALUES (?, ?, ?, ?, ?, ?, ?)",
            KEY,
            row.snapshot,
            row.updated,
            row.saver,
            row.version,
            row.holder,
            row.until,
          );
          for (const other of others)
            run(
              foreign,
              "INSERT OR REPLACE INTO breaker (key, snapshot, version) VALUES (?, ?, ?)",
              other,
              row.snapshot,
              MOST,
            );
          const good = { turn: ++turn };
          writer.write([{ op: "snapshot", key: GOOD, json: JSON.stringify(good) }]);
          const told = reader.snapshotNews([KEY, GOOD]);
          // Whatever arrives goes to another thread, which cannot take what is nested too deeply.
          structuredClone(told);
          assert.deepEqual(
            told.filter(({ key }) => key === GOOD),
            [{ key: GOOD, snapshot: good, own: false }],
          );
          assert.equal(
            window().loadSnapshots({ keys: [KEY, GOOD] }).length,
            row.snapshot === null || Number.isNaN(row.snapshot) ? 1 : 2,
          );
          reader.write([{ op: "snapshot", key: KEY, json: "7" }]);
          assert.deepEqual(
            writer.loadSnapshots({ keys: [KEY] }),
            [{ key: KEY, snapshot: 7, own: false }],
            "a good write heals it",
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it("says why a row is not read, and reads nothing of one that is too long", () => {
    const reader = window();
    const says = (snapshot: SqlValue | bigint): unknown => {
      run(foreign, "INSERT OR REPLACE INTO breaker (key, snapshot) VALUES (?, ?)", KEY, snapshot);
      return reader.loadSnapshots({ keys: [KEY] })[0];
    };
    assert.deepEqual(says(deep), { key: KEY, unreadable: "nested deeper than 64 levels" });
    assert.deepEqual(says('{"state": open}'), { key: KEY, unreadable: "no JSON" });
    assert.deepEqual(says(new Uint8Array(8)), { key: KEY, unreadable: "a value of type blob" });
    const before = process.memoryUsage().rss;
    run(foreign, "INSERT OR REPLACE INTO breaker (key, snapshot) VALUES (?, CAST(zeroblob(100000000) AS TEXT))", KEY);
    foreign.exec("PRAGMA shrink_memory");
    const written = process.memoryUsage().rss;
    assert.deepEqual(reader.loadSnapshots({ keys: [KEY] }), [
      { key: KEY, unreadable: `longer than ${MAX_SNAPSHOT_BYTES} bytes` },
    ]);
    assert.ok(
      process.memoryUsage().rss - written < 50_000_000,
      `${before} bytes, ${written} when it was written, then ${process.memoryUsage().rss}`,
    );
  }).timeout(60_000);

  it("stops a window from following by a number that nothing can exceed", () => {
    const [reader, writer] = [window(), window()];
    reader.startWatchingSnapshots([KEY, GOOD]);
    for (const version of [MOST, BEYOND, -1, 1.5, "text", new Uint8Array(4)]) {
      run(
        foreign,
        "INSERT OR REPLACE INTO breaker (key, snapshot, updated, saver, version) VALUES (?, ?, ?, ?, ?)",
        KEY,
        JSON.stringify({ version: String(version) }),
        BEYOND,
        "another",
        version,
      );
      reader.snapshotNews([KEY, GOOD]);
      run(foreign, "UPDATE meta SET value = ? WHERE name = 'clearings'", version);
      run(
        foreign,
        "INSERT OR REPLACE INTO meta (name, value) VALUES ('clearings', ?), ('pruned', ?)",
        version,
        version,
      );
      for (const key of [KEY, GOOD]) {
        writer.write([{ op: "snapshot", key, json: JSON.stringify({ after: String(version) }) }]);
        reader.changedElsewhere();
        assert.deepEqual(
          reader.snapshotNews([KEY, GOOD]).map((row) => [row.key, "snapshot" in row && row.snapshot]),
          [[key, { after: String(version) }]],
        );
      }
      reader.takeRetentionTurn();
    }
  });

  it("fills a window's memory, or its time, with rows of endpoints that nobody has", () => {
    const reader = window();
    foreign.exec("BEGIN");
    const insert = foreign.prepare("INSERT INTO breaker (key, snapshot, version) VALUES (?, ?, ?)");
    for (let row = 0; row < 20_000; row++) insert.run(`http://${row} x`, "[]", MOST);
    foreign.exec("COMMIT");
    assert.deepEqual(reader.loadSnapshots({ keys: [GOOD] }), []);
    assert.deepEqual(reader.snapshotNews([GOOD]), []);
  });

  it("keeps every window from an endpoint with a lease from the future", async () => {
    const engine = window();
    const shared = new HistoryClient(new DirectLink(engine, (error) => assert.fail(String(error))), {
      clock,
      logger: silentLogger,
    });
    const { service, run: settle } = serviceUnderTest(
      { endpoints: [endpoint] },
      { local: [fail("refused"), fail("refused"), fail("refused"), answer("back")] },
      { clock, shared },
    );
    for (let round = 0; round < 3; round++) await assert.rejects(settle(service.complete("Hi")));
    clock.advance(60_000);
    const ahead = clock.wallNow() + 59 * 60_000;
    const plant = (): void => {
      run(foreign, "UPDATE breaker SET holder = 'another', lease_until = ? WHERE key = ?", ahead, KEY);
      run(foreign, "INSERT OR REPLACE INTO lease (key, holder, beat) VALUES (?, 'another', ?)", KEY, String(ahead));
    };
    plant();
    await assert.rejects(settle(service.complete("Hi")), (error: unknown) => {
      assert.ok(error instanceof CircuitOpenError);
      assert.match(error.message, /another window is trying/i);
      assert.ok(error.retryAfterMs > 0 && error.retryAfterMs <= TRIAL_LEASE_MS, `${error.retryAfterMs}`);
      return true;
    });
    clock.advance(TRIAL_LEASE_MS);
    assert.equal((await settle(service.complete("Hi"))).content, "back");
    service.trip("local");
    clock.advance(60_000);
    plant();
    await assert.rejects(settle(service.complete("Hi", { useCache: false })), CircuitOpenError);
    service.allowTrial("local");
    assert.equal((await settle(service.complete("Hi"))).content, "back", "Try Now helps");
    await service.dispose();
  });

  it("keeps every window from an endpoint with a lease of any kind", () => {
    fc.assert(
      fc.property(
        cells.map(orEmpty),
        cells.map(orEmpty),
        fc.integer({ min: -100 * HOUR_MS, max: 100 * HOUR_MS }),
        (holder, beat, skewMs) => {
          clock.jumpWall(skewMs);
          foreign.exec("DROP TABLE lease; CREATE TABLE lease (key TEXT PRIMARY KEY, holder, beat) WITHOUT ROWID");
          const [one, other] = [window(), window()];
          run(foreign, "INSERT INTO lease (key, holder, beat) VALUES (?, ?, ?)", KEY, holder, beat);
          const turn = take(one);
          if (!turn.taken) {
            assert.ok(turn.retryAfterMs > 0 && turn.retryAfterMs <= TRIAL_LEASE_MS);
            clock.jumpWall(-skewMs);
            clock.advance(turn.retryAfterMs);
            assert.deepEqual(take(one), { taken: true });
          }
          assert.equal(take(other).taken, false, "and then it is an ordinary one");
          assert.deepEqual(take(other, KEY, true), { taken: true });
        },
      ),
      { numRuns: 150 },
    );
  });

  it("keeps every window from an endpoint by dying in the midst of a trial, with a clock an hour ahead or behind", async function () {
    this.timeout(60_000);
    const [workerPath, script] = [join(store.directory, "history-worker.js"), join(store.directory, "trial.js")];
    await Promise.all([buildHistoryWorker(workerPath), buildScript("test/support/history/trial-child.ts", script)]);
    for (const skewMs of [HOUR_MS, -HOUR_MS]) {
      const child = spawn(process.execPath, [script, store.directory, workerPath, KEY, String(skewMs)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = once(child, "exit");
      try {
        const [said] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
        assert.equal(said, "taken\n");
        const reader = window();
        assert.deepEqual(take(reader), { taken: false, retryAfterMs: TRIAL_LEASE_MS });
        // Each renewal that the reader sees gives another ten seconds, by the reader's own clock.
        for (let renewal = 0; renewal < 3; renewal++) {
          clock.advance(TRIAL_LEASE_MS - 1);
          const before = beatOf();
          while (beatOf() === before) await new Promise((resolve) => setTimeout(resolve, 5));
          assert.deepEqual(take(reader), { taken: false, retryAfterMs: TRIAL_LEASE_MS });
        }
        child.kill("SIGKILL");
        await ended;
        take(reader);
        clock.advance(TRIAL_LEASE_MS - 1);
        assert.deepEqual(take(reader), { taken: false, retryAfterMs: 1 });
        clock.advance(1);
        assert.deepEqual(take(reader), { taken: true });
        reader.write([{ op: "releaseTrial", key: KEY }]);
      } finally {
        child.kill("SIGKILL");
        await ended;
      }
    }
    function beatOf(): unknown {
      return foreign.prepare("SELECT beat FROM lease WHERE key = ?").get(KEY)?.["beat"];
    }
  });
});
