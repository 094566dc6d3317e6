import assert from "node:assert/strict";
import { ago, beginning, countdown, duration, moment, percent, seconds, stretch } from "./format";

const local = (day: number, hour = 0, minute = 0, second = 0): number =>
  new Date(2026, 10, day, hour, minute, second).getTime();

describe("the dashboard's figures", () => {
  it("says durations in a unit that fits", () => {
    assert.deepEqual(
      [0, 0.4, 340, 999, 1400, 9940, 9950, 34_000, 60_000, 200_000, 7_500_000, 90_000_000].map(duration),
      [
        "0 ms",
        "0 ms",
        "340 ms",
        "1.0 s",
        "1.4 s",
        "9.9 s",
        "10 s",
        "34 s",
        "1 min",
        "3 min 20 s",
        "2 h 5 min",
        "1 d 1 h",
      ],
    );
    assert.deepEqual([1, 1000, 1001, 59_001].map(countdown), ["1 s", "1 s", "2 s", "1 min"]);
    assert.deepEqual([0, 12_000, 125_000, 4 * 3_600_000, 50 * 3_600_000].map(ago), [
      "just now",
      "12 s ago",
      "2 min ago",
      "4 h ago",
      "2 d ago",
    ]);
    assert.deepEqual([42, 420, 1900, 34_000].map(seconds), ["0.042", "0.42", "1.9", "34"]);
  });

  it("says 0 % and 100 % only of nothing and of the whole", () => {
    assert.deepEqual([0, 0.000_001, 0.0004, 0.008, 0.31, 0.992, 0.9999, 1].map(percent), [
      "0 %",
      "0.1 %",
      "0.1 %",
      "0.8 %",
      "31 %",
      "99.2 %",
      "99.9 %",
      "100 %",
    ]);
  });

  it("names the day where it is not today", () => {
    const now = local(22, 14, 32, 7);
    assert.deepEqual(
      [now - 300_000, local(22, 13, 32), local(21, 14, 32), local(15, 14, 32)].map((from) => beginning(from, now)),
      ["14:27:07", "13:32", "Sat 14:32", "15 Nov"],
    );
    assert.equal(moment(local(22, 13, 5, 9), now), "13:05:09");
    assert.equal(moment(local(21, 13, 5, 9), now), "21 Nov 13:05");
    assert.equal(stretch(local(22, 13, 32), now, now), "13:32 – 14:32");
    assert.equal(stretch(local(22, 14, 30), now, now), "14:30:00 – 14:32:07");
    assert.equal(stretch(local(21, 14, 32), now, now), "21 Nov 14:32 – 22 Nov 14:32");
    assert.equal(stretch(local(21, 10), local(21, 12), now), "21 Nov 10:00 – 12:00");
  });

  it("says of a time that has not come, or a length below nothing, what is nearest to the truth", () => {
    assert.deepEqual([duration(-5), ago(-60_000), countdown(-1), countdown(0)], ["0 ms", "just now", "1 s", "1 s"]);
  });

  it("never shows sixty of a unit of which sixty make the next", () => {
    for (const ms of [59_499, 59_500, 59_999, 3_599_499, 3_599_999, 86_399_500, 86_399_999])
      assert.doesNotMatch(`${duration(ms)} ${countdown(ms)} ${ago(ms)}`, /\b(60 (s|min)|24 h)\b/, String(ms));
  });
});
