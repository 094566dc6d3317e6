import assert from "node:assert/strict";
import type { LaneInterval, LaneState } from "../../../src/core/history/types";
import { uptime } from "../../../src/host/dashboard/uptime";
import { hadTrouble, outages, shownIntervals, timeInStates } from "../../../src/webview/dashboard/timeline/lane-data";

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

  it("give the uptime of the time that was watched", () => {
    assert.equal(uptime(lane([0, 60, "closed"], [60, 80, "open"], [80, 100, "half_open"])), 0.8);
    assert.equal(uptime(lane([0, 900, "unknown"], [900, 950, "closed"], [950, 1000, "open"])), 0.5);
    assert.equal(uptime(lane([0, 10, "offline"], [10, 20, "closed"])), 1, "being offline is not the endpoint's doing");
    assert.equal(uptime(lane([0, 10, "unknown"])), undefined);
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
