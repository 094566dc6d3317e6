import assert from "node:assert/strict";
import { timeTicks } from "./axis-ticks";

const local = (day: number, hour = 0, minute = 0, second = 0): number =>
  new Date(2026, 10, day, hour, minute, second).getTime();

describe("the dashboard's axis", () => {
  it("puts its marks at round local times, not more than there is room for", () => {
    const labels = (fromMs: number, toMs: number, most: number): string[] =>
      timeTicks({ fromMs, toMs }, most).map(({ label }) => label);
    assert.deepEqual(labels(local(22, 13, 34), local(22, 14, 34), 6), [
      "13:40",
      "13:50",
      "14:00",
      "14:10",
      "14:20",
      "14:30",
    ]);
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

  it("has no more marks than fit for a month in a narrow page", () => {
    const month = 31 * 86_400_000;
    for (const most of [1, 2, 3])
      assert.ok(timeTicks({ fromMs: local(1), toMs: local(1) + month }, most).length <= most + 1, String(most));
  });

  it("has no marks of no time", () => {
    assert.deepEqual(timeTicks({ fromMs: NaN, toMs: NaN }, 5), []);
    assert.deepEqual(timeTicks({ fromMs: local(2), toMs: local(1) }, 5), []);
  });
});

describe("the dashboard's axis on days when the clocks change", () => {
  const zone = process.env["TZ"];
  const labels = (from: string, to: string, most: number): string[] =>
    timeTicks({ fromMs: Date.parse(from), toMs: Date.parse(to) }, most).map(({ label }) => label);
  afterEach(() => {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });

  it("keeps round times when an hour is left out", () => {
    process.env["TZ"] = "Europe/Berlin";
    assert.deepEqual(labels("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 5), [
      "29 Mar",
      "06:00",
      "12:00",
      "18:00",
      "30 Mar",
    ]);
    assert.deepEqual(labels("2026-03-28T23:00:00Z", "2026-03-29T04:00:00Z", 6), [
      "29 Mar",
      "01:00",
      "03:00",
      "04:00",
      "05:00",
      "06:00",
    ]);
  });

  it("keeps round times when an hour comes twice", () => {
    process.env["TZ"] = "Europe/Berlin";
    assert.deepEqual(labels("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 5), [
      "25 Oct",
      "06:00",
      "12:00",
      "18:00",
      "26 Oct",
    ]);
    assert.deepEqual(labels("2026-10-24T22:00:00Z", "2026-10-25T03:00:00Z", 6), [
      "25 Oct",
      "01:00",
      "02:00",
      "02:00",
      "03:00",
      "04:00",
    ]);
  });

  it("is the same where midnight itself is left out", () => {
    process.env["TZ"] = "America/Santiago";
    const found = labels("2026-09-05T04:00:00Z", "2026-09-07T03:00:00Z", 8);
    assert.deepEqual(found, ["5 Sep", "06:00", "12:00", "18:00", "6 Sep", "06:00", "12:00", "18:00", "7 Sep"]);
  });

  it("keeps whole hours when the clocks change by half an hour", () => {
    process.env["TZ"] = "Australia/Lord_Howe";
    assert.deepEqual(labels("2026-10-03T13:00:00Z", "2026-10-03T18:00:00Z", 6), [
      "4 Oct",
      "01:00",
      "03:00",
      "04:00",
      "05:00",
    ]);
    assert.deepEqual(labels("2026-04-04T12:30:00Z", "2026-04-04T18:00:00Z", 6), [
      "5 Apr",
      "01:00",
      "02:00",
      "03:00",
      "04:00",
    ]);
    assert.deepEqual(labels("2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z", 12).slice(0, 4), [
      "4 Oct",
      "04:00",
      "06:00",
      "08:00",
    ]);
  });

  it("marks nothing but round times of the wall, in every zone and at every step", () => {
    for (const name of [
      "Europe/Berlin",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
      "America/St_Johns",
      "America/Santiago",
    ]) {
      process.env["TZ"] = name;
      for (const day of ["2026-03-28", "2026-04-04", "2026-09-05", "2026-10-03", "2026-10-24", "2026-11-01"])
        for (const [hours, minutes] of [
          [5, 60],
          [24, 180],
          [2, 15],
        ] as const) {
          const from = Date.parse(`${day}T10:00:00Z`);
          for (const { atMs, label } of timeTicks(
            { fromMs: from, toMs: from + hours * 3_600_000 * 2 },
            2 * hours + 2,
          )) {
            const at = new Date(atMs);
            assert.equal((at.getMinutes() % Math.min(60, minutes)) + at.getSeconds(), 0, `${name} ${day} ${label}`);
          }
        }
    }
  });

  it("goes upwards and marks no time twice, in every zone and at every step", () => {
    for (const name of ["Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]) {
      process.env["TZ"] = name;
      for (const from of [
        "2026-03-28T20:00:00Z",
        "2026-04-04T10:00:00Z",
        "2026-09-05T20:00:00Z",
        "2026-10-03T10:00:00Z",
        "2026-10-24T20:00:00Z",
      ]) {
        for (let hours = 1; hours < 700; hours *= 1.7) {
          const times = timeTicks({ fromMs: Date.parse(from), toMs: Date.parse(from) + hours * 3_600_000 }, 8).map(
            ({ atMs }) => atMs,
          );
          assert.deepEqual(
            times,
            [...new Set(times)].sort((a, b) => a - b),
            `${name} ${from} ${hours}`,
          );
        }
      }
    }
  });
});
