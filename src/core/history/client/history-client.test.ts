import { strict as assert } from "node:assert";
import { FakeClock } from "../../../../test/support/fake-clock";
import { silentLogger } from "../../ports/logger";
import type { HistoryCall, HistoryCalls, WriteOp } from "../engine";
import { HistoryClient } from "./history-client";
import type { HistoryLink, LinkListener, WatchWish } from "./history-link";
import type { HistoryChange, RequestEntry } from "../types";

const entry = (more: Partial<RequestEntry> = {}): RequestEntry => ({
  command: "Ask",
  title: "a title",
  startedAt: 1_000,
  durationMs: 20,
  outcome: "success",
  attempts: [],
  messages: [{ role: "user", content: "secret" }],
  content: "answer",
  ...more,
});

/** Writes down what goes through it. */
class RecordingLink implements HistoryLink {
  readonly written: WriteOp[][] = [];
  readonly asked: HistoryCall[] = [];
  readonly wishes: WatchWish[] = [];
  listener: LinkListener | undefined;
  awake = 0;
  disposed = 0;
  answer: (method: HistoryCall, ask: unknown) => unknown = () => undefined;

  listen(listener: LinkListener): void {
    this.listener = listener;
  }
  write(ops: WriteOp[]): void {
    this.written.push(ops);
  }
  async call<M extends HistoryCall>(method: M, ask: HistoryCalls[M]["ask"]): Promise<HistoryCalls[M]["answer"]> {
    this.asked.push(method);
    return this.answer(method, ask) as HistoryCalls[M]["answer"];
  }
  settled = Promise.resolve();
  async settle(): Promise<void> {
    await this.settled;
  }
  watch(wanted: WatchWish): void {
    this.wishes.push(wanted);
  }
  here(): void {
    this.awake++;
  }
  async dispose(): Promise<void> {
    this.disposed++;
  }
}

