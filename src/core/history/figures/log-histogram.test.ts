import { strict as assert } from "node:assert";
import fc from "fast-check";
import { ExactDistribution } from "./distribution";
import { LogHistogram } from "./log-histogram";
import { ByteReader, ByteWriter } from "./varint";

const durations = fc.array(fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 100_000_000 })), {
  maxLength: 200,
});

function filled(values: readonly number[]): { exact: ExactDistribution; histogram: LogHistogram } {
  const exact = new ExactDistribution();
  const histogram = new LogHistogram();
  for (const value of values) {
    exact.add(value);
    histogram.add(value);
  }
  return { exact, histogram };
}

describe("the histogram of durations", () => {
  it("gives percentiles at most five per cent from the exact ones", () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const { exact, histogram } = filled(values);
        const [expected, found] = [exact.percentile(share), histogram.percentile(share)];
        if (expected === undefined) assert.equal(found, undefined);
        else assert.ok(Math.abs(found! - expected) <= 0.05 * expected, `${found} for ${expected}`);
      }),
    );
  });

  it("counts slow ones, but for those within five per cent of the limit", () => {
    fc.assert(
      fc.property(durations, fc.integer({ min: 2, max: 1_000_000 }), (values, limit) => {
        const { histogram } = filled(values);
        const found = histogram.countAtLeast(limit);
        assert.ok(found >= values.filter((value) => value > limit * 1.05).length);
        assert.ok(found <= values.filter((value) => value >= limit * 0.95).length);
      }),
    );
  });

  it("is the same whether added up or filled at once, also by way of bytes", () => {
    fc.assert(
      fc.property(durations, durations, (some, others) => {
        const merged = filled(some).histogram;
        merged.merge(filled(others).histogram);
        const byBytes = new LogHistogram();
        for (const part of [some, others]) {
          const writer = new ByteWriter();
          filled(part).histogram.write(writer);
          byBytes.mergeFrom(new ByteReader(writer.result()));
        }
        const whole = filled([...some, ...others]).histogram;
        for (const share of [0, 0.5, 0.95, 1]) {
          assert.equal(merged.percentile(share), whole.percentile(share));
          assert.equal(byBytes.percentile(share), whole.percentile(share));
        }
        assert.equal(byBytes.count, whole.count);
      }),
    );
  });

  it("takes no time for no time, and six days for more", () => {
    const { histogram } = filled([0, 0.4, 1e15]);
    assert.equal(histogram.percentile(0.5), 0);
    assert.ok(histogram.percentile(1)! > 1e8);
  });

  it("says so when its bytes are damaged", () => {
    assert.throws(() => new LogHistogram().mergeFrom(new ByteReader(Uint8Array.of(2, 5, 1))), RangeError);
    assert.throws(() => new LogHistogram().mergeFrom(new ByteReader(Uint8Array.of(1, 0xff, 0x7f, 1))), RangeError);
  });
});

describe("numbers as bytes", () => {
  it("come back as they were", () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), (numbers) => {
        const writer = new ByteWriter();
        for (const number of numbers) writer.number(number);
        const reader = new ByteReader(writer.result());
        assert.deepEqual(
          numbers.map(() => reader.number()),
          numbers,
        );
      }),
    );
  });

  it("are never others", () => {
    for (const number of [Infinity, -Infinity, NaN, -1, 1.5, 2 ** 53])
      assert.throws(() => new ByteWriter().number(number), RangeError, `${number}`);
  });
});
