import assert from "node:assert/strict";
import type { LaneInterval, LaneState } from "../../../core/history/types";
import { hadTrouble, outages, shownIntervals, timeInStates } from "./lane-data";

const lane = (...parts: [fromMs: number, toMs: number, state: LaneState][]): LaneInterval[] => parts.map(([fromMs, toMs, state]) => ({ fromMs, toMs, state }));

describe("the dashboard's lanes", () => {
  it("are cut to what is shown", () => {
    assert.deepEqual(shownIntervals({ intervals: lane([0, 50, "closed"], [50, 60, "open"], [60, 90, "closed"]) }, { fromMs: 55, toMs: 80 }, undefined), lane([55, 60, "open"], [60, 80, "closed"]));
  });

  it("go on to the present in the state of now", () => {
    assert.deepEqual(shownIntervals({ intervals: lane([0, 50, "closed"]) }, { fromMs: 10, toMs: 70 }, "open"), lane([10, 50, "closed"], [50, 70, "open"]));
    assert.deepEqual(shownIntervals({ intervals: lane([0, 50, "loading"]) }, { fromMs: 10, toMs: 70 }, "closed"), lane([10, 50, "loading"], [50, 70, "loading"]), "a load that nobody ended goes on");
    assert.deepEqual(shownIntervals({ intervals: [] }, { fromMs: 10, toMs: 70 }, undefined), lane([10, 70, "unknown"]));
  });

  it("had trouble or had none, in the time that is shown", () => {
    const intervals = lane([0, 10, "unknown"], [10, 15, "open"], [15, 20, "closed"]);
    assert.deepEqual([hadTrouble(intervals, { fromMs: 0, toMs: 11 }), hadTrouble(intervals, { fromMs: 0, toMs: 10 }), hadTrouble(intervals, { fromMs: 15, toMs: 20 })], [true, false, false]);
  });

  it("shade what was open in any of them once", () => {
    const shaded = outages([lane([0, 10, "closed"], [10, 30, "open"]), lane([20, 40, "open"], [40, 50, "closed"], [50, 60, "open"])]);
    assert.deepEqual(shaded, [{ fromMs: 10, toMs: 40 }, { fromMs: 50, toMs: 60 }]);
  });

  it("add up their states", () => assert.deepEqual([...timeInStates(lane([0, 10, "closed"], [10, 15, "open"], [15, 20, "closed"]))], [["closed", 15], ["open", 5]]));
});
