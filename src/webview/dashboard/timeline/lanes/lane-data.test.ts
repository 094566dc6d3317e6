import assert from "node:assert/strict";
import { endpointCard } from "../../../../../test/support/dashboard/endpoint-card";
import type { LaneInterval, LaneState } from "../../../../core/history/types";
import type { EndpointCard } from "../../../../core/messages/dashboard-live";
import { hadTrouble, outages, shownIntervals, shownLanes, timeInStates } from "./lane-data";

const lane = (...parts: [fromMs: number, toMs: number, state: LaneState][]): LaneInterval[] =>
  parts.map(([fromMs, toMs, state]) => ({ fromMs, toMs, state }));

describe("the dashboard's lanes", () => {
  it("are cut to what is shown", () => {
    assert.deepEqual(
      shownIntervals(
        { intervals: lane([0, 50, "closed"], [50, 60, "open"], [60, 90, "closed"]) },
        { fromMs: 55, toMs: 80 },
        undefined,
      ),
      lane([55, 60, "open"], [60, 80, "closed"]),
    );
  });

  it("go on to the present in the state of now", () => {
    assert.deepEqual(
      shownIntervals({ intervals: lane([0, 50, "closed"]) }, { fromMs: 10, toMs: 70 }, "open"),
      lane([10, 50, "closed"], [50, 70, "open"]),
    );
    assert.deepEqual(
      shownIntervals({ intervals: lane([0, 50, "loading"]) }, { fromMs: 10, toMs: 70 }, "closed"),
      lane([10, 70, "loading"]),
      "a load that nobody ended goes on",
    );
    assert.deepEqual(shownIntervals({ intervals: [] }, { fromMs: 10, toMs: 70 }, undefined), lane([10, 70, "unknown"]));
  });

  it("had trouble or had none, in the time that is shown", () => {
    const intervals = lane([0, 10, "unknown"], [10, 15, "open"], [15, 20, "closed"]);
    assert.deepEqual(
      [
        hadTrouble(intervals, { fromMs: 0, toMs: 11 }),
        hadTrouble(intervals, { fromMs: 0, toMs: 10 }),
        hadTrouble(intervals, { fromMs: 15, toMs: 20 }),
      ],
      [true, false, false],
    );
  });

  it("shade what was open in any of them once", () => {
    const shaded = outages([
      lane([0, 10, "closed"], [10, 30, "open"]),
      lane([20, 40, "open"], [40, 50, "closed"], [50, 60, "open"]),
    ]);
    assert.deepEqual(shaded, [
      { fromMs: 10, toMs: 40 },
      { fromMs: 50, toMs: 60 },
    ]);
  });

  it("add up their states", () =>
    assert.deepEqual(
      [...timeInStates(lane([0, 10, "closed"], [10, 15, "open"], [15, 20, "closed"]))],
      [
        ["closed", 15],
        ["open", 5],
      ],
    ));
});

describe("which lanes are drawn", () => {
  const span = { fromMs: 0, toMs: 100 };
  const card = (id: string, changes: Partial<EndpointCard> = {}): EndpointCard => endpointCard({ id, ...changes });
  const known = (
    endpoint: string,
    state: LaneState,
  ): { endpoint: string; uptime: number; intervals: LaneInterval[] } => ({
    endpoint,
    uptime: 1,
    intervals: lane([0, 50, state]),
  });

  it("are those of now in their order, then those of the past that had trouble", () => {
    const lanes = [known("old trouble", "open"), known("b", "closed"), known("old and well", "closed")];
    assert.deepEqual(
      [...shownLanes(lanes, { endpoints: [card("a"), card("b")] }, span, true).keys()],
      ["a", "b", "old trouble"],
    );
  });

  it("are all that the history knows before the first live message", () => {
    assert.deepEqual(
      [...shownLanes([known("x", "closed"), known("y", "open")], undefined, span, true).keys()],
      ["x", "y"],
    );
    assert.deepEqual([...shownLanes([], undefined, span, true)], []);
  });

  it("go on in the present state only where the present is shown", () => {
    const live = { endpoints: [card("a", { state: "open" })] };
    const end = (endsNow: boolean): LaneState | undefined =>
      shownLanes([known("a", "closed")], live, span, endsNow)
        .get("a")
        ?.intervals.at(-1)?.state;
    assert.deepEqual([end(true), end(false)], ["open", "closed"]);
  });

  it("are not known where nothing was watched", () => {
    assert.deepEqual(shownLanes([], { endpoints: [card("new")] }, span, true).get("new"), {
      intervals: lane([0, 100, "unknown"]),
      uptime: null,
    });
  });

  it("go on as the card says, whatever was seen before", () => {
    const live = { endpoints: [card("well"), card("silent", { available: false }), card("loads")] };
    const lanes = [known("well", "offline"), known("silent", "closed"), known("loads", "loading")];
    assert.deepEqual(
      [...shownLanes(lanes, live, span, true).values()].map(({ intervals }) => intervals.at(-1)?.state),
      ["closed", "offline", "loading"],
    );
  });

  it("take thousands of intervals", () => {
    const many = Array.from({ length: 20_000 }, (_, index): [number, number, LaneState] => [
      index,
      index + 1,
      index % 2 === 0 ? "open" : "closed",
    ]);
    const intervals = lane(...many);
    assert.equal(
      shownLanes([{ endpoint: "a", uptime: 0.5, intervals }], undefined, { fromMs: 0, toMs: 30_000 }, false).get("a")
        ?.intervals.length,
      20_000,
    );
    assert.equal(outages([intervals, intervals]).length, 10_000);
  });
});
