import assert from "node:assert/strict";
import fc from "fast-check";
import { LatencyHistogram } from "./latency-histogram";

function of(...values: number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** The percentiles that are told, by the share of calls that they bound. */
function percentiles(histogram: LatencyHistogram): [share: number, ms: number][] {
  const { p50Ms, p95Ms, p99Ms } = histogram.metrics;
  return [
    [0.5, p50Ms as number],
    [0.95, p95Ms as number],
    [0.99, p99Ms as number],
  ];
}

const nearestRank = (sorted: number[], share: number) => sorted[Math.ceil(share * sorted.length) - 1] as number;
const median = (...values: number[]) => of(...values).metrics.p50Ms as number;

describe("latency histogram", () => {
  it("knows nothing before the first latency", () => {
    assert.deepEqual(of().metrics, {
      avgResponseTimeMs: undefined,
      p50Ms: undefined,
      p95Ms: undefined,
      p99Ms: undefined,
    });
  });

  it("gives average and percentiles under the names of the metrics", () => {
    const { avgResponseTimeMs, p50Ms, p95Ms, p99Ms } = of(
      ...Array.from({ length: 100 }, (_, index) => index + 1),
    ).metrics;
    assert.equal(avgResponseTimeMs, 50.5);
    for (const [found, exact] of [
      [p50Ms, 50],
      [p95Ms, 95],
      [p99Ms, 99],
    ] as [number, number][])
      assert.ok(Math.abs(found / exact - 1) <= 0.05, `${found} for ${exact}`);
  });

  it("is within 5 % of the nearest rank, and exact at the average", () => {
    const latency = fc.double({ min: 0.001, max: 2e12, noNaN: true });
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 200 }), (values) => {
        const histogram = of(...values);
        const sorted = [...values].sort((a, b) => a - b);
        for (const [share, found] of percentiles(histogram))
          assert.ok(
            Math.abs(found / nearestRank(sorted, share) - 1) <= 0.05,
            `${found} for ${nearestRank(sorted, share)}`,
          );
        assert.ok(
          Math.abs(
            (histogram.metrics.avgResponseTimeMs as number) * values.length -
              values.reduce((sum, value) => sum + value, 0),
          ) <=
            1e-6 * values.length * (sorted.at(-1) as number),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it("is within a thirtieth over every bucket's whole width, from a microsecond to ten thousand years", () => {
    for (let value = 0.001; value < 3e14; value *= 1.0137) {
      const found = median(value / 1e3, value, value * 10);
      assert.ok(Math.abs(found / value - 1) <= 1 / 30, `${found} for ${value}`);
    }
  });

  it("gives values that are all alike back as they are", () => {
    for (const value of [0, 0.0004, 1, 100, 123.456, 1e15]) {
      const histogram = of(value, value, value);
      for (const [, found] of percentiles(histogram)) assert.equal(found, value);
      assert.ok(Math.abs((histogram.metrics.avgResponseTimeMs as number) / value - 1) < 1e-9 || value === 0);
    }
  });

  it("takes the rank that the share of calls does not exceed", () => {
    assert.ok(median(10, 10, 1_000, 1_000) < 11);
    assert.ok(median(10, 10, 1_000, 1_000, 1_000) > 900);
    assert.ok((of(10, 10, 1_000, 1_000).metrics.p99Ms as number) > 900);
    assert.ok(Math.abs((of(1, 2, 3, 4_000).metrics.p95Ms as number) / 4_000 - 1) <= 1 / 30);
    const twenty = of(...new Array<number>(19).fill(5), 7_000).metrics;
    assert.ok((twenty.p95Ms as number) < 6 && (twenty.p99Ms as number) > 6_000);
  });

  it("tells two neighbouring buckets apart", () => {
    const { p50Ms, p99Ms } = of(...new Array<number>(98).fill(1), 1.12, 1.12).metrics;
    assert.ok(
      Math.abs((p50Ms as number) - 1) <= 1 / 30 && Math.abs((p99Ms as number) / 1.12 - 1) <= 1 / 30,
      `${p50Ms}, ${p99Ms}`,
    );
  });

  it("values below what clocks can tell are all one, and as good as nothing", () => {
    const low = of(0, 1e-9, 1e-7, 5);
    assert.ok((low.metrics.p50Ms as number) >= 0 && (low.metrics.p50Ms as number) < 1e-6);
    assert.ok(Math.abs((low.metrics.p99Ms as number) / 5 - 1) < 0.05);
  });

  it("takes the largest time that a caller can report", () => {
    const found = of(1, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER).metrics.p50Ms as number;
    assert.ok(Math.abs(found / Number.MAX_SAFE_INTEGER - 1) <= 1 / 30);
  });

  it("grows at either end in any order", () => {
    const values = [100, 1, 10_000, 0.5, 50, 3e6, 0];
    const histogram = new LatencyHistogram();
    const seen: number[] = [];
    for (const value of values) {
      histogram.record(value);
      seen.push(value);
      seen.sort((a, b) => a - b);
      for (const [share, found] of percentiles(histogram)) {
        const exact = nearestRank(seen, share);
        assert.ok(
          exact === 0 ? found < 1e-6 : Math.abs(found / exact - 1) <= 0.05,
          `${found} for ${exact} of ${seen.join()}`,
        );
      }
    }
  });
});
