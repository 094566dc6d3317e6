import { strict as assert } from "node:assert";
import { planBuckets, rollupLevelFor, rollupLevelsMs } from "./bucket-plan";

const hour = 3_600_000;
const to = Date.UTC(2026, 0, 31, 12, 34, 56, 789);

describe("planning buckets", () => {
  it("covers the range with whole buckets, as many as allowed at most and the shortest there are", () => {
    for (const lengthMs of [300_000, hour, 24 * hour, 7 * 24 * hour, 30 * 24 * hour, 400 * 24 * hour]) {
      for (const most of [1, 2, 60, 300, 2000]) {
        const { startMs, bucketMs, length } = planBuckets(to - lengthMs, to, most);
        assert.ok(length >= 1 && length <= most, `${length} of ${most}`);
        assert.equal(startMs % bucketMs, 0);
        assert.ok(startMs <= to - lengthMs && startMs + bucketMs > to - lengthMs);
        const end = startMs + length * bucketMs;
        assert.ok(end >= to && end - bucketMs < to);
      }
    }
  });

  it("picks lengths that people know", () => {
    const lengthOf = (lengthMs: number) => planBuckets(to - lengthMs, to, 300).bucketMs / 1000;
    assert.deepEqual(
      [300_000, hour, 24 * hour, 7 * 24 * hour, 30 * 24 * hour].map(lengthOf),
      [2, 15, 300, 3600, 10_800],
    );
  });

  it("keeps the buckets where they are while the range moves on", () => {
    const [a, b] = [planBuckets(to - hour, to, 100), planBuckets(to - hour + 700, to + 700, 100)];
    assert.equal(a.bucketMs, b.bucketMs);
    assert.equal((b.startMs - a.startMs) % a.bucketMs, 0);
  });

  it("can add every bucket of a minute or more up from a rollup level", () => {
    for (let lengthMs = 1000; lengthMs < 4e12; lengthMs *= 1.7) {
      const { bucketMs } = planBuckets(to - lengthMs, to, 100);
      assert.equal(rollupLevelFor(bucketMs) === undefined, bucketMs < 60_000);
    }
    for (const level of rollupLevelsMs) assert.equal(rollupLevelFor(level), level);
  });

  it("refuses what makes no sense", () => {
    assert.throws(() => planBuckets(to, to, 10), RangeError);
    assert.throws(() => planBuckets(NaN, to, 10), RangeError);
    for (const most of [0, -1, 1.5, 2001, NaN]) assert.throws(() => planBuckets(0, to, most), RangeError);
  });
});
