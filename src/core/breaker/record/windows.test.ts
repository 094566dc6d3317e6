import assert from "node:assert/strict";
import fc from "fast-check";
import { CountWindow } from "./count-window";
import type { Outcome, SavedStep, SavedWindow, WindowCounts } from "./outcome-window";
import { TimeWindow } from "./time-window";

const success: Outcome = { failed: false, slow: false };
const failure: Outcome = { failed: true, slow: false };
const slow: Outcome = { failed: false, slow: true };
const slowFailure: Outcome = { failed: true, slow: true };
const outcome = fc.constantFrom(success, failure, slow, slowFailure);

/** Calls, failures, slow ones. */
const counts = ({ calls, failures, slowCalls }: WindowCounts) => [calls, failures, slowCalls];
const sums = (outcomes: Outcome[]) => [
  outcomes.length,
  outcomes.filter(({ failed }) => failed).length,
  outcomes.filter((one) => one.slow).length,
];

describe("count window", () => {
  const saved = (window: CountWindow) => (window.save() as SavedWindow & { type: "count" }).outcomes;
  const digit = ({ failed, slow: isSlow }: Outcome) => (failed ? 1 : 0) + (isSlow ? 2 : 0);

  it("holds the last calls, whatever came before", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.array(outcome, { maxLength: 120 }), (size, outcomes) => {
        const window = new CountWindow(size);
        outcomes.forEach((one, index) => {
          window.record(one);
          assert.deepEqual(counts(window.counts()), sums(outcomes.slice(0, index + 1).slice(-size)));
        });
        assert.equal(saved(window), outcomes.slice(-size).map(digit).join(""));
        const other = CountWindow.restore(size, saved(window));
        assert.equal(saved(other), saved(window));
        assert.deepEqual(other.counts(), window.counts());
      }),
      { numRuns: 300 },
    );
  });
});

describe("time window", () => {
  const saveAt = (window: TimeWindow, now: number) => (window.save(now) as SavedWindow & { type: "time" }).steps;
  const restore = (steps: readonly SavedStep[], savedAt = 0) => TimeWindow.restore(1_000, steps, savedAt);
  const filled = (durationMs: number, calls: [Outcome, number][]) => {
    const window = new TimeWindow(durationMs);
    for (const [one, at] of calls) window.record(one, at);
    return window;
  };

  it("rule: forgets while idle, exactly after its duration for calls of one moment", () => {
    const window = filled(
      10_000,
      [slowFailure, failure, failure, failure, failure].map((one) => [one, 500]),
    );
    assert.deepEqual(counts(window.counts(10_499)), [5, 5, 1]);
    assert.deepEqual(counts(window.counts(10_500)), [0, 0, 0]);
  });

  it("never holds what is older than its duration, and always what is younger by a tenth", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 400, noNaN: true }), outcome), { maxLength: 150 }),
        (steps) => {
          const window = new TimeWindow(1_000);
          const calls: [number, Outcome][] = [];
          let now = 0;
          for (const [pause, one] of steps) {
            now += pause;
            window.record(one, now);
            calls.push([now, one]);
            const within = (ms: number) => sums(calls.filter(([at]) => now - at < ms).map(([, kind]) => kind));
            const [least, most] = [within(900), within(1_000)];
            counts(window.counts(now)).forEach((count, index) =>
              assert.ok(
                count >= (least[index] as number) && count <= (most[index] as number),
                `${count} of ${least[index]}..${most[index]}`,
              ),
            );
          }
          const saved = saveAt(window, now);
          assert.ok(saved.length <= 20);
          assert.deepEqual(restore(saved, now).counts(now), window.counts(now));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("keeps at least ten steps apart", () => {
    const window = new TimeWindow(1_000);
    for (let step = 0; step < 10; step++) window.record(success, step * 100);
    for (let step = 0; step < 10; step++) assert.equal(window.counts(1_000 + step * 100).calls, 9 - step);
  });

  it("has twenty steps and joins what comes within a twentieth", () => {
    const window = new TimeWindow(1_000);
    for (let ms = 0; ms < 990; ms += 10) window.record(ms % 20 ? failure : slow, ms);
    const saved = saveAt(window, 990);
    assert.equal(saved.length, 20);
    assert.deepEqual(saved.slice(0, 2), [
      { ageMs: 990, calls: 5, failures: 2, slowCalls: 3 },
      { ageMs: 940, calls: 5, failures: 3, slowCalls: 2 },
    ]);
    window.record(success, 1_000);
    assert.deepEqual(counts(window.counts(1_000)), [95, 47, 47], "the oldest step went, the newest began in its place");
  });

  it("a restored window is as old as it was plus the time that passed", () => {
    const saved = saveAt(
      filled(1_000, [
        [failure, 100],
        [slow, 500],
      ]),
      600,
    );
    assert.deepEqual(saved, [
      { ageMs: 500, calls: 1, failures: 1, slowCalls: 0 },
      { ageMs: 100, calls: 1, failures: 0, slowCalls: 1 },
    ]);
    const later = restore(saved, 50 - 499);
    assert.deepEqual(counts(later.counts(50)), [2, 1, 1]);
    assert.deepEqual(counts(later.counts(51)), [1, 0, 1]);
    assert.deepEqual(counts(restore(saved, 50 - 500).counts(50)), [1, 0, 1]);
    assert.deepEqual(counts(restore(saved, 50 - 2_000).counts(50)), [0, 0, 0]);
  });

  it("takes saved calls that are too close together into one step", () => {
    const window = restore(
      Array.from({ length: 50 }, (_, index) => ({ ageMs: 999 - index * 19, calls: 1, failures: 0, slowCalls: 0 })),
    );
    assert.equal(window.counts(0).calls, 50);
    assert.ok(saveAt(window, 0).length <= 20);
  });

  it("a clock that went back is the same moment", () => {
    const window = filled(1_000, [
      [failure, 500],
      [failure, 300],
    ]);
    assert.deepEqual(saveAt(window, 500), [{ ageMs: 0, calls: 2, failures: 2, slowCalls: 0 }]);
  });
});
