import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { CircuitState } from "../../breaker/types";
import type { LaneMark } from "./lane-builder";
import { buildLane } from "./lane-builder";
import type { LaneInterval, LaneState } from "../types";

const breaker = (at: number, state: CircuitState, retryAfterMs = 0): LaneMark => ({
  at,
  fact: "breaker",
  state,
  retryAfterMs,
});
const fact = (at: number, name: "live" | "loading" | "offline", value: boolean): LaneMark => ({
  at,
  fact: name,
  value,
});
const lane = (marks: LaneMark[], more: Partial<Parameters<typeof buildLane>[0]> = {}): LaneInterval[] =>
  buildLane({
    fromMs: 0,
    toMs: 100,
    marks,
    observed: [{ fromMs: 0, toMs: 100 }],
    sinceMs: -Infinity,
    resolutionMs: 0,
    ...more,
  });
const short = (intervals: LaneInterval[]): string =>
  intervals.map(({ fromMs, toMs, state }) => `${fromMs}-${toMs} ${state}`).join(", ");

describe("lanes", () => {
  it("are closed where nothing is told", () => assert.equal(short(lane([])), "0-100 closed"));

  it("follow the breaker", () => {
    assert.equal(
      short(lane([breaker(10, "open", 30), breaker(40, "half_open"), breaker(45, "closed")])),
      "0-10 closed, 10-40 open, 40-45 half_open, 45-100 closed",
    );
  });

  it("begin with what held before", () => {
    assert.equal(short(lane([breaker(-50, "open", 200)], { observed: [{ fromMs: -90, toMs: 100 }] })), "0-100 open");
  });

  it("show loading and being offline under a closed breaker only", () => {
    const marks = [
      fact(10, "loading", true),
      fact(20, "loading", false),
      fact(30, "offline", true),
      breaker(35, "open", 15),
      breaker(50, "closed"),
      fact(60, "offline", false),
      fact(70, "live", false),
    ];
    assert.equal(
      short(lane(marks)),
      "0-10 closed, 10-20 loading, 20-30 closed, 30-35 offline, 35-50 open, 50-60 offline, 60-70 closed, 70-100 offline",
    );
  });

  it("are blank where no window was there", () => {
    const observed = [
      { fromMs: 10, toMs: 30 },
      { fromMs: 20, toMs: 40 },
      { fromMs: 60, toMs: 70 },
    ];
    assert.equal(
      short(lane([], { observed })),
      "0-10 unknown, 10-40 closed, 40-60 unknown, 60-70 closed, 70-100 unknown",
    );
  });

  it("are blank before the endpoint was first heard of", () => {
    assert.equal(
      short(lane([breaker(40, "open", 10)], { sinceMs: 30 })),
      "0-30 unknown, 30-40 closed, 40-50 open, 50-100 half_open",
    );
    assert.equal(short(lane([], { sinceMs: Infinity })), "0-100 unknown");
  });

  it("go on after a pause with an open breaker for the rest of its time, then with its trial", () => {
    const observed = [
      { fromMs: 0, toMs: 20 },
      { fromMs: 50, toMs: 100 },
    ];
    assert.equal(
      short(lane([breaker(10, "open", 60)], { observed })),
      "0-10 closed, 10-20 open, 20-50 unknown, 50-70 open, 70-100 half_open",
    );
    assert.equal(
      short(lane([breaker(10, "open", 5)], { observed })),
      "0-10 closed, 10-15 open, 15-20 half_open, 20-50 unknown, 50-100 half_open",
    );
    assert.equal(
      short(lane([breaker(10, "open", Infinity)], { observed })),
      "0-10 closed, 10-20 open, 20-50 unknown, 50-100 open",
    );
  });

  it("end an opening with its time where nobody was there to say so, though a window closed only just before and another came soon after", () => {
    assert.equal(
      short(
        lane([breaker(10, "open", 20)], {
          observed: [
            { fromMs: 0, toMs: 60 },
            { fromMs: 40, toMs: 100 },
          ],
        }),
      ),
      "0-10 closed, 10-30 open, 30-100 half_open",
    );
  });

  it("forget after a pause what only holds while it is watched", () => {
    const observed = [
      { fromMs: 0, toMs: 20 },
      { fromMs: 50, toMs: 100 },
    ];
    assert.equal(
      short(lane([fact(5, "loading", true)], { observed })),
      "0-5 closed, 5-20 loading, 20-50 unknown, 50-100 closed",
    );
  });

  it("never lose an outage that is too short to draw", () => {
    const marks = [breaker(42, "open", 1), breaker(43, "half_open"), breaker(44, "closed")];
    assert.equal(short(lane(marks, { resolutionMs: 10 })), "0-40 closed, 40-50 open, 50-100 closed");
  });

  const anyMark = fc.oneof(
    fc.record({
      at: fc.integer({ min: -50, max: 120 }),
      fact: fc.constant("breaker" as const),
      state: fc.constantFrom("closed", "open", "half_open" as const),
      retryAfterMs: fc.constantFrom(0, 10, 40, 1e9),
    }),
    fc.record({
      at: fc.integer({ min: -50, max: 120 }),
      fact: fc.constantFrom("live", "loading", "offline" as const),
      value: fc.boolean(),
    }),
  ) as fc.Arbitrary<LaneMark>;
  const marksInOrder = fc.array(anyMark, { maxLength: 30 }).map((marks) => marks.sort((a, b) => a.at - b.at));

  it("say at every instant what the last words before it say", () => {
    fc.assert(
      fc.property(marksInOrder, (marks) => {
        const intervals = lane(marks, { observed: [{ fromMs: -1000, toMs: 1000 }] });
        checkShape(intervals);
        for (let at = 0; at < 100; at++) assert.equal(stateAt(intervals, at), expectedAt(marks, at), `at ${at}`);
      }),
    );
  });

  it("show in every cell of the resolution the worst state there is in it", () => {
    const severity: LaneState[] = ["open", "offline", "half_open", "loading", "closed", "unknown"];
    fc.assert(
      fc.property(marksInOrder, fc.integer({ min: 2, max: 30 }), (marks, resolutionMs) => {
        const observed = [{ fromMs: -1000, toMs: 1000 }];
        const coarse = lane(marks, { observed, resolutionMs });
        checkShape(coarse);
        const fine = lane(marks, { observed });
        for (let at = 0; at < 100; at++)
          assert.ok(severity.indexOf(stateAt(coarse, at)) <= severity.indexOf(stateAt(fine, at)), `at ${at}`);
      }),
    );
  });
});

