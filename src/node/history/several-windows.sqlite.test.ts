import { strict as assert } from "node:assert";
import { randomOps } from "../../../test/support/history/random-history";
import { SqliteStore } from "../../../test/support/history/sqlite-store";
import type { WriteOp } from "../../core/history/engine";
import { MemoryEngine } from "../../core/history/memory/memory-engine";
import type { SqliteEngine } from "./engine/sqlite-engine";

const start = Date.UTC(2026, 0, 31);
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("a history shared by windows", () => {
  let store: SqliteStore;
  let clock: number;
  let [one, other]: SqliteEngine[] = [];
  beforeEach(() => {
    clock = start;
    store = new SqliteStore();
    one = store.engine(() => clock);
    other = store.engine(() => clock);
  });
  afterEach(() => store.remove());

  it("holds what both wrote, and both read the same", () => {
    const memory = new MemoryEngine(() => clock, { requests: 1e6, textChars: 1e9, events: 1e6 });
    clock = start + 3_600_000;
    const ops = randomOps({ seed: 3, count: 600, fromMs: start, toMs: clock });
    ops.forEach((op, i) => {
      memory.write([op]);
      (i % 3 === 0 ? one! : other!).write([op]);
    });
    const questions = (engine: SqliteEngine | MemoryEngine) =>
      plain([
        engine.series({ fromMs: start, toMs: clock, maxBuckets: 50 }).requests.counts,
        engine.series({ fromMs: clock - 60_000, toMs: clock, maxBuckets: 60 }),
        engine.listRequests({ limit: 500, filter: { text: "pars", outcome: "success" } }),
        engine.listRequests({ limit: 500, filter: { endpoint: "ollama" } }),
        engine.lanes({ fromMs: start, toMs: clock }),
      ]);
    assert.deepEqual(questions(one!), questions(memory));
    assert.deepEqual(questions(other!), questions(memory));
  });

  it("is empty for both when one clears it, and both go on", () => {
    const ops = randomOps({ seed: 4, count: 100, fromMs: start - 3_600_000, toMs: start });
    one!.write(ops);
    other!.write(ops);
    while (one!.clearStep({}));
    assert.equal(other!.overview().requests, 0);
    // The names have other numbers now: in the other order.
    other!.write([...ops].reverse());
    one!.write(ops);
    const [a, b] = [one!.listRequests({ limit: 500 }), other!.listRequests({ limit: 500 })];
    assert.deepEqual(a, b);
    const routes = new Set(a.rows.flatMap(({ attempts }) => attempts.map(({ endpoint }) => endpoint)));
    assert.deepEqual([...routes].sort(), ["ollama", "openrouter", "vllm-lab"]);
  });

  it("tells whether another window wrote, not whether this one did", () => {
    assert.equal(one!.changedElsewhere(), undefined);
    one!.write(randomOps({ seed: 5, count: 3, fromMs: start - 1000, toMs: start }));
    assert.equal(one!.changedElsewhere(), undefined);
    other!.write(randomOps({ seed: 6, count: 3, fromMs: start - 1000, toMs: start }));
    assert.equal(one!.changedElsewhere(), "written");
    assert.equal(one!.changedElsewhere(), undefined);
    while (other!.clearStep({}));
    assert.equal(other!.changedElsewhere(), undefined);
    assert.equal(one!.changedElsewhere(), "cleared");
    assert.equal(one!.changedElsewhere(), undefined);
  });

  it("shows in a lane when at least one window was there", () => {
    const request = randomOps({ seed: 5, count: 30, fromMs: start - 1000, toMs: start }).find(
      ({ op }) => op === "request",
    )!;
    one!.write([request, { op: "health", entry: { endpoint: "ollama", at: start, live: true } }]);
    clock += 10 * 60_000;
    const late = store.engine(() => clock);
    clock += 5 * 60_000;
    const [lane] = late.lanes({ fromMs: start - 60_000, toMs: clock, endpoints: ["ollama"] });
    // The first window said last at its first moment that it was there, and may have lived 75 s on.
    assert.deepEqual(
      lane!.intervals.map(({ state, toMs }) => [state, (toMs - start) / 60_000]),
      [
        ["unknown", 0],
        ["closed", 1.25],
        ["unknown", 10],
        ["closed", 15],
      ],
    );
  });

  describe("breakers", () => {
    const save = (engine: SqliteEngine, key: string, state: string): void =>
      engine.write([{ op: "snapshot", key, json: JSON.stringify({ state }) }]);
    const keys = ["a", "b", "c"];

    it("are known to all, and each is told what the others saved since", () => {
      save(one!, "a", "open");
      other!.startWatchingSnapshots(keys);
      assert.deepEqual(other!.loadSnapshots({ keys }), [{ key: "a", snapshot: { state: "open" }, own: false }]);
      assert.deepEqual(one!.loadSnapshots({ keys: ["a"] }), [{ key: "a", snapshot: { state: "open" }, own: true }]);
      assert.deepEqual(other!.snapshotNews(keys), []);
      save(one!, "a", "closed");
      save(one!, "b", "open");
      save(other!, "c", "open");
      assert.deepEqual(other!.snapshotNews(keys), [
        { key: "a", snapshot: { state: "closed" }, own: false },
        { key: "b", snapshot: { state: "open" }, own: false },
      ]);
      assert.deepEqual(other!.snapshotNews(keys), []);
      assert.deepEqual(one!.snapshotNews(["b"]), []);
    });

    it("are told of from when they are watched, and none is missed when others are watched too", () => {
      save(one!, "a", "open");
      other!.startWatchingSnapshots(["b"]);
      save(one!, "b", "open");
      other!.startWatchingSnapshots(["a", "b"]);
      assert.deepEqual(
        other!.snapshotNews(["a", "b"]).map(({ key }) => key),
        ["b"],
      );
    });

    it("keep snapshot and lease apart, and outlive the clearing of the history", () => {
      assert.equal(one!.tryTakeTrial({ key: "a", takeOver: false }).taken, true);
      assert.deepEqual(one!.loadSnapshots({ keys }), []);
      save(other!, "a", "open");
      assert.equal(other!.tryTakeTrial({ key: "a", takeOver: false }).taken, false);
      while (one!.clearStep({}));
      assert.deepEqual(other!.loadSnapshots({ keys }), [
        { key: "a", snapshot: { state: "open" }, own: true },
        { key: "a", trialForMs: 10_000 },
      ]);
      assert.equal(other!.tryTakeTrial({ key: "a", takeOver: false }).taken, false);
    });
  });

  describe("trials", () => {
    const take = (engine: SqliteEngine, key = "a", takeOver = false) => engine.tryTakeTrial({ key, takeOver });
    const taken = { taken: true };
    const refused = (retryAfterMs: number) => ({ taken: false, retryAfterMs });

    it("are made by one window at a time", () => {
      assert.deepEqual(take(one!), taken);
      assert.deepEqual(take(other!), refused(10_000));
      assert.deepEqual(take(one!), taken, "again");
      assert.deepEqual(take(other!, "b"), taken, "another endpoint");
      one!.write([{ op: "releaseTrial", key: "a" }]);
      assert.deepEqual(take(other!), taken);
      one!.write([
        { op: "releaseTrial", key: "a" },
        { op: "renewTrial", key: "a" },
      ]);
      assert.equal(take(one!).taken, false, "only its holder gives it back");
    });

    it("are never said to take longer than a lease lasts, at whatever fraction of a millisecond one is seen first", () => {
      const reader = store.engine(
        () => clock,
        clock,
        () => 6_793.220475,
      );
      take(one!);
      assert.deepEqual(take(reader), refused(10_000));
    });

    it("go on for as long as their window renews its lease, and for ten seconds more", () => {
      take(one!);
      other!.snapshotNews(["a"]);
      for (let second = 0; second < 60; second += 3) {
        clock += 3_000;
        one!.write([{ op: "renewTrial", key: "a" }]);
        // As it does whenever another window has written.
        other!.snapshotNews(["a"]);
      }
      clock += 4_000;
      assert.deepEqual(take(other!), refused(6_000));
      clock += 5_999;
      assert.deepEqual(take(other!), refused(1));
      clock += 1;
      assert.deepEqual(take(other!), taken);
      assert.equal(take(one!).taken, false, "whoever wakes up later has lost it");
    });

    it("are told of to who watches: that one began, goes on, and was given back; not this window's own", () => {
      const news = () => other!.snapshotNews(["a"]);
      take(one!);
      assert.deepEqual(news(), [{ key: "a", trialForMs: 10_000 }]);
      clock += 2_000;
      assert.deepEqual(news(), []);
      one!.write([{ op: "renewTrial", key: "a" }]);
      assert.deepEqual(news(), [{ key: "a", trialForMs: 10_000 }]);
      one!.write([{ op: "releaseTrial", key: "a" }]);
      assert.deepEqual(news(), [{ key: "a", trialForMs: 0 }]);
      take(other!);
      assert.deepEqual(news(), []);
      assert.deepEqual(one!.snapshotNews(["a"]), [{ key: "a", trialForMs: 10_000 }]);
    });

    it("are taken by one of two windows that both saw the lease end", () => {
      const third = store.engine(() => clock);
      take(one!);
      for (const each of [other!, third]) assert.deepEqual(take(each), refused(10_000));
      clock += 10_000;
      assert.deepEqual(take(third), taken);
      assert.deepEqual(take(other!), refused(10_000));
    });

    it("are shared in a file that an earlier version made", () => {
      store
        .database()
        .exec(
          "DROP TABLE lease; DROP TABLE outage; ALTER TABLE request DROP COLUMN local_only; PRAGMA user_version = 1",
        );
      const [first, second] = [store.engine(() => clock), store.engine(() => clock)];
      assert.deepEqual(take(first), taken);
      assert.equal(take(second).taken, false);
    });

    it("are taken over at once when a person says so", () => {
      take(one!);
      assert.deepEqual(take(other!, "a", true), taken);
      one!.write([
        { op: "renewTrial", key: "a" },
        { op: "releaseTrial", key: "a" },
      ]);
      assert.equal(take(one!).taken, false);
      assert.deepEqual(take(one!, "a", true), taken);
    });
  });

  it("gives each outage to one window to tell of, and forgets those that nobody told of within a minute", () => {
    const note = (engine: SqliteEngine, name: string): void => engine.write([{ op: "outage", key: name, name }]);
    note(one!, "cloud");
    clock += 1_000;
    note(other!, "lab");
    assert.deepEqual(other!.takeOutages(), ["cloud", "lab"]);
    assert.deepEqual(one!.takeOutages(), []);
    note(one!, "of a window that is gone");
    clock += 60_001;
    assert.deepEqual(other!.takeOutages(), []);
  });

  describe("retention", () => {
    const day = 24 * 3_600_000;
    const run = (engine: SqliteEngine): void => {
      while (engine.retentionStep());
    };
    const options = (maxAgeMs: number, maxRequests: number): WriteOp => ({
      op: "options",
      options: { storePrompts: true, maxAgeMs, maxRequests },
    });

    it("removes what is too old, and keeps the last word on every state", () => {
      const memory = new MemoryEngine(() => clock, { requests: 1e6, textChars: 1e9, events: 1e6 });
      const ops = randomOps({ seed: 11, count: 2_500, fromMs: start - 10 * day, toMs: start });
      for (const engine of [one!, memory]) engine.write([options(4 * day, 1e6), ...ops]);
      run(one!);
      const query = { filter: { fromMs: 0 }, limit: 500 };
      assert.deepEqual(plain(one!.listRequests(query)), plain(memory.listRequests(query)));
      assert.deepEqual(
        plain(one!.listRequests({ limit: 50, filter: { text: "parse" } })),
        plain(memory.listRequests({ limit: 50, filter: { text: "parse" } })),
      );
      const lanes = other!.lanes({
        fromMs: start - 60_000,
        toMs: start,
        endpoints: ["ollama", "openrouter", "vllm-lab"],
      });
      const before = store.engine(() => clock);
      before.write(ops);
      assert.deepEqual(
        lanes,
        before.lanes({ fromMs: start - 60_000, toMs: start, endpoints: ["ollama", "openrouter", "vllm-lab"] }),
      );
    });

    it("removes what is too much, oldest first, and its share in the charts stays", () => {
      const ops = randomOps({ seed: 12, count: 2_000, fromMs: start - 2 * day, toMs: start });
      one!.write([options(30 * day, 700), ...ops]);
      const newest = one!.listRequests({ limit: 500 }).rows;
      const chart = () => one!.series({ fromMs: start - 3 * day, toMs: start, maxBuckets: 24 }).requests.counts;
      const before = chart();
      run(one!);
      assert.equal(one!.overview().requests, 700);
      assert.deepEqual(one!.listRequests({ limit: 500 }).rows, newest);
      assert.deepEqual(chart(), before);
    });

    it("is one window's turn at a time", () => {
      assert.equal(one!.takeRetentionTurn(), true);
      assert.equal(other!.takeRetentionTurn(), false);
      clock += 11 * 60_000;
      assert.equal(other!.takeRetentionTurn(), true);
      clock -= day;
      assert.equal(one!.takeRetentionTurn(), true, "after the clock was set back");
    });

    it("gives room on disk back", () => {
      const long = "word ".repeat(2_000);
      const ops = randomOps({ seed: 13, count: 800, fromMs: start - 2 * day, toMs: start }).map((op) =>
        op.op === "request" ? { ...op, entry: { ...op.entry, content: long } } : op,
      );
      one!.write(ops);
      const full = one!.overview().bytes;
      while (one!.clearStep({ textsOnly: true }));
      assert.ok(one!.overview().bytes < full / 4, `${one!.overview().bytes} of ${full}`);
    });
  });

  it("keeps no prompt when told not to", () => {
    const ops = randomOps({ seed: 14, count: 100, fromMs: start - 1000, toMs: start });
    one!.write([{ op: "options", options: { storePrompts: false, maxAgeMs: 1e9, maxRequests: 1e6 } }, ...ops]);
    const { rows } = one!.listRequests({ limit: 500 });
    assert.ok(rows.length > 0);
    assert.ok(rows.every(({ title }) => title === undefined));
    assert.equal(one!.listRequests({ limit: 10, filter: { text: "parse" } }).total, 0);
    assert.equal(one!.overview().searchable, false);
    assert.equal("messages" in one!.request(rows[0]!.id)!, false);
  });

  it("takes a batch whole or not at all", () => {
    const ops = randomOps({ seed: 15, count: 20, fromMs: start - 1000, toMs: start });
    const broken = { op: "request", entry: null } as unknown as WriteOp;
    assert.throws(() => one!.write([...ops, broken]));
    assert.equal(one!.overview().requests, 0);
    assert.deepEqual(one!.overview().endpoints, []);
    one!.write(ops);
    const counts = one!.series({ fromMs: start - 3_600_000, toMs: start + 3_600_000, maxBuckets: 5 }).requests.counts;
    const total = Object.values(counts)
      .flat()
      .reduce((sum, n) => sum + n, 0);
    assert.equal(total, ops.filter(({ op }) => op === "request").length, "the failed batch is not in the charts");
  });

  it("takes less than 400 bytes a request without texts", () => {
    const count = 20_000;
    const options: WriteOp = { op: "options", options: { storePrompts: false, maxAgeMs: 1e12, maxRequests: 1e9 } };
    const ops = randomOps({ seed: 16, count, fromMs: start - 24 * 3_600_000, toMs: start }).filter(
      ({ op }) => op === "request",
    );
    one!.write([options, ...ops]);
    const each = one!.overview().bytes / ops.length;
    assert.ok(each < 400, `${each.toFixed(0)} bytes`);
  });
});
