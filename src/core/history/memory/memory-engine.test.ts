import { strict as assert } from "node:assert";
import { FakeClock } from "../../../../test/support/fake-clock";
import { silentLogger } from "../../ports/logger";
import { createMemoryHistory } from "../../../../test/support/history/memory-history";
import type { HistoryClient } from "../client/history-client";
import { MemoryEngine } from "./memory-engine";
import { samplesOf } from "../figures/samples";
import type { HistoryChange, RequestEntry } from "../types";

const now = Date.UTC(2026, 0, 1);
const entry = (more: Partial<RequestEntry> = {}): RequestEntry => ({
  command: "Ask",
  startedAt: now - 5_000,
  durationMs: 4_000,
  outcome: "success",
  attempts: [],
  messages: [{ role: "user", content: "a question" }],
  content: "an answer",
  ...more,
});

describe("the history in memory", () => {
  let clock: FakeClock;
  let history: HistoryClient;
  beforeEach(() => {
    clock = new FakeClock(now);
    history = createMemoryHistory({ clock, logger: silentLogger });
  });
  afterEach(() => history.dispose());

  it("answers what was recorded, and tells that it changed", async () => {
    const told: HistoryChange[] = [];
    history.onChange((change) => told.push(change));
    history.recordRequest(entry({ title: "about it" }));
    const { rows, total } = await history.listRequests({ limit: 10 });
    assert.deepEqual([rows[0]!.title, total], ["about it", 1]);
    assert.equal((await history.request(rows[0]!.id))!.content, "an answer");
    clock.advance(100);
    assert.deepEqual(told, [{ requests: true, states: false, cleared: false }]);
    assert.equal((await history.overview()).storage, "memory");
  });

  it("gives each request an id of its own, in the order of time", async () => {
    for (const startedAt of [now, now - 60_000, now, now]) history.recordRequest(entry({ startedAt }));
    const { rows } = await history.listRequests({ limit: 10 });
    assert.equal(new Set(rows.map(({ id }) => id)).size, 4);
    assert.deepEqual(
      rows.map(({ startedAt }) => startedAt),
      [now, now, now, now - 60_000],
    );
  });

  it("is bounded in number, in texts and in age, oldest first", () => {
    const engine = new MemoryEngine(() => now, { requests: 50, textChars: 2_000, events: 10 });
    const counts = () => engine.overview().requests;
    for (let i = 0; i < 80; i++) engine.write([{ op: "request", entry: entry({ content: "x".repeat(10) }) }]);
    assert.equal(counts(), 50);
    for (let i = 0; i < 10; i++)
      engine.write([{ op: "request", entry: entry({ startedAt: now - 4_000, content: "x".repeat(490) }) }]);
    assert.ok(counts() < 10, `${counts()} requests`);
    engine.write([{ op: "options", options: { storePrompts: true, maxAgeMs: 500, maxRequests: 100 } }]);
    assert.ok(
      engine.listRequests({ limit: 100 }).rows.every(({ startedAt }) => startedAt === now - 4_000),
      "what ended a second ago is gone",
    );
    assert.ok(counts() > 0);
    for (let i = 0; i < 30; i++)
      engine.write([{ op: "health", entry: { endpoint: "ollama", at: now - i, live: true } }]);
    assert.equal(
      engine.exportPage({ query: { includeEvents: true }, cursor: { part: "events", after: 0 } }).records.length,
      10,
    );
  });

  it("knows no other window", async () => {
    history.saveSnapshot("key", { state: "open" });
    assert.deepEqual(await history.loadSnapshots(["key", "another"]), [
      { key: "key", snapshot: { state: "open" }, own: true },
    ]);
    assert.deepEqual(await history.tryTakeTrial("key", false), { taken: true });
  });
});

describe("samples", () => {
  it("belong to when they ended, and tokens to the attempt that answered", () => {
    const samples = samplesOf(
      entry({
        endpoint: "ollama",
        ttftMs: 3_200,
        usage: { promptTokens: 5, completionTokens: 80, totalTokens: 85 },
        attempts: [
          { endpoint: "cloud", step: 0, startedAt: now - 5_000, durationMs: 1_000, outcome: "failure" },
          { endpoint: "cloud", step: 1, startedAt: now - 4_000, durationMs: 0, outcome: "skipped" },
          { endpoint: "ollama", step: 2, startedAt: now - 2_000, durationMs: 1_000, ttftMs: 200, outcome: "success" },
        ],
      }),
    );
    assert.deepEqual(
      samples.map(({ endpoint, endedAt, outcome, tokens, generationMs }) => [
        endpoint,
        endedAt - now,
        outcome,
        tokens,
        generationMs,
      ]),
      [
        [undefined, -1_000, "success", 80, 800],
        ["cloud", -4_000, "failure", 0, 0],
        ["cloud", -4_000, "aside", 0, 0],
        ["ollama", -1_000, "success", 80, 800],
      ],
    );
  });
});
