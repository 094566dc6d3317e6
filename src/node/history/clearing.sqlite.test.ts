import { strict as assert } from "node:assert";
import { existsSync, readFileSync, statSync } from "node:fs";
import { SqliteStore } from "../../../test/support/history/sqlite-store";
import type { ClearQuery, RequestEntry } from "../../core/history/types";
import type { SqliteEngine } from "./engine/sqlite-engine";

const hour = 3_600_000;
const now = Date.UTC(2026, 0, 31, 12);
const secret = "xyzzysecret";

describe("clearing the history", () => {
  let store: SqliteStore;
  let clock: number;

  beforeEach(() => {
    clock = now - 48 * hour;
    store = new SqliteStore();
  });
  afterEach(() => store.remove());

  const clear = (engine: SqliteEngine, query: ClearQuery): void => {
    while (engine.clearStep(query));
  };
  const request = (at: number, text: string): RequestEntry => ({
    command: "Ask",
    title: text,
    startedAt: at,
    durationMs: 5,
    outcome: "success",
    endpoint: "ollama",
    attempts: [],
    messages: [{ role: "user", content: `${text} prompt` }],
    content: `${text} answer`,
  });
  const opened = (at: number, retryAfterMs: number) =>
    ({
      op: "transition",
      endpoint: "ollama",
      change: {
        from: "closed",
        to: "open",
        at,
        retryAfterMs,
        consecutiveFailures: 3,
        failureRate: undefined,
        slowCallRate: undefined,
        reason: "failure_threshold",
      },
    }) as const;
  const closed = (at: number) =>
    ({
      op: "transition",
      endpoint: "ollama",
      change: {
        from: "half_open",
        to: "closed",
        at,
        retryAfterMs: 0,
        consecutiveFailures: 0,
        failureRate: undefined,
        slowCallRate: undefined,
        reason: "trial_success",
      },
    }) as const;
  /** How often the secret stands in the file and in its log. */
  const copies = (): number =>
    ["", "-wal"]
      .map((suffix) => store.path + suffix)
      .filter(existsSync)
      .reduce((sum, file) => sum + readFileSync(file, "latin1").split(secret).length - 1, 0);
  const lane = (engine: SqliteEngine): string =>
    engine
      .lanes({ fromMs: now - 47 * hour, toMs: now })[0]!
      .intervals.map(({ fromMs, toMs, state }) => `${(fromMs - now) / hour}..${(toMs - now) / hour} ${state}`)
      .join(", ");

  for (const [name, query] of [
    ["everything", {}],
    ["the texts", { textsOnly: true }],
    ["what is older than a day", { beforeMs: now - 24 * hour }],
  ] as const) {
    it(`leaves no word of ${name} on the disk`, () => {
      const engine = store.engine(() => clock);
      for (let batch = 0; batch < 30; batch++)
        engine.write(
          Array.from({ length: 20 }, (_, i) => ({
            op: "request",
            entry: request(now - 40 * hour + batch * 20 + i, `${secret}${batch}x${i}`),
          })),
        );
      engine.write([{ op: "request", entry: request(now - hour, "harmless") }]);
      clock = now;
      assert.ok(copies() > 600);
      clear(engine, query);
      assert.equal(copies(), 0);
      const { total } = engine.listRequests({ limit: 1 });
      assert.equal(total, name === "everything" ? 0 : name === "the texts" ? 601 : 1);
      assert.equal(
        engine.listRequests({ filter: { text: "harmless" }, limit: 5 }).total,
        name === "what is older than a day" ? 1 : 0,
      );
      engine.write([{ op: "request", entry: request(now, "afterwards") }]);
      assert.equal(engine.listRequests({ filter: { text: "afterwards" }, limit: 5 }).total, 1);
    });
  }

  it("makes what was removed unknown, in lanes of windows that were there too", () => {
    const engine = store.engine(() => clock);
    const other = store.engine(() => clock);
    engine.write([
      { op: "health", entry: { endpoint: "ollama", at: now - 48 * hour, live: true } },
      opened(now - 40 * hour, 2 * hour),
      closed(now - 38 * hour),
      opened(now - 10 * hour, hour),
      closed(now - 9 * hour),
    ]);
    clock = now;
    other.heartbeat();
    assert.equal(lane(other), "-47..-40 closed, -40..-38 open, -38..-10 closed, -10..-9 open, -9..0 closed");
    clear(engine, { beforeMs: now - 24 * hour });
    other.heartbeat();
    assert.equal(lane(other), "-47..-24 unknown, -24..-10 closed, -10..-9 open, -9..0 closed");
    clear(engine, {});
    engine.write([{ op: "request", entry: request(now, "again") }]);
    other.heartbeat();
    assert.deepEqual([lane(engine), lane(other)], ["-47..0 unknown", "-47..0 unknown"]);
  });

  it("keeps the file to its owner", () => {
    store.engine(() => clock).heartbeat();
    for (const suffix of ["", "-wal", "-shm"]) assert.equal(statSync(store.path + suffix).mode & 0o777, 0o600, suffix);
  });

  it("keeps a NUL character from ending a text early", () => {
    const engine = store.engine(() => clock);
    engine.write([{ op: "request", entry: { ...request(now, "t"), content: "before\0after", errorMessage: "a\0b" } }]);
    const [row] = engine.listRequests({ limit: 1 }).rows;
    assert.equal(engine.request(row!.id)?.content, "before\uFFFDafter");
    assert.equal(row!.errorMessage, "a\uFFFDb");
  });
});
