import assert from "node:assert/strict";
import { endpointStatus } from "../../../test/unit/support/endpoint-status";
import { SteadyTimes } from "./steady-times";

const now = 1_800_000_000_000;
/** The time of day at which the wait is said to end. @param leftMs as the breaker's own clock has it */
const endOf = (times: SteadyTimes, at: number, leftMs: number): number => {
  const [told] = times.of([endpointStatus({ state: "open", retryAfterMs: leftMs })], at);
  return at + told!.retryAfterMs;
};

describe("SteadyTimes", () => {
  it("tells one end of one wait, although two clocks disagree by milliseconds about which second it is in", () => {
    const times = new SteadyTimes();
    const ends = [0, 1, 2, 3, 4].map((passed) =>
      endOf(times, now + passed * 1000, 42_000 - passed * 1000 + (passed % 2 === 0 ? 0.4 : -0.6)),
    );
    assert.deepEqual([...new Set(ends)], [now + 43_000]);
  });

  it("tells another end of another wait, never one before it is over", () => {
    const times = new SteadyTimes();
    assert.equal(endOf(times, now, 4_200.3), now + 5_000);
    assert.equal(endOf(times, now + 1_000, 60_000), now + 61_000);
    times.of([endpointStatus()], now + 2_000);
    assert.equal(endOf(times, now + 3_000, 58_500), now + 62_000, "what was over is not remembered");
  });

  it("leaves alone what waits for nothing", () => {
    const held = endpointStatus({ state: "open", mode: "forced_open", retryAfterMs: Infinity });
    const statuses = [held, endpointStatus(), endpointStatus({ state: "half_open", retryAfterMs: 4_000 })];
    assert.deepEqual(new SteadyTimes().of(statuses, now), statuses);
  });
});
