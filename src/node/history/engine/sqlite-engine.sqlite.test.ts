import { strict as assert } from "node:assert";
import { randomOps } from "../../../../test/support/history/random-history";
import { SqliteStore } from "../../../../test/support/history/sqlite-store";
import type { HistoryEngine, WriteOp } from "../../../core/history/engine";
import { MemoryEngine } from "../../../core/history/memory/memory-engine";
import type { HistorySeries, SeriesFigures } from "../../../core/history/figures/series-types";
import type { RequestEntry, RequestFilter } from "../../../core/history/types";
import type { SqliteEngine } from "./sqlite-engine";

const hour = 3_600_000;
const now = Date.UTC(2026, 0, 31, 12, 34, 56, 789);
const start = now - 3 * 24 * hour;

/** Puts the same into both engines, in batches of many sizes. */
function fill(engines: readonly HistoryEngine[], ops: readonly WriteOp[]): void {
  for (let at = 0, size = 1; at < ops.length; at += size, size = (size * 2) % 97) {
    size = Math.max(1, size);
    for (const engine of engines) engine.write(ops.slice(at, at + size));
  }
}

/** What JSON makes of it: an absent field and an undefined one are the same. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, part) => (part === Infinity ? "Infinity" : part)));
const same = (actual: unknown, expected: unknown, about?: string) =>
  assert.deepEqual(plain(actual), plain(expected), about);

describe("the SQLite history, compared with one that works everything out from the single entries", () => {
  let store: SqliteStore;
  let sqlite: SqliteEngine;
  let memory: MemoryEngine;
  let clock: number;

  beforeEach(() => {
    clock = start;
    store = new SqliteStore();
    sqlite = store.engine(() => clock);
    memory = new MemoryEngine(() => clock, { requests: 1e6, textChars: 1e9, events: 1e6 });
    clock = now;
    fill([sqlite, memory], randomOps({ seed: 7, count: 1_200, fromMs: start - hour, toMs: now }));
    // A busy minute, so that buckets of a second have something in them.
    fill([sqlite, memory], randomOps({ seed: 8, count: 300, fromMs: now - 60_000, toMs: now }));
  });
  afterEach(() => store.remove());

  it("gives the same series for short ranges, exactly", () => {
    for (const lengthMs of [10_000, 60_000, 300_000, hour]) {
      for (const endAt of [now, now - 1_234_567]) {
        const query = { fromMs: endAt - lengthMs, toMs: endAt, maxBuckets: 300, slowCallDurationMs: 2_000 };
        const series = sqlite.series(query);
        assert.equal(series.exact, true);
        same(series, memory.series(query));
      }
    }
  });

  it("finds a text by any of its own words, in any script", () => {
    const texts = [
      "йод и ёлка",
      "λόγος",
      "ガイド プログラムを書く",
      "한국어 문장",
      "हिन्दी में",
      "ที่นี่ ไทย",
      "مُحَمَّد",
      "שָׁלוֹם",
      "Cafés naïfs",
      "我喜欢编程。",
      "snake_case a:b (x)",
      "plain words",
    ];
    const entryOf = (content: string): RequestEntry => ({
      command: "Ask",
      startedAt: now,
      durationMs: 1,
      outcome: "success",
      attempts: [],
      messages: [],
      content,
    });
    const before = sqlite.listRequests({ limit: 10 }).total;
    fill(
      [sqlite, memory],
      texts.map((text) => ({ op: "request", entry: entryOf(text) })),
    );
    assert.equal(sqlite.listRequests({ limit: 10 }).total, before + texts.length);
    for (const text of texts) {
      for (const word of text.split(" ")) {
        for (const engine of [sqlite, memory]) {
          const found = engine
            .listRequests({ filter: { text: word }, limit: 50 })
            .rows.map(({ id }) => engine.request(id)?.content);
          assert.ok(
            found.includes(text),
            `${word} in ${text}: ${engine === sqlite ? "SQLite" : "memory"} finds ${found.join(" | ")}`,
          );
        }
      }
    }
    for (const [part, text] of [
      ["编程", "我喜欢编程。"],
      ["グラム", "ガイド プログラムを書く"],
      ["cafes", "Cafés naïfs"],
    ]) {
      assert.deepEqual(
        sqlite.listRequests({ filter: { text: part! }, limit: 50 }).rows.map(({ id }) => sqlite.request(id)?.content),
        [text],
      );
    }
    for (const nothing of ["😀", "(", '"*"'])
      for (const engine of [sqlite, memory])
        assert.equal(engine.listRequests({ filter: { text: nothing }, limit: 50 }).total, 0, nothing);
  });

  it("gives the same counts and rates for long ranges, and percentiles within five per cent", () => {
    for (const lengthMs of [6 * hour, 24 * hour, 3 * 24 * hour, 30 * 24 * hour]) {
      for (const maxBuckets of [20, 300]) {
        const query = { fromMs: now - lengthMs, toMs: now, maxBuckets };
        const [found, expected] = [sqlite.series(query), memory.series(query)];
        assert.equal(found.bucketMs, expected.bucketMs);
        assert.equal(found.exact, false);
        same(
          found.endpoints.map(({ endpoint }) => endpoint),
          expected.endpoints.map(({ endpoint }) => endpoint),
        );
        [found.requests, ...found.endpoints].forEach((line, i) => {
          const wanted = [expected.requests, ...expected.endpoints][i]!;
          same(line.counts, wanted.counts);
          compareFigures(line, wanted);
          compareFigures(ofOne(line.summary), ofOne(wanted.summary));
          const [atMost, atLeast] = [0.95, 1.05].map((share) =>
            memory.series({ ...query, slowCallDurationMs: 30_000 * share }),
          );
          const slowRates = ({ requests, endpoints }: HistorySeries) => [requests, ...endpoints][i]!.slowRate;
          line.slowRate.forEach((rate, at) =>
            assert.ok(rate === null || (rate >= slowRates(atLeast!)[at]! && rate <= slowRates(atMost!)[at]!)),
          );
        });
      }
    }
  });

  it("takes only the endpoints asked for", () => {
    const { endpoints } = sqlite.series({
      fromMs: start,
      toMs: now,
      maxBuckets: 10,
      endpoints: ["vllm-lab", "never-heard-of"],
    });
    assert.deepEqual(
      endpoints.map(({ endpoint }) => endpoint),
      ["vllm-lab", "never-heard-of"],
    );
    assert.equal(
      endpoints[1]!.counts.success.reduce((sum, n) => sum + n, 0),
      0,
    );
  });

  it("gives the same lanes", () => {
    for (const [fromMs, toMs] of [
      [start - hour, now],
      [now - hour, now],
      [now - 60_000, now + 60_000],
      [now - 20 * hour, now - 10 * hour],
    ] as const) {
      for (const resolutionMs of [0, 5_000]) {
        const query = { fromMs, toMs, resolutionMs };
        // A killed window may have been there for a while after it last said so; this one says so all the time.
        same(sqlite.lanes(query), memory.lanes(query), `${fromMs - now}..${toMs - now}`);
      }
    }
  });

  const filters: RequestFilter[] = [
    {},
    { endpoint: "ollama" },
    { endpoint: "nobody" },
    { outcome: "failure" },
    { outcome: "cached" },
    { command: "Ask" },
    { command: "Never" },
    { endpoint: "openrouter", outcome: "success", command: "Analyze" },
    { fromMs: now - 20 * hour, toMs: now - 2 * hour - 1_234 },
    { fromMs: now - 30_000 },
    { text: "parse" },
    { text: "par" },
    { text: "header colon" },
    { text: '"header colon"' },
    { text: "NAIVE" },
    { text: "snake cas" },
    { text: "hidden" },
    { text: "  " },
    { text: "half-open", outcome: "success" },
    { text: "breaker", endpoint: "ollama", command: "Ask" },
    { text: "x AND NOT parse" },
    { text: "timeout", fromMs: now - 40 * hour, toMs: now - hour },
  ];

  it("lists the same requests, for every filter and page", () => {
    for (const filter of filters) {
      for (const [offset, limit] of [
        [0, 20],
        [15, 500],
        [400, 100],
        [5_000, 10],
      ] as const) {
        same(
          sqlite.listRequests({ filter, offset, limit }),
          memory.listRequests({ filter, offset, limit }),
          JSON.stringify({ filter, offset, limit }),
        );
      }
    }
  });

  it("keeps pages steady by `before` and `upTo`, in any filter", () => {
    for (const filter of filters) {
      const all = memory.listRequests({ filter, limit: 500 }).rows;
      const anchor = all[Math.floor(all.length / 2)]?.id;
      if (anchor === undefined) continue;
      for (const query of [
        { before: anchor },
        { upTo: anchor },
        { before: anchor, upTo: all[1]?.id ?? anchor, offset: 3 },
      ]) {
        same(
          sqlite.listRequests({ filter, limit: 50, ...query }),
          memory.listRequests({ filter, limit: 50, ...query }),
          JSON.stringify({ filter, query }),
        );
      }
    }
  });

  it("gives every request whole", () => {
    for (const { id } of memory.listRequests({ limit: 500 }).rows) same(sqlite.request(id), memory.request(id));
    assert.equal(sqlite.request(1), undefined);
  });

  it("lists the same transitions", () => {
    const newest = memory.listTransitions({ limit: 5 });
    for (const query of [
      { limit: 1000 },
      { limit: 7, endpoint: "ollama" },
      { limit: 10, before: newest[3]!.id },
      { limit: 100, fromMs: now - 20 * hour, toMs: now - hour },
    ]) {
      same(sqlite.listTransitions(query), memory.listTransitions(query));
    }
  });

  it("exports the same records in the same order", () => {
    for (const query of [
      { includeEvents: true },
      { includeEvents: false },
      { includeEvents: true, fromMs: now - 30 * hour, toMs: now - hour },
    ]) {
      same([...exported(sqlite, query)], [...exported(memory, query)]);
    }
  });

  it("knows the same by way of overview", () => {
    const { bytes, storage, ...rest } = sqlite.overview();
    const { bytes: _none, storage: _memory, ...expected } = memory.overview();
    same(rest, expected);
    assert.equal(storage, "sqlite");
    assert.ok(bytes > 0);
  });

  it("removes the same when asked to clear what is old, texts, or everything", () => {
    const compare = (about: string) => {
      for (const filter of filters)
        same(
          sqlite.listRequests({ filter, limit: 500 }),
          memory.listRequests({ filter, limit: 500 }),
          `${about} ${JSON.stringify(filter)}`,
        );
    };
    for (const query of [
      { beforeMs: now - 40 * hour },
      { beforeMs: now - 20 * hour, textsOnly: true },
      { textsOnly: true },
      {},
    ]) {
      while (sqlite.clearStep(query));
      while (memory.clearStep(query));
      compare(JSON.stringify(query));
    }
    assert.deepEqual(sqlite.overview().endpoints, []);
    // And it goes on.
    fill([sqlite, memory], randomOps({ seed: 9, count: 50, fromMs: now - hour, toMs: now }));
    compare("afterwards");
  });
});

function* exported(engine: HistoryEngine, query: Parameters<HistoryEngine["exportPage"]>[0]["query"]) {
  let cursor: Parameters<HistoryEngine["exportPage"]>[0]["cursor"] | undefined = { part: "requests", after: 0 };
  while (cursor !== undefined) {
    const page: ReturnType<HistoryEngine["exportPage"]> = engine.exportPage({ query, cursor });
    yield* page.records;
    cursor = page.next;
  }
}

type Columns = SeriesFigures<(number | null)[]>;
const ofOne = (figures: SeriesFigures<number | null>): Columns =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, [value]])) as unknown as Columns;

function compareFigures(found: Columns, expected: Columns): void {
  same([found.failureRate, found.tokensPerSecond], [expected.failureRate, expected.tokensPerSecond]);
  for (const name of ["ttftP50Ms", "ttftP95Ms", "latencyP50Ms", "latencyP95Ms"] as const) {
    expected[name].forEach((value, i) => {
      const estimate = found[name][i]!;
      if (value === null) assert.equal(estimate, null);
      else assert.ok(Math.abs(estimate - value) <= 0.05 * value + 1, `${name}: ${estimate} for ${value}`);
    });
  }
}
