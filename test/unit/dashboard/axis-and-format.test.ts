import assert from "node:assert/strict";
import { timeTicks } from "../../../src/webview/dashboard/frame/axis-ticks";
import { ago, beginning, countdown, duration, moment, percent, seconds, stretch } from "../../../src/webview/dashboard/frame/format";

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

describe("the dashboard's figures", () => {
  it("says durations in a unit that fits", () => {
    assert.deepEqual([0, 0.4, 340, 999, 1400, 9940, 9950, 34_000, 60_000, 200_000, 7_500_000, 90_000_000].map(duration), ["0 ms", "0 ms", "340 ms", "1.0 s", "1.4 s", "9.9 s", "10 s", "34 s", "1 min", "3 min 20 s", "2 h 5 min", "1 d 1 h"]);
    assert.deepEqual([1, 1000, 1001, 59_001].map(countdown), ["1 s", "1 s", "2 s", "1 min"]);
    assert.deepEqual([0, 12_000, 125_000, 4 * 3_600_000, 50 * 3_600_000].map(ago), ["just now", "12 s ago", "2 min ago", "4 h ago", "2 d ago"]);
    assert.deepEqual([42, 420, 1900, 34_000].map(seconds), ["0.042", "0.42", "1.9", "34"]);
  });

  it("says 0 % and 100 % only of nothing and of the whole", () => {
    assert.deepEqual([0, 0.0004, 0.008, 0.31, 0.992, 0.9999, 1].map(percent), ["0 %", "0 %", "0.8 %", "31 %", "99.2 %", "99.9 %", "100 %"]);
  });

  it("names the day where it is not today", () => {
    const now = local(22, 14, 32, 7);
    assert.deepEqual([now - 300_000, local(22, 13, 32), local(21, 14, 32), local(15, 14, 32)].map((from) => beginning(from, now)), ["14:27:07", "13:32", "Sat 14:32", "15 Nov"]);
    assert.equal(moment(local(22, 13, 5, 9), now), "13:05:09");
    assert.equal(moment(local(21, 13, 5, 9), now), "21 Nov 13:05");
    assert.equal(stretch(local(22, 13, 32), now, now), "13:32 – 14:32");
    assert.equal(stretch(local(22, 14, 30), now, now), "14:30:00 – 14:32:07");
    assert.equal(stretch(local(21, 14, 32), now, now), "21 Nov 14:32 – 22 Nov 14:32");
    assert.equal(stretch(local(21, 10), local(21, 12), now), "21 Nov 10:00 – 12:00");
  });
});
