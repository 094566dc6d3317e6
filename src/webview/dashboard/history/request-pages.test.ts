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

  describe("into which requests come", () => {
    /** What came in: the ids from 1 to `newest`, of which a page is told. */
    const comeIn = async (newest: number, mayShow: boolean, filter = {}): Promise<void> => {
      void pages.follow(filter, () => mayShow);
      await page.settle();
      await serve(newest);
    };

    it("show them at once where they may", async () => {
      await load(50);
      await comeIn(53, true);
      assert.deepEqual([pages.row(0)?.id, pages.waiting, pages.state.total], [53, 0, 53]);
    });

    it("else leave every row where it is, count what waits, and show it when they are told to", async () => {
      await load(250);
      await comeIn(252, false);
      await comeIn(253, false);
      assert.deepEqual([pages.row(0)?.id, pages.placeOf(250), pages.waiting, pages.state.total], [250, 0, 3, 250]);
      pages.need(100, 110);
      assert.equal(host.last("requests").query.upTo, 250);
      await serve(250);
      assert.equal(pages.row(100)?.id, 150);
      const before = drawn;
      pages.showNewer();
      assert.deepEqual([pages.row(0)?.id, pages.waiting, pages.state.total, drawn], [253, 0, 253, before + 1]);
      pages.showNewer();
      assert.equal(drawn, before + 1, "nothing is shown twice");
    });

    it("count no more than a page of very many, however many match", async () => {
      await load(5_000);
      await comeIn(9_000, false);
      assert.equal(pages.waiting, 100);
    });

    it("count one that was written late, below some that are there, and none that was there before", async () => {
      void pages.load({});
      const present = [...requestRows(90, 1), ...requestRows(88, 40)];
      await host.last("requests").answer({ rows: present, total: 41, totalExact: true });
      void pages.follow({}, () => false);
      await page.settle();
      await host.last("requests").answer({ rows: requestRows(91, 43), total: 43, totalExact: true });
      assert.equal(pages.waiting, 2);
    });

    it("have nothing that waits when all that changed is that old ones are gone", async () => {
      await load(250);
      void pages.follow({}, () => false);
      await page.settle();
      await host.last("requests").answer({ rows: requestRows(250, 100), total: 200, totalExact: true });
      assert.deepEqual([pages.waiting, pages.state.total], [0, 250]);
    });

    it("show the first ones of all, whoever looks on", async () => {
      await load(0);
      await comeIn(2, false);
      assert.deepEqual([pages.row(0)?.id, pages.waiting], [2, 0]);
    });

    it("wait for a list that is being loaded, and hold nothing of it back", async () => {
      await load(250);
      void pages.load({ text: "x" });
      const searching = host.last("requests");
      void pages.follow({ text: "x" }, () => false);
      await page.settle();
      assert.equal(host.last("requests").id, searching.id);
      await searching.answer({ rows: requestRows(40, 40), total: 40, totalExact: true });
      assert.equal(pages.row(0)?.id, 40);
      await serve(41);
      assert.deepEqual([pages.row(0)?.id, pages.waiting], [40, 1]);
    });

    it("do not take for newer what was asked for before they were loaded anew", async () => {
      await load(250);
      void pages.follow({}, () => false);
      await page.settle();
      const following = host.last("requests");
      void pages.load({ text: "x" });
      await following.answer({ rows: requestRows(251, 100), total: 251, totalExact: true });
      await serve(40);
      assert.deepEqual([pages.row(0)?.id, pages.waiting], [40, 0]);
    });

    it("forget what waits when they are loaded anew", async () => {
      await load(250);
      await comeIn(251, false);
      await load(252);
      assert.deepEqual([pages.row(0)?.id, pages.waiting], [252, 0]);
    });
  });
});
