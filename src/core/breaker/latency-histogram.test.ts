import assert from "node:assert/strict";
import fc from "fast-check";
import { LatencyHistogram } from "./latency-histogram";

function of(...values: number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

describe("latency histogram", () => {
  it("knows nothing before the first latency", () => {
    assert.equal(of().metrics.avgResponseTimeMs, undefined);
    assert.equal(of().quantileMs(0.5), undefined);
    assert.deepEqual(of().metrics, { avgResponseTimeMs: undefined, p50Ms: undefined, p95Ms: undefined, p99Ms: undefined });
  });

  it("gives average and percentiles under the names of the metrics", () => {
    const { avgResponseTimeMs, p50Ms, p95Ms, p99Ms } = of(...Array.from({ length: 100 }, (_, index) => index + 1)).metrics;
    assert.equal(avgResponseTimeMs, 50.5);
    for (const [found, exact] of [[p50Ms, 50], [p95Ms, 95], [p99Ms, 99]] as [number, number][]) assert.ok(Math.abs(found / exact - 1) <= 0.05, `${found} for ${exact}`);
  });

  it("is within 5 % of the nearest rank, and exact at the average", () => {
    const latency = fc.double({ min: 0.001, max: 2e9, noNaN: true });
    fc.assert(fc.property(fc.array(latency, { minLength: 1, maxLength: 200 }), fc.constantFrom(0.01, 0.5, 0.95, 0.99, 1), (values, quantile) => {
      const histogram = of(...values);
      const sorted = [...values].sort((a, b) => a - b);
      const exact = sorted[Math.ceil(quantile * values.length) - 1] as number;
      assert.ok(Math.abs((histogram.quantileMs(quantile) as number) / exact - 1) <= 0.05);
      assert.ok(Math.abs((histogram.metrics.avgResponseTimeMs as number) * values.length - values.reduce((sum, value) => sum + value, 0)) <= 1e-6 * values.length * (sorted.at(-1) as number));
    }), { numRuns: 500 });
  });

  it("is within a thirtieth over every bucket's whole width", () => {
    for (let value = 0.001; value < 2e9; value *= 1.0137) {
      const found = of(value / 1e3, value, value * 1e3).quantileMs(0.5) as number;
      assert.ok(Math.abs(found / value - 1) <= 1 / 30, `${found} for ${value}`);
    }
  });

  it("gives values that are all alike back as they are", () => {
    for (const value of [0, 0.0004, 1, 100, 123.456, 1e15]) {
      const histogram = of(value, value, value);
      for (const quantile of [0.5, 0.95, 0.99]) assert.equal(histogram.quantileMs(quantile), value);
      assert.ok(Math.abs((histogram.metrics.avgResponseTimeMs as number) / value - 1) < 1e-9 || value === 0);
    }
  });

  it("takes the rank that the share of calls does not exceed", () => {
    const histogram = of(10, 10, 1_000, 1_000);
    assert.ok((histogram.quantileMs(0.5) as number) < 11);
    assert.ok((histogram.quantileMs(0.51) as number) > 900);
    assert.ok((histogram.quantileMs(0.99) as number) > 900);
    assert.ok(Math.abs((of(1, 2, 3, 4_000).quantileMs(1) as number) / 4_000 - 1) <= 1 / 30);
  });

  it("values below what clocks can tell have one bucket, and so have those beyond all patience", () => {
    const low = of(0, 1e-9, 1e-7, 5);
    assert.equal(low.quantileMs(0.75), 0);
    assert.ok(Math.abs((low.quantileMs(1) as number) / 5 - 1) < 0.05);
    const high = of(1, 2 ** 31, 2 ** 45, 2 ** 52);
    assert.ok((high.quantileMs(0.5) as number) >= 2 ** 30.9);
    assert.equal(high.quantileMs(1), high.quantileMs(0.5));
    assert.ok((high.quantileMs(0.25) as number) < 1.05);
  });

  it("has no gap where it grows coarser", () => {
    const latencies = Array.from({ length: 4_000 }, (_, index) => 1_000 + index / 100);
    const histogram = of(...latencies);
    for (const quantile of [0.01, 0.25, 0.5, 0.58, 0.6, 0.61, 0.75, 0.99]) {
      const exact = latencies[Math.ceil(quantile * 4_000) - 1] as number;
      assert.ok(Math.abs((histogram.quantileMs(quantile) as number) / exact - 1) <= 1 / 30, `${quantile}`);
    }
  });

  it("grows at either end in any order", () => {
    const values = [100, 1, 10_000, 0.5, 50, 3e6, 0];
    const sorted = [...values].sort((a, b) => a - b);
    const histogram = of(...values);
    sorted.forEach((value, index) => {
      const found = histogram.quantileMs((index + 1) / sorted.length) as number;
      assert.ok(value === 0 ? found === 0 : Math.abs(found / value - 1) <= 0.05, `${found} for ${value}`);
    });
  });
});
