import assert from "node:assert/strict";
import fc from "fast-check";
import { CountWindow } from "./count-window";
import { FAILED, SLOW, type OutcomeWindow } from "./outcome-window";
import { TimeWindow } from "./time-window";

const counts = ({ calls, failures, slow }: OutcomeWindow) => [calls, failures, slow];
const outcome = fc.integer({ min: 0, max: 3 });
const sums = (outcomes: number[]) => [outcomes.length, outcomes.filter((one) => one & FAILED).length, outcomes.filter((one) => one & SLOW).length];

describe("count window", () => {
  it("holds the last calls, whatever came before", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.array(outcome, { maxLength: 120 }), (size, outcomes) => {
      const window = new CountWindow(size);
      outcomes.forEach((one, index) => {
        window.record(one);
        assert.deepEqual(counts(window), sums(outcomes.slice(0, index + 1).slice(-size)));
      });
      const saved = window.save();
      assert.deepEqual(saved, { outcomes: outcomes.slice(-size).join("") });
      const other = new CountWindow(size);
      other.restore(saved);
      assert.deepEqual(other.save(), saved);
      assert.deepEqual(counts(other), counts(window));
    }), { numRuns: 300 });
  });

  it("takes nothing from another kind", () => {
    const window = new CountWindow(3);
    window.restore({ buckets: [[0, 2, 2, 0]] });
    assert.deepEqual(counts(window), [0, 0, 0]);
  });
});

describe("time window", () => {
  it("rule: forgets while idle, exactly after its duration for calls of one moment", () => {
    const window = new TimeWindow(10_000);
    for (let call = 0; call < 5; call++) window.record(call ? FAILED : FAILED | SLOW, 500);
    window.expire(10_499);
    assert.deepEqual(counts(window), [5, 5, 1]);
    window.expire(10_500);
    assert.deepEqual(counts(window), [0, 0, 0]);
  });

  it("never holds what is older than its duration, and always what is younger by a tenth", () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 400, noNaN: true }), outcome), { maxLength: 150 }), (steps) => {
      const window = new TimeWindow(1_000);
      const calls: [number, number][] = [];
      let now = 0;
      for (const [pause, one] of steps) {
        now += pause;
        window.record(one, now);
        calls.push([now, one]);
        const within = (ms: number) => sums(calls.filter(([at]) => now - at < ms).map(([, kind]) => kind));
        const [least, most] = [within(900), within(1_000)];
        counts(window).forEach((count, index) => assert.ok(count >= (least[index] as number) && count <= (most[index] as number), `${count} of ${least[index]}..${most[index]}`));
      }
      const saved = window.save(now);
      assert.ok(saved.buckets && saved.buckets.length <= 20);
    }), { numRuns: 300 });
  });

  it("keeps at least ten steps apart", () => {
    const window = new TimeWindow(1_000);
    for (let step = 0; step < 10; step++) window.record(0, step * 100);
    for (let step = 0; step < 10; step++) {
      window.expire(1_000 + step * 100);
      assert.equal(window.calls, 9 - step);
    }
  });

  it("has twenty buckets and joins what comes within a twentieth", () => {
    const window = new TimeWindow(1_000);
    for (let ms = 0; ms < 990; ms += 10) window.record(ms % 20 ? FAILED : SLOW, ms);
    const saved = window.save(990);
    assert.ok(saved.buckets);
    assert.equal(saved.buckets.length, 20);
    assert.deepEqual(saved.buckets[0], [990, 5, 2, 3]);
    assert.deepEqual(saved.buckets[1], [940, 5, 3, 2]);
    window.record(0, 1_000);
    assert.equal(window.calls, 95, "the oldest bucket went, the newest began in its place");
  });

  it("a restored window is as old as it was plus the time that passed", () => {
    const window = new TimeWindow(1_000);
    window.record(FAILED, 100);
    window.record(SLOW, 500);
    const saved = window.save(600);
    assert.deepEqual(saved, { buckets: [[500, 1, 1, 0], [100, 1, 0, 1]] });
    const later = new TimeWindow(1_000);
    later.restore(saved, 50, 499);
    assert.deepEqual(counts(later), [2, 1, 1]);
    later.expire(51);
    assert.deepEqual(counts(later), [1, 0, 1]);
    const none = new TimeWindow(1_000);
    none.restore(saved, 50, 500);
    assert.deepEqual(counts(none), [1, 0, 1]);
    none.restore({ outcomes: "111" }, 50, 0);
    assert.deepEqual(counts(none), [1, 0, 1]);
  });

  it("takes buckets that are too close together into one", () => {
    const window = new TimeWindow(1_000);
    window.restore({ buckets: Array.from({ length: 50 }, (_, index) => [999 - index * 19, 1, 0, 0] as [number, number, number, number]) }, 0, 0);
    assert.equal(window.calls, 50);
    const saved = window.save(0);
    assert.ok(saved.buckets && saved.buckets.length <= 20);
  });

  it("a clock that went back is the same moment", () => {
    const window = new TimeWindow(1_000);
    window.record(FAILED, 500);
    window.record(FAILED, 300);
    assert.deepEqual(counts(window), [2, 2, 0]);
    assert.deepEqual(window.save(400), { buckets: [[0, 2, 2, 0]] });
  });
});
