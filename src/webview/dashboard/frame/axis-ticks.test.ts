import assert from "node:assert/strict";
import { timeTicks } from "./axis-ticks";

const local = (day: number, hour = 0, minute = 0, second = 0): number => new Date(2026, 10, day, hour, minute, second).getTime();

describe("the dashboard's axis", () => {
  it("puts its marks at round local times, not more than there is room for", () => {
    const labels = (fromMs: number, toMs: number, most: number): string[] => timeTicks({ fromMs, toMs }, most).map(({ label }) => label);
    assert.deepEqual(labels(local(22, 13, 34), local(22, 14, 34), 6), ["13:40", "13:50", "14:00", "14:10", "14:20", "14:30"]);
    assert.deepEqual(labels(local(21, 14), local(22, 14), 5), ["18:00", "22 Nov", "06:00", "12:00"]);
    assert.deepEqual(labels(local(20), local(23), 4), ["20 Nov", "21 Nov", "22 Nov", "23 Nov"]);
    assert.deepEqual(labels(local(22, 14, 0, 3), local(22, 14, 0, 33), 4), ["14:00:10", "14:00:20", "14:00:30"]);
  });

  it("has few marks for any length", () => {
    for (let span = 10_000; span < 31 * 86_400_000; span *= 1.7) {
      const ticks = timeTicks({ fromMs: local(1, 3, 17, 5), toMs: local(1, 3, 17, 5) + span }, 6);
      assert.ok(ticks.length >= 1 && ticks.length <= 8, `${span}: ${ticks.length}`);
    }
  });
});
