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
    assert.equal(of().averageMs, undefined);
    assert.equal(of().quantileMs(0.5), undefined);
  });

  it("is within 5 % of the nearest rank, and exact at average, smallest and largest", () => {
    const latency = fc.double({ min: 0.001, max: 1e9, noNaN: true });
    fc.assert(fc.property(fc.array(latency, { minLength: 1, maxLength: 200 }), fc.constantFrom(0.01, 0.5, 0.95, 0.99, 1), (values, quantile) => {
      const histogram = of(...values);
      const sorted = [...values].sort((a, b) => a - b);
      const exact = sorted[Math.ceil(quantile * values.length) - 1] as number;
      assert.ok(Math.abs((histogram.quantileMs(quantile) as number) / exact - 1) <= 0.05);
      assert.ok(Math.abs((histogram.averageMs as number) * values.length - values.reduce((sum, value) => sum + value, 0)) <= 1e-6 * values.length * (sorted.at(-1) as number));
    }), { numRuns: 500 });
  });

  it("is within a thirtieth over every bucket's whole width", () => {
    for (let value = 0.001; value < 1e10; value *= 1.0137) {
      const found = of(value / 1e6, value, value * 1e6).quantileMs(0.5) as number;
      assert.ok(Math.abs(found / value - 1) <= 1 / 30, `${found} for ${value}`);
    }
  });

  it("gives equal values back as they are", () => {
    for (const value of [0, 0.0004, 1, 100, 123.456, 1e15, 1e300]) {
      const histogram = of(value, value, value);
      for (const quantile of [0.5, 0.95, 0.99]) assert.equal(histogram.quantileMs(quantile), value);
      assert.ok(Math.abs((histogram.averageMs as number) / value - 1) < 1e-9 || value === 0);
    }
  });

  it("takes the rank that the share of calls does not exceed", () => {
    const histogram = of(10, 10, 1_000, 1_000);
    assert.ok((histogram.quantileMs(0.5) as number) < 11);
    assert.ok((histogram.quantileMs(0.51) as number) > 900);
    assert.ok((histogram.quantileMs(0.99) as number) > 900);
    assert.equal(of(1, 2, 3, 4_000).quantileMs(1), 4_000);
  });

  it("values below what clocks can tell, and beyond all patience, have one bucket each", () => {
    const low = of(0, 0.0002, 0.0009, 5);
    assert.equal(low.quantileMs(0.5), 0);
    assert.ok(Math.abs((low.quantileMs(1) as number) / 5 - 1) < 0.05);
    const high = of(1, 2 ** 40, 2 ** 45, 2 ** 50);
    assert.ok((high.quantileMs(0.75) as number) >= 2 ** 40);
    assert.ok((high.quantileMs(0.25) as number) < 1.05);
    const edge = of(2 ** -10, 2 ** -10, 7);
    assert.ok(Math.abs((edge.quantileMs(0.5) as number) / 2 ** -10 - 1) < 0.05);
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
