import assert from "node:assert/strict";
import fc from "fast-check";
import {
  backToLive,
  MAX_SPAN_MS,
  MIN_SPAN_MS,
  panned,
  presetOf,
  selected,
  spanOf,
  zoomed,
  type TimeRange,
} from "./time-range";

const now = Date.UTC(2026, 10, 22, 12);
const hour = 3_600_000;
const live = (spanMs: number): TimeRange => ({ kind: "live", spanMs });

describe("the dashboard's time range", () => {
  it("ends now while it is live, and stays where it is otherwise", () => {
    assert.deepEqual(spanOf(live(hour), now), { fromMs: now - hour, toMs: now });
    assert.deepEqual(spanOf(live(hour), now + 5), { fromMs: now + 5 - hour, toMs: now + 5 });
    assert.deepEqual(spanOf({ kind: "fixed", fromMs: 1, toMs: 2 }, now), { fromMs: 1, toMs: 2 });
  });

  it("zooms about a time, which keeps its place", () => {
    const range = zoomed({ kind: "fixed", fromMs: now - 10 * hour, toMs: now - 2 * hour }, 0.5, now - 8 * hour, now);
    assert.deepEqual(range, { kind: "fixed", fromMs: now - 9 * hour, toMs: now - 5 * hour });
  });

  it("stays live when it is zoomed about its end", () =>
    assert.deepEqual(zoomed(live(hour), 2, now, now), live(2 * hour)));

  it("becomes live when it is moved up to now, and not before", () => {
    const range: TimeRange = { kind: "fixed", fromMs: now - 3 * hour, toMs: now - hour };
    assert.deepEqual(panned(range, 0.25, now), { kind: "fixed", fromMs: now - 2.5 * hour, toMs: now - 0.5 * hour });
    assert.deepEqual(panned(range, 0.5, now), live(2 * hour));
    assert.deepEqual(panned(live(hour), 0.5, now), live(hour));
    assert.deepEqual(backToLive(range, now), live(2 * hour));
  });

  it("takes what was drawn in either direction, but not less than can be seen", () => {
    assert.deepEqual(selected(now - hour, now - 2 * hour, now), {
      kind: "fixed",
      fromMs: now - 2 * hour,
      toMs: now - hour,
    });
    assert.deepEqual(selected(now - hour, now - hour, now), {
      kind: "fixed",
      fromMs: now - hour - MIN_SPAN_MS / 2,
      toMs: now - hour + MIN_SPAN_MS / 2,
    });
  });

  it("knows its presets", () => {
    assert.equal(presetOf(live(hour)), "1h");
    assert.equal(presetOf(live(hour + 1)), undefined);
    assert.equal(presetOf({ kind: "fixed", fromMs: 0, toMs: hour }), undefined);
  });

  it("never shows the future, nor less or more than its bounds, whatever is done to it", () => {
    const action = fc.oneof(
      fc.record({
        do: fc.constant("zoom" as const),
        factor: fc.double({ min: 0.01, max: 100, noNaN: true }),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      fc.record({ do: fc.constant("pan" as const), share: fc.double({ min: -3, max: 3, noNaN: true }) }),
      fc.record({
        do: fc.constant("select" as const),
        from: fc.double({ min: 0, max: 1, noNaN: true }),
        to: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        let range = live(hour);
        for (const step of actions) {
          const { fromMs, toMs } = spanOf(range, now);
          const at = (share: number): number => fromMs + share * (toMs - fromMs);
          range =
            step.do === "zoom"
              ? zoomed(range, step.factor, at(step.at), now)
              : step.do === "pan"
                ? panned(range, step.share, now)
                : selected(at(step.from), at(step.to), now);
          const span = spanOf(range, now);
          assert.ok(
            span.toMs <= now + 1 &&
              span.toMs - span.fromMs >= MIN_SPAN_MS * 0.999 &&
              span.toMs - span.fromMs <= MAX_SPAN_MS * 1.001,
            JSON.stringify(range),
          );
        }
      }),
    );
  });
});
