import assert from "node:assert/strict";
import fc from "fast-check";
import { CountWindow } from "./count-window";
import { FAILED, SLOW, type Outcome, type SavedCalls, type Tally } from "./outcome-window";
import { TimeWindow } from "./time-window";

/** Calls, failures, slow ones. */
const counts = ([quick, failed, slow, slowFailed]: Tally) => [quick + failed + slow + slowFailed, failed + slowFailed, slow + slowFailed];
const outcome = fc.constantFrom<Outcome>(0, 1, 2, 3);
type SavedByTime = Exclude<SavedCalls, string>;
const saveByTime = (window: TimeWindow, now: number) => window.save(now) as SavedByTime;
const restore = (saved: SavedByTime, then = 0): TimeWindow => {
  const window = new TimeWindow(1_000);
  for (const [one, calls, ageMs] of saved) window.record(one as Outcome, then - ageMs, calls);
  return window;
};
const sums = (outcomes: number[]) => [outcomes.length, outcomes.filter((one) => one & FAILED).length, outcomes.filter((one) => one & SLOW).length];

describe("count window", () => {
  it("holds the last calls, whatever came before", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.array(outcome, { maxLength: 120 }), (size, outcomes) => {
      const window = new CountWindow(size);
      outcomes.forEach((one, index) => {
        const tally = window.record(one);
        assert.deepEqual(counts(tally), sums(outcomes.slice(0, index + 1).slice(-size)));
        assert.equal(tally[4], Math.max(0, size - index - 1));
        assert.deepEqual(window.tally(), tally);
      });
      const saved = window.save();
      assert.deepEqual(saved, outcomes.slice(-size).join(""));
      const other = new CountWindow(size);
      for (const one of saved) other.record(Number(one) as Outcome);
      assert.deepEqual(other.save(), saved);
      assert.deepEqual(other.tally(), window.tally());
    }), { numRuns: 300 });
  });
});

describe("time window", () => {
  it("rule: forgets while idle, exactly after its duration for calls of one moment", () => {
    const window = new TimeWindow(10_000);
    for (let call = 0; call < 5; call++) window.record(call ? FAILED : 3, 500);
    assert.deepEqual(counts(window.tally(10_499)), [5, 5, 1]);
    assert.deepEqual(window.tally(10_500), [0, 0, 0, 0, Infinity]);
  });

  it("never holds what is older than its duration, and always what is younger by a tenth", () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 400, noNaN: true }), outcome), { maxLength: 150 }), (steps) => {
      const window = new TimeWindow(1_000);
      const calls: [number, number][] = [];
      let now = 0;
      for (const [pause, one] of steps) {
        now += pause;
        const tally = window.record(one, now);
        calls.push([now, one]);
        const within = (ms: number) => sums(calls.filter(([at]) => now - at < ms).map(([, kind]) => kind));
        const [least, most] = [within(900), within(1_000)];
        counts(tally).forEach((count, index) => assert.ok(count >= (least[index] as number) && count <= (most[index] as number), `${count} of ${least[index]}..${most[index]}`));
      }
      const saved = saveByTime(window, now);
      assert.ok(new Set(saved.map(([, , ageMs]) => ageMs)).size <= 20);
      assert.deepEqual(restore(saved, now).tally(now), window.tally(now));
    }), { numRuns: 300 });
  });

  it("keeps at least ten steps apart", () => {
    const window = new TimeWindow(1_000);
    for (let step = 0; step < 10; step++) window.record(0, step * 100);
    for (let step = 0; step < 10; step++) {
      assert.equal(window.tally(1_000 + step * 100)[0], 9 - step);
    }
  });

  it("has twenty steps and joins what comes within a twentieth", () => {
    const window = new TimeWindow(1_000);
    for (let ms = 0; ms < 990; ms += 10) window.record(ms % 20 ? FAILED : SLOW, ms);
    const saved = saveByTime(window, 990);
    assert.equal(saved.length, 20 * 4);
    assert.deepEqual(saved.slice(0, 8), [[0, 0, 990], [1, 2, 990], [2, 3, 990], [3, 0, 990], [0, 0, 940], [1, 3, 940], [2, 2, 940], [3, 0, 940]]);
    assert.deepEqual(counts(window.record(0, 1_000)), [95, 47, 47], "the oldest step went, the newest began in its place");
  });

  it("a restored window is as old as it was plus the time that passed", () => {
    const window = new TimeWindow(1_000);
    window.record(FAILED, 100);
    window.record(SLOW, 500);
    const saved = saveByTime(window, 600);
    assert.deepEqual(saved.filter(([, calls]) => calls), [[FAILED, 1, 500], [SLOW, 1, 100]]);
    const later = restore(saved, 50 - 499);
    assert.deepEqual(counts(later.tally(50)), [2, 1, 1]);
    assert.deepEqual(counts(later.tally(51)), [1, 0, 1]);
    assert.deepEqual(counts(restore(saved, 50 - 500).tally(50)), [1, 0, 1]);
    assert.deepEqual(counts(restore(saved, 50 - 2_000).tally(50)), [0, 0, 0]);
  });

  it("takes saved calls that are too close together into one step", () => {
    const window = restore(Array.from({ length: 50 }, (_, index) => [0, 1, 999 - index * 19] as const));
    assert.equal(window.tally(0)[0], 50);
    assert.ok(window.save(0).length <= 20 * 4);
  });

  it("a clock that went back is the same moment", () => {
    const window = new TimeWindow(1_000);
    window.record(FAILED, 500);
    assert.deepEqual(counts(window.record(FAILED, 300)), [2, 2, 0]);
    assert.deepEqual(saveByTime(window, 500)[1], [FAILED, 2, 0]);
  });
});
