import assert from "node:assert/strict";
import { systemClock } from "./system-clock";

describe("the runtime's clocks", () => {
  it("tells monotonic time and wall time", () => {
    const now = systemClock.now();
    assert.ok(Math.abs(performance.now() - now) < 1_000);
    assert.ok(systemClock.now() >= now);
    assert.ok(Math.abs(Date.now() - systemClock.wallNow()) < 1_000);
  });

  it("reads the wall clock once in a monotonic millisecond, and whenever it is not told which one it is", () => {
    const { now } = Date;
    const told: number[] = [];
    let reading = 1_000;
    Date.now = () => reading++;
    try {
      for (const monotonic of [5.25, 5.75, 6, undefined, undefined, 6, 5.5]) told.push(systemClock.wallNow(monotonic));
    } finally {
      Date.now = now;
    }
    assert.deepEqual(told, [1_000, 1_000, 1_001, 1_002, 1_003, 1_004, 1_005]);
  });

  it("rule 3: its timers do not keep the process alive", () => {
    const handle = systemClock.setTimeout(() => {}, 60_000) as NodeJS.Timeout;
    assert.equal(handle.hasRef(), false);
    systemClock.clearTimeout(handle);
  });

  it("fires once, and not at all when cleared", async () => {
    let fired = 0;
    systemClock.setTimeout(() => fired++, 1);
    systemClock.clearTimeout(systemClock.setTimeout(() => (fired += 100), 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(fired, 1);
  });

  it("does not fire at once what is further away than a timer can be", async () => {
    let fired = 0;
    const handles = [2 ** 31, 1e12, Infinity].map((ms) => systemClock.setTimeout(() => fired++, ms));
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(fired, 0);
    handles.forEach((handle) => systemClock.clearTimeout(handle));
  });

  it("works where a timer's handle is a mere number", () => {
    const original = globalThis.setTimeout;
    globalThis.setTimeout = (() => 7) as unknown as typeof globalThis.setTimeout;
    try {
      assert.equal(
        systemClock.setTimeout(() => {}, 1),
        7,
      );
    } finally {
      globalThis.setTimeout = original;
    }
  });
});