function checkShape(intervals: LaneInterval[]): void {
  assert.equal(intervals[0]?.fromMs, 0);
  assert.equal(intervals.at(-1)?.toMs, 100);
  intervals.forEach((interval, i) => {
    assert.ok(interval.fromMs < interval.toMs);
    const next = intervals[i + 1];
    if (next === undefined) return;
    assert.equal(interval.toMs, next.fromMs);
    assert.notEqual(interval.state, next.state);
  });
}

const stateAt = (intervals: LaneInterval[], at: number): LaneState =>
  intervals.find(({ fromMs, toMs }) => fromMs <= at && at < toMs)!.state;

function expectedAt(marks: LaneMark[], at: number): LaneState {
  const last = (name: LaneMark["fact"]) => marks.findLast((mark) => mark.fact === name && mark.at <= at);
  const word = last("breaker");
  if (word?.fact === "breaker" && word.state === "open") return at < word.at + word.retryAfterMs ? "open" : "half_open";
  if (word?.fact === "breaker" && word.state === "half_open") return "half_open";
  const holds = (name: "live" | "loading" | "offline") => {
    const mark = last(name);
    return mark !== undefined && mark.fact !== "breaker" ? mark.value : undefined;
  };
  if (holds("offline") || holds("live") === false) return "offline";
  return holds("loading") ? "loading" : "closed";
}
