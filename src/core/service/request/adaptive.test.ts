import assert from "node:assert/strict";
import { TtftStatistics } from "../endpoints/known/ttft-statistics";
import { adaptTimeout, adaptWait } from "./adaptive";

function pace(count: number, ttftMs: number): TtftStatistics {
  const statistics = new TtftStatistics();
  for (let answer = 0; answer < count; answer++) statistics.record(ttftMs);
  return statistics;
}

describe("times that an endpoint's own pace shortens", () => {
  it("are as configured until it has answered twenty times", () => {
    assert.deepEqual([adaptTimeout(30_000, pace(19, 100)), adaptWait(2_000, pace(19, 1_000))], [30_000, 2_000]);
    assert.deepEqual([adaptTimeout(30_000, pace(20, 1_000)), adaptWait(2_000, pace(20, 1_000))], [4_000, 1_000]);
  });

  it("are four times the slowest of a hundred for a step, and half of all for a wait", () => {
    const statistics = pace(98, 1_000);
    statistics.record(5_000);
    statistics.record(6_000);
    assert.deepEqual([adaptTimeout(60_000, statistics), adaptWait(60_000, statistics)], [24_000, 1_000]);
  });

  it("have a floor", () => {
    assert.deepEqual([adaptTimeout(30_000, pace(20, 10)), adaptWait(2_000, pace(20, 10))], [3_000, 250]);
  });

  it("are never longer than configured", () => {
    assert.deepEqual([adaptTimeout(30_000, pace(20, 20_000)), adaptWait(2_000, pace(20, 20_000))], [30_000, 2_000]);
    assert.deepEqual([adaptTimeout(1_000, pace(20, 10)), adaptWait(100, pace(20, 10))], [1_000, 100]);
  });
});
