import assert from "node:assert/strict";
import { useLightPage } from "../../../../test/support/dashboard/light-page";
import { requestRows, ScriptedHost } from "../../../../test/support/dashboard/scripted-host";
import { HostLink } from "../frame/host-link";
import { RequestPages } from "./request-pages";

const unheard = { live: () => undefined, changed: () => undefined, notice: () => undefined };

describe("the pages of the history", () => {
  const page = useLightPage();
  let host: ScriptedHost;
  let pages: RequestPages;
  let drawn: number;
  const failures: string[] = [];

  beforeEach(() => {
    failures.length = 0;
    drawn = 0;
    host = new ScriptedHost(page);
    pages = new RequestPages(
      new HostLink(host, unheard),
      () => drawn++,
      (message) => failures.push(message),
    );
  });

  const load = async (total: number): Promise<void> => {
    void pages.load({});
    await host.last("requests").answer({ rows: requestRows(total, Math.min(100, total)), total, totalExact: true });
  };
  /** Answers the newest question as a history would that holds ids from 1 to `upTo`. */
  const serve = (upTo: number): Promise<void> => {
    const { query, answer } = host.last("requests");
    return answer({
      rows: requestRows(upTo - query.offset, Math.max(0, Math.min(query.limit, upTo - query.offset))),
      total: upTo,
      totalExact: true,
    });
  };
  const offsets = (): number[] => host.asked("requests").map(({ query }) => query.offset);

  it("know nothing before the first answer", () => {
    void pages.load({});
    assert.deepEqual(
      [pages.state, pages.row(0), pages.placeOf(1)],
      [{ total: 0, totalExact: true, known: false }, undefined, undefined],
    );
  });

  it("may be empty, and then nothing is fetched twice", async () => {
    await load(0);
    assert.deepEqual(pages.state, { total: 0, totalExact: true, known: true });
    pages.need(0, 0);
    assert.deepEqual(offsets(), [0]);
  });

  it("keep places steady while new requests come in", async () => {
    await load(250);
    pages.need(100, 120);
    assert.equal(host.last("requests").query.upTo, 250);
    await serve(250);
    assert.deepEqual(
      [pages.row(0)?.id, pages.row(99)?.id, pages.row(100)?.id, pages.row(199)?.id, pages.row(200)],
      [250, 151, 150, 51, undefined],
    );
    assert.deepEqual([pages.placeOf(150), pages.placeOf(1)], [100, undefined]);
  });

  it("fetch two pages that are in view at once one after the other, without dropping either", async () => {
    await load(1_000);
    pages.need(195, 205);
    pages.need(196, 206);
    await serve(1_000);
    pages.need(197, 207);
    await serve(1_000);
    assert.deepEqual(offsets(), [0, 100, 200]);
    assert.deepEqual(host.cancelled, []);
    assert.deepEqual([pages.row(195)?.id, pages.row(205)?.id], [805, 795]);
  });

  it("go on to the second of two by themselves", async () => {
    await load(1_000);
    pages.need(195, 205);
    await serve(1_000);
    assert.deepEqual(offsets(), [0, 100, 200]);
  });

  it("drop what was scrolled past before it came", async () => {
    await load(10_000);
    for (const row of [500, 2_500, 7_700]) pages.need(row, row + 10);
    assert.deepEqual(offsets(), [0, 500, 2_500, 7_700]);
    assert.equal(host.cancelled.length, 2);
    await serve(10_000);
    assert.equal(pages.row(7_700)?.id, 2_300);
    assert.equal(pages.row(500), undefined);
  });

  it("do not take the giving up of an old question for that of the same page's new one", async () => {
    await load(10_000);
    for (const row of [500, 2_500, 500]) pages.need(row, row + 10);
    await page.settle();
    pages.need(501, 511);
    assert.deepEqual(offsets(), [0, 500, 2_500, 500]);
    await serve(10_000);
    assert.equal(pages.row(500)?.id, 9_500);
    assert.deepEqual(failures, []);
  });

  it("mix no rows of before a reload among those of after it", async () => {
    await load(300);
    void pages.load({});
    const reload = host.last("requests");
    pages.need(100, 110);
    const old = host.last("requests");
    await reload.answer({ rows: requestRows(310, 100), total: 310, totalExact: true });
    await old.answer({ rows: requestRows(200, 100), total: 300, totalExact: true });
    pages.need(100, 110);
    await serve(310);
    assert.deepEqual([pages.row(99)?.id, pages.row(100)?.id], [211, 210]);
  });

  it("go on with what is shown, as it was asked for, when a new filter fails", async () => {
    await load(300);
    void pages.load({ text: "x" });
    await host.last("requests").fail("Search is not possible now.");
    assert.deepEqual(failures, ["Search is not possible now."]);
    pages.need(100, 110);
    assert.deepEqual(host.last("requests").query.filter, {});
    await serve(300);
    assert.equal(pages.row(100)?.id, 200);
  });

  it("ask again for a page that failed when it is needed again, and not by themselves", async () => {
    await load(300);
    pages.need(100, 110);
    await host.last("requests").fail("busy");
    assert.deepEqual([offsets(), failures], [[0, 100], ["busy"]]);
    pages.need(100, 110);
    assert.deepEqual(offsets(), [0, 100, 100]);
  });

  it("keep a bounded number of pages on the way through a million rows, and never forget what is in view", async () => {
    await load(1_000_000);
    for (let row = 100; row < 6_000; row += 100) {
      pages.need(row, row + 10);
      await serve(1_000_000);
    }
    const kept = Array.from({ length: 60 }, (_, index) => index).filter((index) => pages.row(index * 100));
    assert.ok(kept.length <= 30, String(kept.length));
    assert.ok(kept.includes(0) && kept.includes(59));
    const oldest = kept[1] ?? 0;
    pages.need(oldest * 100 - 5, oldest * 100 + 5);
    await serve(1_000_000);
    assert.ok(pages.row(oldest * 100) && pages.row(oldest * 100 - 5), "both sides of the edge in view");
  });

  it("count what came in since, and never less than nothing", async () => {
    await load(50);
    const newer = async (total: number): Promise<number> => {
      const many = pages.newer();
      await host.last("requests").answer({ rows: [], total, totalExact: true });
      return many;
    };
    assert.deepEqual([await newer(53), await newer(50), await newer(0)], [3, 0, 0]);
  });
});
