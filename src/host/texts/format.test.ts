import assert from "node:assert/strict";
import { ago, bytes, countdown, duration, momentOf, percent } from "./format";

describe("format", () => {
  it("writes durations", () => {
    assert.deepEqual([0, 40, 1400, 9940, 9960, 59_600, 200_000, 7_500_000].map(duration), [
      "0 ms",
      "40 ms",
      "1.4 s",
      "9.9 s",
      "10 s",
      "1 min",
      "3 min 20 s",
      "2 h 5 min",
    ]);
  });

  it("counts down to 1 s and never to 0", () => {
    assert.deepEqual([60_000, 59_001, 1000, 1, 0, -5].map(countdown), ["1 min", "1 min", "1 s", "1 s", "1 s", "1 s"]);
  });

  it("writes moments, with their day where they are far away", () => {
    const now = new Date(2026, 10, 22, 14, 32, 5).getTime();
    const hours = (count: number): string => momentOf(now + count * 3_600_000, now);
    assert.deepEqual([0, -11, 11, 12, -36].map(hours), [
      "14:32:05",
      "03:32:05",
      "01:32:05",
      "23 Nov, 02:32",
      "21 Nov, 02:32",
    ]);
    for (const beyond of [1e300, -1e300, 8.64e15, -8.64e15])
      assert.match(momentOf(beyond, now), /^\d{1,2} \p{L}+, \d\d:\d\d$/u);
  });

  it("writes ages, shares and sizes", () => {
    assert.deepEqual([0, 12_000, 300_000, 7_200_000, 86_400_000, 200_000_000].map(ago), [
      "just now",
      "12 s ago",
      "5 min ago",
      "2 h ago",
      "1 day ago",
      "2 days ago",
    ]);
    assert.equal(percent(0.314), "31 %");
    assert.deepEqual([512, 3200, 5_242_880].map(bytes), ["512 bytes", "3.1 KB", "5 MB"]);
  });
});
