import assert from "node:assert/strict";
import { useLightPage } from "../../../../test/support/dashboard/light-page";
import { ScriptedHost } from "../../../../test/support/dashboard/scripted-host";
import { emptySeries } from "../../../../test/support/dashboard/empty-series";
import { HostLink } from "../frame/host-link";
import { TimelineData, type TimelineFigures } from "./timeline-data";

describe("the figures of the shown time", () => {
  const page = useLightPage();
  let host: ScriptedHost;
  let data: TimelineData;
  let wanted: { span: { fromMs: number; toMs: number }; width: number } | undefined;
  let taken: TimelineFigures[];
  const failures: string[] = [];

  beforeEach(() => {
    failures.length = 0;
    taken = [];
    wanted = { span: { fromMs: 0, toMs: 60_000 }, width: 600 };
    host = new ScriptedHost(page);
    const link = new HostLink(host, { live: () => undefined, changed: () => undefined, notice: () => undefined });
    data = new TimelineData(
      link,
      () => wanted,
      (figures) => taken.push(figures),
      (message) => failures.push(message),
    );
  });

  const asked = (): number => host.asked("series").length;
  const answer = async (): Promise<void> => {
    const [lanes, series] = [host.last("lanes"), host.last("series")];
    await lanes.answer({ lanes: [] });
    await series.answer({ series: emptySeries({ startMs: series.query.fromMs }) });
  };

  it("are asked for as finely as can be drawn", async () => {
    data.refresh(true);
    assert.deepEqual(
      [host.last("lanes").query, host.last("series").query],
      [
        { kind: "lanes", fromMs: 0, toMs: 60_000, resolutionMs: 150 },
        { kind: "series", fromMs: 0, toMs: 60_000, maxBuckets: 100 },
      ],
    );
    for (const [width, maxBuckets] of [
      [1, 20],
      [100_000, 300],
    ] as const) {
      wanted = { span: { fromMs: 0, toMs: 60_000 }, width };
      data.refresh(true);
      assert.equal(host.last("series").query.maxBuckets, maxBuckets);
    }
  });

  it("are not asked for while nothing can be drawn", async () => {
    wanted = undefined;
    data.refresh(true);
    data.refresh();
    await page.pass(1_000);
    assert.equal(asked(), 0);
    wanted = { span: { fromMs: 0, toMs: 60_000 }, width: 600 };
    data.refresh();
    await page.pass(1_000);
    assert.equal(asked(), 1);
  });

  it("are asked for once for a hundred changes, and once more for those that came meanwhile", async () => {
    data.refresh(true);
    for (let i = 0; i < 100; i++) data.refresh();
    await page.pass(1_000);
    assert.equal(asked(), 1, "one question at a time");
    await answer();
    await page.pass(5_000);
    assert.equal(asked(), 2);
    await answer();
    await page.pass(5_000);
    assert.equal(asked(), 2, "then there is rest");
    assert.equal(taken.length, 2);
  });

  it("are asked for ten times a second at most", async () => {
    for (let i = 0; i < 100; i++) {
      data.refresh();
      await page.pass(10);
      if (asked() > taken.length) await answer();
    }
    assert.ok(asked() >= 9 && asked() <= 10, String(asked()));
  });

  it("are asked for less often when the store is slow", async () => {
    data.refresh(true);
    await page.pass(1_000);
    await answer();
    data.refresh();
    await page.pass(2_999);
    assert.equal(asked(), 1);
    await page.pass(1);
    assert.equal(asked(), 2);
  });

  it("belong to the span that was asked for last, whatever comes in first", async () => {
    data.refresh(true);
    const old = [host.last("lanes"), host.last("series")] as const;
    wanted = { span: { fromMs: 60_000, toMs: 120_000 }, width: 600 };
    data.refresh(true);
    await old[1].answer({ series: emptySeries({}) });
    await answer();
    await old[0].answer({ lanes: [] });
    assert.deepEqual(
      taken.map(({ span }) => span.fromMs),
      [60_000],
    );
    assert.deepEqual(failures, []);
  });

  it("tell once what went wrong, and come again with the next change", async () => {
    data.refresh(true);
    await host.last("lanes").fail("The store is locked.");
    await host.last("series").fail("The store is locked.");
    assert.deepEqual(failures, ["The store is locked."]);
    data.refresh();
    await page.pass(1_000);
    await answer();
    assert.equal(taken.length, 1);
  });

  it("do not stop for ever when one answer was lost", async () => {
    data.refresh(true);
    await page.pass(30_000);
    data.refresh();
    await page.pass(30_001);
    assert.match(failures.join(), /does not answer/);
    await page.pass(1_000);
    assert.equal(asked(), 2, "what changed meanwhile is asked for");
    await answer();
    assert.equal(taken.length, 1);
  });

  it("go on after something that could not be drawn", async () => {
    const broken = new TimelineData(
      new HostLink(host, { live: () => undefined, changed: () => undefined, notice: () => undefined }),
      () => wanted,
      () => {
        throw new Error("no canvas");
      },
      (message) => failures.push(message),
    );
    broken.refresh(true);
    await answer();
    assert.deepEqual(failures, ["no canvas"]);
    broken.refresh();
    await page.pass(1_000);
    assert.equal(asked(), 2);
  });
});
