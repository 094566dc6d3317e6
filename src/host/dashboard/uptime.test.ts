import assert from "node:assert/strict";
import type { LaneInterval, LaneState } from "../../core/history/types";
import { uptime } from "./uptime";

const lane = (...parts: [fromMs: number, toMs: number, state: LaneState][]): LaneInterval[] =>
  parts.map(([fromMs, toMs, state]) => ({ fromMs, toMs, state }));

describe("the uptime of an endpoint", () => {
  it("is that of the time that was watched", () => {
    assert.equal(uptime(lane([0, 60, "closed"], [60, 80, "open"], [80, 100, "half_open"])), 0.8);
    assert.equal(uptime(lane([0, 900, "unknown"], [900, 950, "closed"], [950, 1000, "open"])), 0.5);
    assert.equal(uptime(lane([0, 10, "offline"], [10, 20, "closed"])), 1, "being offline is not the endpoint's doing");
    assert.equal(uptime(lane([0, 10, "unknown"])), undefined);
  });
});
