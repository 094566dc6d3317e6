import assert from "node:assert/strict";
import { request, t0 } from "../../../../test/support/dashboard/stored-request";
import type { Lane, StoredRequest } from "../../../core/history/types";
import { detailOf } from "../../../host/dashboard/request-view";
import { wayRows, wayTicks } from "./way-rows";

const lanes: Lane[] = [
  {
    endpoint: "ollama",
    intervals: [
      { fromMs: t0, toMs: t0 + 9_000, state: "closed" },
      { fromMs: t0 + 9_000, toMs: t0 + 13_500, state: "loading" },
      { fromMs: t0 + 13_500, toMs: t0 + 34_100, state: "closed" },
    ],
  },
  { endpoint: "vllm-lab", intervals: [{ fromMs: t0, toMs: t0 + 34_100, state: "loading" }] },
];

describe("the way of a request", () => {
  it("is drawn as attempts, waits and loads in the order of their time", () => {
    const rows = wayRows(detailOf(request, lanes));
    assert.deepEqual(
      rows.map(({ label, text }) => [label, text]),
      [
        ["openrouter", "no token after 10 s"],
        ["ollama, load", "model loaded in 4.5 s"],
        ["wait", "waited 2.0 s"],
        ["openrouter", "529 overloaded"],
        ["ollama", "first token 1.5 s, 412 tokens, 21/s"],
      ],
    );
    assert.deepEqual(
      rows.map(({ bars }) => bars.map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs])),
      [
        [["failure", 0, 10_000]],
        [["load", 9_000, 13_500]],
        [["wait", 10_000, 12_000]],
        [["failure", 12_000, 12_800]],
        [
          ["first", 12_800, 14_300],
          ["success", 14_300, 34_100],
        ],
      ],
    );
  });

  it("draws attempts beside each other when they ran at once, and no wait between them", () => {
    const hedged: StoredRequest = {
      ...request,
      attempts: [
        { endpoint: "a", step: 0, startedAt: t0, durationMs: 5_000, outcome: "cancelled" },
        { endpoint: "b", step: 0, startedAt: t0 + 2_000, durationMs: 3_000, ttftMs: 500, outcome: "success" },
      ],
    };
    assert.deepEqual(
      wayRows(detailOf(hedged, [])).map(({ label }) => label),
      ["a", "b"],
    );
  });

  it("has round marks on its axis", () => {
    assert.deepEqual(wayTicks(34_100), [0, 10_000, 20_000, 30_000]);
    assert.deepEqual(wayTicks(900), [0, 200, 400, 600, 800]);
    assert.deepEqual(wayTicks(0), [0]);
  });

  it("never has more marks than asked for and one, nor any of no time", () => {
    for (let totalMs = 0.3; totalMs < 1e12; totalMs *= 1.37) {
      const ticks = wayTicks(totalMs);
      assert.ok(ticks.length >= 1 && ticks.length <= 6 && ticks.every((tick) => tick <= totalMs), String(totalMs));
    }
    assert.deepEqual(wayTicks(NaN), []);
  });

  it("stays within its picture when the clock was set back, or a load went on for longer than the request", () => {
    const odd: StoredRequest = {
      ...request,
      durationMs: 1_000,
      attempts: [{ endpoint: "a", step: 0, startedAt: t0 - 60_000, durationMs: 500, ttftMs: 900, outcome: "success" }],
    };
    const after = [
      { endpoint: "a", fromMs: t0 - 5_000, toMs: t0 + 9_000 },
      { endpoint: "b", fromMs: t0 + 2_000, toMs: t0 + 9_000 },
    ];
    const rows = wayRows({ ...detailOf(odd, []), loads: after });
    for (const { label, bars } of rows)
      for (const { fromMs, toMs } of bars) assert.ok(fromMs >= 0 && toMs >= fromMs, `${label}: ${fromMs} to ${toMs}`);
    assert.equal(
      rows.find(({ label }) => label === "a")?.text,
      "first token 900 ms, 412 tokens",
      "a speed over no time is not said",
    );
  });

  it("is empty for a request that was never sent", () => {
    assert.deepEqual(wayRows({ ...detailOf({ ...request, attempts: [] }, []), loads: [] }), []);
  });
});