describe("the history's client", () => {
  let clock: FakeClock;
  let link: RecordingLink;
  let history: HistoryClient;
  const opsOf = (batch: WriteOp[] | undefined) => batch?.map(({ op }) => op);

  beforeEach(() => {
    clock = new FakeClock();
    link = new RecordingLink();
    history = new HistoryClient(link, { clock, logger: silentLogger });
  });

  it("sends nothing by itself, and no timer runs", () => {
    assert.deepEqual([link.written, link.asked, clock.pending], [[], [], 0]);
  });

  it("gathers what comes within 200 ms, with the options in front", () => {
    history.recordRequest(entry());
    clock.advance(150);
    history.recordHealth({ endpoint: "ollama", at: 5.4, live: true });
    assert.equal(link.written.length, 0);
    clock.advance(50);
    assert.deepEqual(link.written.map(opsOf), [["options", "request", "health"]]);
    assert.equal(clock.pending, 0);
  });

  it("sends what is of breakers by itself, so that a history that cannot be written holds none of it up", () => {
    history.recordRequest(entry());
    history.saveSnapshot("key", 1);
    history.recordHealth({ endpoint: "ollama", at: 5, live: true });
    history.renewTrial("key");
    history.releaseTrial("key");
    clock.advance(200);
    assert.deepEqual(link.written.map(opsOf), [
      ["snapshot", "renewTrial", "releaseTrial"],
      ["options", "request", "health"],
    ]);
  });

  it("sends changed options at once where something runs, and starts nothing for them", async () => {
    history.configure({ maxAgeMs: 1_000 });
    clock.advance(1_000);
    assert.equal(link.written.length, 0);
    await history.overview();
    history.configure({ maxAgeMs: 2_000 });
    assert.deepEqual(link.written.map(opsOf), [["options", "options"], ["options"]]);
    await history.dispose();
    history.configure({ maxAgeMs: 3_000 });
    assert.equal(link.written.length, 2);
  });

  it("refuses to clear up to a time that is none", async () => {
    for (const beforeMs of [NaN, -Infinity, -1, 0]) await assert.rejects(history.clear({ beforeMs }), RangeError);
    assert.deepEqual(link.asked, []);
  });

  it("sends a burst on at once, and what waits before a question", async () => {
    for (let i = 0; i < 500; i++) history.recordRequest(entry());
    const [burst] = link.written.map((ops) => ops.length);
    assert.equal(link.written.length, 1);
    assert.ok(burst! > 300 && burst! < 500, `${burst} entries`);
    history.recordRequest(entry({ content: "long".repeat(100_000) }));
    assert.equal(link.written.length, 2, "a large entry does not wait");
    history.recordRequest(entry());
    await history.overview();
    assert.equal(link.written.length, 3);
    assert.deepEqual(link.asked, ["overview"]);
  });

  it("sends no prompt, answer or title when they are not to be kept", () => {
    history.configure({ storePrompts: false });
    history.recordRequest(entry());
    clock.advance(200);
    const sent = link.written[0]!.find((op) => op.op === "request")!;
    assert.deepEqual([sent.entry.messages, sent.entry.content, sent.entry.title], [[], "", undefined]);
    assert.ok(!JSON.stringify(link.written).includes("secret"));
  });

  it("keeps whole milliseconds, and leaves the entry it was given as it is", () => {
    const given = entry({
      startedAt: 1000.6,
      durationMs: 20.4,
      ttftMs: 3.5,
      attempts: [{ endpoint: "ollama", step: 0, startedAt: 1000.7, durationMs: -0.2, outcome: "success" }],
    });
    const copy = structuredClone(given);
    history.recordRequest(given);
    clock.advance(200);
    const sent = link.written[0]!.find((op) => op.op === "request")!.entry;
    assert.deepEqual([sent.startedAt, sent.durationMs, sent.ttftMs], [1001, 20, 4]);
    assert.deepEqual([sent.attempts[0]!.startedAt, sent.attempts[0]!.durationMs], [1001, 0]);
    assert.deepEqual(given, copy);
  });

  it("never throws while recording", () => {
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    history.saveSnapshot("key", circular);
    history.recordRequest(undefined as unknown as RequestEntry);
    clock.advance(200);
    assert.equal(link.written.length, 0);
  });

  it("tells changes at most ten times a second, gathered, and not to who has left", () => {
    const told: HistoryChange[] = [];
    history.onChange(() => {
      throw new Error("a listener's own");
    });
    const registration = history.onChange((change) => told.push(change));
    const change = (more: Partial<HistoryChange>): void =>
      link.listener!.changed({ requests: false, states: false, cleared: false, ...more });
    change({ requests: true });
    clock.advance(0);
    assert.deepEqual(told, [{ requests: true, states: false, cleared: false }]);
    for (let i = 0; i < 50; i++) change(i % 2 === 0 ? { requests: true } : { states: true });
    clock.advance(99);
    assert.equal(told.length, 1);
    clock.advance(1);
    assert.deepEqual(told[1], { requests: true, states: true, cleared: false });
    registration.dispose();
    change({ cleared: true });
    clock.advance(1000);
    assert.equal(told.length, 2);
    assert.deepEqual(link.wishes, [
      { changes: true, snapshots: [] },
      { changes: true, snapshots: [] },
      { changes: true, snapshots: [] },
    ]);
  });

  it("wants snapshots only while somebody listens", () => {
    const told: string[] = [];
    const first = history.watch(["a", "b"], (changed) => told.push(`first ${changed.map(({ key }) => key).join()}`));
    const second = history.watch(["b", "c"], (changed) => told.push(`second ${changed.map(({ key }) => key).join()}`));
    assert.deepEqual(link.wishes.at(-1)!.snapshots, ["a", "b", "c"]);
    link.listener!.snapshots([
      { key: "a", snapshot: 1, own: false },
      { key: "b", unreadable: "no JSON" },
    ]);
    assert.deepEqual(told, ["first a,b", "second b"]);
    first.dispose();
    first.dispose();
    assert.deepEqual(link.wishes.at(-1)!.snapshots, ["b", "c"]);
    second.dispose();
    assert.deepEqual(link.wishes.at(-1)!.snapshots, []);
  });

  it("does not tell what another window had saved before this one's own snapshot is stored", async () => {
    const told: unknown[] = [];
    history.watch(["a", "b"], (changed) => told.push(...changed.map((row) => "snapshot" in row && row.snapshot)));
    const theirs = (snapshot: string): void =>
      link.listener!.snapshots([
        { key: "a", snapshot, own: false },
        { key: "b", snapshot: `${snapshot} of b`, own: false },
      ]);
    let store: () => void = () => undefined;
    link.settled = new Promise((resolve) => (store = resolve));
    history.saveSnapshot("a", "mine");
    theirs("waiting");
    clock.advance(200);
    assert.deepEqual(link.written.map(opsOf), [["snapshot"], ["options"]]);
    theirs("sent");
    history.saveSnapshot("a", "mine again");
    store();
    await new Promise(setImmediate);
    theirs("stored, but the second is not");
    clock.advance(200);
    await new Promise(setImmediate);
    theirs("stored");
    assert.deepEqual(told, [
      "waiting of b",
      "sent of b",
      "stored, but the second is not of b",
      "stored",
      "stored of b",
    ]);
  });

  it("clears step by step until nothing is left, or the signal fires", async () => {
    let left = 3;
    link.answer = () => --left > 0;
    await history.clear();
    assert.deepEqual(link.asked, ["clearStep", "clearStep", "clearStep"]);
    const abort = new AbortController();
    link.answer = () => {
      abort.abort(new Error("enough"));
      return true;
    };
    await assert.rejects(history.clear({}, abort.signal), /enough/);
    assert.equal(link.asked.length, 4);
  });

  it("exports page by page", async () => {
    const record = (at: number) => ({ type: "health" as const, endpoint: "ollama", at, live: true });
    link.answer = (_method, ask) => {
      const { after } = (ask as HistoryCalls["exportPage"]["ask"]).cursor;
      if (after === 0) return { records: [record(1), record(2)], next: { part: "requests", after: 2 } };
      return after === 2 ? { records: [], next: { part: "events", after: 3 } } : { records: [record(3)] };
    };
    const batches: number[][] = [];
    for await (const batch of history.export({ includeEvents: true }))
      batches.push(batch.map((each) => (each.type === "health" ? each.at : NaN)));
    assert.deepEqual(batches, [[1, 2], [3]]);
  });

  it("takes a trial when the storage cannot say, but not when the caller gave up", async () => {
    link.answer = () => {
      throw new Error("disk full");
    };
    assert.deepEqual(await history.tryTakeTrial("key", false), { taken: true });
    await assert.rejects(history.tryTakeTrial("key", false, AbortSignal.abort(new Error("gone"))), /gone/);
  });

  it("stores what waits when it is closed, then does nothing more", async () => {
    history.recordRequest(entry());
    await history.dispose();
    await history.dispose();
    history.recordRequest(entry());
    history.watch(["key"], () => {});
    clock.advance(1000);
    assert.deepEqual([link.written.length, link.disposed, clock.pending], [1, 1, 0]);
    await assert.rejects(history.overview(), /closed/);
  });
});
