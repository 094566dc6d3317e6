import assert from "node:assert/strict";
import { emptySeries } from "../../../../../test/support/dashboard/empty-series";
import { CHART_IDS, chartsOf } from "./chart-specs";

const series = emptySeries({ bucketMs: 60_000, length: 2 });
series.requests.ttftP50Ms = [300, null];
series.requests.summary = { ...series.requests.summary, ttftP50Ms: 300, latencyP95Ms: 9_000 };
series.requests.counts = { success: [2, 1], failure: [1, 0], cancelled: [0, 0], cached: [0, 4] };
const { counts: _counts, ...figures } = emptySeries({ length: 2 }).requests;
series.endpoints = [
  {
    ...figures,
    endpoint: "ollama",
    tokensPerSecond: [50, 40],
    counts: { success: [7, 0], failure: [0, 0], cancelled: [0, 1], skipped: [3, 0] },
  },
];

describe("what the charts show", () => {
  it("is of all requests, or of one endpoint's attempts", () => {
    const [all, one] = [chartsOf(series, undefined, "ttft"), chartsOf(series, "ollama", "ttft")];
    assert.deepEqual([all.requests.title, one.requests.title], ["Requests", "Attempts"]);
    assert.deepEqual(
      all.requests.lines.map(({ label, summary }) => [label, summary]),
      [
        ["answered", 3],
        ["cached", 4],
        ["failed", 1],
        ["cancelled", 0],
      ],
    );
    assert.deepEqual(
      one.requests.lines.map(({ summary }) => summary),
      [7, 0, 3, 1],
    );
    assert.deepEqual(
      [one.speed.lines[0]?.values, all.timing.lines[0]?.values],
      [
        [50, 40],
        [300, null],
      ],
    );
  });

  it("is the time to the first token or to the whole answer", () => {
    assert.deepEqual(
      chartsOf(series, undefined, "ttft").timing.lines.map(({ summary }) => summary),
      [300, null],
    );
    assert.deepEqual(
      chartsOf(series, undefined, "latency").timing.lines.map(({ summary }) => summary),
      [null, 9_000],
    );
  });

  it("is empty, but whole, for an endpoint that the figures do not know", () => {
    const charts = chartsOf(series, "gone", "ttft");
    for (const id of CHART_IDS) for (const { values } of charts[id].lines) assert.deepEqual(values, []);
    assert.deepEqual(
      charts.requests.lines.map(({ summary }) => summary),
      [0, 0, 0, 0],
    );
  });

  it("is said in few digits", () => {
    const { timing, rates, speed, requests } = chartsOf(series, undefined, "ttft");
    assert.deepEqual(
      [
        timing.show(1_940),
        rates.show(0.312),
        rates.show(0),
        speed.show(41.7),
        speed.show(0),
        speed.show(1_234),
        requests.show(12_345),
      ],
      ["1.9", "31", "0", "42", "0", "1230", "12,345"],
    );
    assert.equal(requests.unit, "per min");
  });
});
