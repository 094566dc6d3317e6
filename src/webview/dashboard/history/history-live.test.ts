import assert from "node:assert/strict";
import { useLightPage } from "../../../../test/support/dashboard/light-page";
import { inPage, OpenHistory } from "../../../../test/support/dashboard/open-history";
import { requestRows } from "../../../../test/support/dashboard/scripted-host";

describe("the dashboard's history, into which requests come", () => {
  const page = useLightPage();
  let at: OpenHistory;
  const open = (remembered?: unknown): void => void (at = new OpenHistory(page, remembered));
  const pointer = (kind: "enter" | "leave", pointerType = "mouse"): unknown =>
    at.one(".listing").dispatchEvent(new (inPage().PointerEvent)(`pointer${kind}`, { pointerType }));
  const press = (at: Node): unknown => at.dispatchEvent(new (inPage().PointerEvent)("pointerdown", { bubbles: true }));
  const button = (): HTMLElement => at.one(".fresh");
  /** What is first in the list, and what is offered. */
  const shown = (): [string | undefined, string | undefined] => [at.titles[0], at.fresh];

  const begin = async (): Promise<void> => {
    open();
    void at.view.reload();
    await at.serve(500);
  };

  it("takes them in at the top, and only counts them further down", async () => {
    await begin();
    await at.comeIn(501);
    assert.deepEqual([shown(), at.said], [["question 501", undefined], []]);
    at.list.scrollTop = 4_600;
    await at.comeIn(504);
    assert.deepEqual([at.fresh, at.said], ["3 new requests", ["3 new requests"]]);
    button().click();
    assert.deepEqual([at.list.scrollTop, shown()], [0, ["question 504", undefined]]);
  });

  it("moves no row under a pointer, counts on, says it once, and shows all when the pointer has left", async () => {
    await begin();
    pointer("enter");
    await at.comeIn(501);
    await at.comeIn(503);
    assert.deepEqual([shown(), at.said], [["question 500", "3 new requests"], ["1 new request"]]);
    pointer("leave");
    await page.pass(100);
    pointer("enter");
    await page.pass(1_000);
    assert.equal(at.titles[0], "question 500", "it only slipped over the edge");
    pointer("leave");
    await page.pass(1_000);
    assert.deepEqual(shown(), ["question 503", undefined]);
    await at.comeIn(504);
    assert.deepEqual(shown(), ["question 504", undefined]);
  });

  it("moves no row under a pointer that came while they were asked for", async () => {
    await begin();
    await at.hear();
    pointer("enter");
    await at.serve(502);
    assert.deepEqual(shown(), ["question 500", "2 new requests"]);
  });

  it("shows what was still asked for when the pointer left", async () => {
    await begin();
    pointer("enter");
    await at.hear();
    pointer("leave");
    await page.pass(1_000);
    await at.serve(502);
    assert.deepEqual(shown(), ["question 502", undefined]);
  });

  it("takes a finger for being there until it touches elsewhere", async () => {
    await begin();
    pointer("enter", "touch");
    pointer("leave", "touch");
    await page.pass(1_000);
    await at.comeIn(501);
    assert.deepEqual(shown(), ["question 500", "1 new request"]);
    press(at.list);
    await page.pass(1_000);
    assert.equal(at.titles[0], "question 500");
    press(document.body);
    await page.pass(1_000);
    assert.deepEqual(shown(), ["question 501", undefined]);
  });

  it("moves no row while one has the focus, and goes on when it is left", async () => {
    await begin();
    at.list.focus();
    await at.comeIn(501);
    assert.deepEqual(shown(), ["question 501", undefined], "no row is gone to yet");
    at.key("ArrowDown");
    at.key("ArrowDown");
    await at.comeIn(503);
    at.key("ArrowDown");
    assert.deepEqual(
      at.chosen.map(([id]) => id),
      [501, 500, 499],
    );
    assert.deepEqual(shown(), ["question 501", "2 new requests"]);
    at.list.blur();
    await page.pass(1_000);
    assert.deepEqual(shown(), ["question 503", undefined]);
  });

  it("goes on when the row that had the focus is closed", async () => {
    await begin();
    at.list.focus();
    at.key("ArrowDown");
    await at.comeIn(502);
    at.view.select(undefined);
    at.view.focusList();
    await page.pass(1_000);
    assert.deepEqual(shown(), ["question 502", undefined]);
  });

  it("moves no row while something in the list is selected", async () => {
    await begin();
    const title = at.view.node.querySelector(".row-title") as Element;
    document.getSelection()?.selectAllChildren(title);
    await at.comeIn(501);
    assert.deepEqual(shown(), ["question 500", "1 new request"]);
    document.getSelection()?.removeAllRanges();
    await page.pass(1_000);
    assert.deepEqual(shown(), ["question 501", undefined]);
  });

  it("can be shown by keyboard: the button keeps what waits, and leaves the focus to the list", async () => {
    await begin();
    pointer("enter");
    await at.comeIn(501);
    button().focus();
    pointer("leave");
    await page.pass(1_000);
    assert.deepEqual(shown(), ["question 500", "1 new request"]);
    button().click();
    assert.deepEqual([shown(), document.activeElement], [["question 501", undefined], at.list]);
  });

  it("says of very many that they are many", async () => {
    await begin();
    pointer("enter");
    await at.comeIn(9_000);
    assert.equal(at.fresh, "99+ new requests");
  });

  it("shows at once what a filter leaves, and counts only what matches it", async () => {
    await begin();
    pointer("enter");
    await at.comeIn(501);
    await at.search("parse");
    assert.equal(at.host.last("requests").query.filter.text, "parse");
    await at.serve(40);
    assert.deepEqual(shown(), ["question 40", undefined]);
    await at.hear();
    assert.equal(at.host.last("requests").query.filter.text, "parse");
    await at.serve(41);
    assert.deepEqual(shown(), ["question 40", "1 new request"]);
  });

  it("asks for the shown time as it is now", async () => {
    open({ inRange: true });
    void at.view.reload();
    await at.serve(5);
    pointer("enter");
    at.span = { fromMs: 1_500, toMs: 2_500 };
    await at.hear();
    assert.deepEqual(at.host.last("requests").query.filter, at.span);
  });

  it("loses at once what was cleared, and what waited with it", async () => {
    await begin();
    pointer("enter");
    await at.comeIn(501);
    void at.view.changed({ requests: true, states: true, cleared: true });
    await at.serve(0);
    assert.deepEqual([shown(), at.empty], [[undefined, undefined], "No requests yet"]);
    await at.comeIn(1);
    assert.deepEqual(shown(), ["question 1", undefined]);
  });

  it("does not offer as new what has come in with a reload meanwhile", async () => {
    await begin();
    at.list.scrollTop = 4_600;
    await at.hear();
    const counting = at.host.last("requests");
    void at.view.reload(true);
    const reloading = at.host.last("requests");
    await counting.answer({ rows: requestRows(503, 100), total: 503, totalExact: true });
    await reloading.answer({ rows: requestRows(503, 100), total: 503, totalExact: true });
    assert.deepEqual(shown(), ["question 503", undefined]);
  });

  it("says that looking for them failed", async () => {
    await begin();
    at.list.scrollTop = 4_600;
    const counted = at.view.changed({ requests: true, states: false, cleared: false });
    await page.settle();
    await at.host.last("requests").fail("The store is locked.");
    await counted;
    assert.deepEqual(at.failures, ["The store is locked."]);
  });
});
