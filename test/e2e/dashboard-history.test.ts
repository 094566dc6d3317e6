import assert from "node:assert/strict";
import type { RequestPage, RequestPageQuery, RequestSummary } from "../../src/core/history/types";
import { historyWith } from "../support/dashboard/history-with";
import { justAnswered } from "../support/dashboard/invented-history";
import { DashboardHarnesses, type DashboardHarness } from "../support/dashboard/page-harness";
import { until } from "./fixtures/until";

/** The list of requests and the way of one, in the page's real code against the host's real session. */
describe("the history on the dashboard's page", function () {
  this.timeout(60_000);
  const harnesses = new DashboardHarnesses();
  after(() => harnesses.closeAll());

  const rows = (dashboard: DashboardHarness): Promise<string[]> =>
    dashboard.page.locator(".list-row .row-title").allInnerTexts();

  describe("with a day of work", () => {
    let dashboard: DashboardHarness;
    before(async () => {
      dashboard = await harnesses.open();
    });
    afterEach(() =>
      assert.deepEqual(dashboard.problems, [], "the browser found nothing wrong, the content security policy included"),
    );

    it("finds, filters and clears", async () => {
      const { page } = dashboard;
      await page.getByRole("searchbox").fill("ringbuf");
      const found = await until("the list shows what was searched", 5_000, async () => {
        const shown = await rows(dashboard);
        return {
          done: shown.length > 0 && shown.every((title) => title === "class RingBuffer") ? shown : undefined,
          seen: shown.join(),
        };
      });
      assert.ok(found.length > 1);
      await page.getByLabel("Outcome").selectOption("failure");
      await page.getByText("No request matches").waitFor();
      await page.getByRole("button", { name: "Clear filters" }).click();
      await page.locator(".list-row .row-title", { hasText: "tar" }).first().waitFor();
      assert.equal(await page.getByRole("searchbox").inputValue(), "");
    });

    it("goes through the list by keys and draws the way of a request", async () => {
      const { page } = dashboard;
      const list = page.getByRole("listbox");
      await list.focus();
      await page.keyboard.press("Home");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      assert.equal(await list.getByRole("option", { selected: true }).getAttribute("aria-posinset"), "3");
      await page.locator(".detail .way-bar").first().waitFor();
      const title = await list.getByRole("option", { selected: true }).locator(".row-title").innerText();
      await page.locator(".detail-title", { hasText: title }).waitFor();
      await page.keyboard.press("End");
      await until("the last row is selected", 5_000, async () => {
        const last = await list
          .getByRole("option", { selected: true })
          .evaluate((node) => node.getAttribute("aria-posinset") === node.getAttribute("aria-setsize"))
          .catch(() => false);
        return { done: last || undefined };
      });
      await page.getByRole("button", { name: "Copy Way" }).click();
      await page.getByRole("button", { name: "Ask Again" }).click();
      await until("the host was asked", 5_000, async () => ({ done: dashboard.done.length >= 2 || undefined }));
      assert.match(dashboard.done[0] ?? "", /^copy .*\n.*\+0\.0 s {2}\w+/);
      assert.match(dashboard.done[1] ?? "", /^again \d+$/);
      await page.locator(".detail").press("Escape");
      await page.locator(".detail").waitFor({ state: "hidden" });
    });

    it("stays closed when a detail is closed right after a key moved on", async () => {
      const { page } = dashboard;
      const list = page.getByRole("listbox");
      await list.focus();
      await page.keyboard.press("Home");
      await page.locator(".detail .way-bar").first().waitFor();
      await page.evaluate(() => {
        const key = (selector: string, name: string): void =>
          void document
            .querySelector(selector)
            ?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
        key('[role="listbox"]', "ArrowDown");
        key(".detail", "Escape");
      });
      await page.waitForTimeout(400);
      assert.equal(await page.locator(".detail").isVisible(), false);
      assert.equal(await list.getByRole("option", { selected: true }).count(), 0);
    });

    it("closes by Escape after what had the focus was replaced by the next request", async () => {
      const { page } = dashboard;
      await page.locator(".list-row").nth(1).click();
      await page.getByRole("button", { name: "Copy Way" }).focus();
      const title = await page.locator(".list-row").nth(3).locator(".row-title").innerText();
      await page.evaluate(() =>
        document
          .querySelectorAll<HTMLElement>(".list-row")[3]
          ?.dispatchEvent(new MouseEvent("click", { bubbles: true })),
      );
      await page.locator(".detail-title", { hasText: title }).waitFor();
      await page.keyboard.press("Escape");
      await page.locator(".detail").waitFor({ state: "hidden", timeout: 2_000 });
    });

    it("shows new requests at once, and only counts them while one reads further down", async () => {
      const { page, history } = dashboard;
      await page.locator(".timeline").hover();
      await page.getByRole("listbox").evaluate((list) => (list.scrollTop = 0));
      history.recordRequest(justAnswered("a fresh question"));
      await page.locator(".list-row .row-title", { hasText: "a fresh question" }).waitFor();
      await page.getByRole("listbox").evaluate((list) => (list.scrollTop = 4000));
      const read = page.locator('.list-row[aria-posinset="90"] .row-title');
      const before = await read.innerText();
      history.recordRequest(justAnswered("another fresh question"));
      await page.getByRole("button", { name: "1 new request" }).waitFor();
      assert.equal(await read.innerText(), before, "what is read does not move");
      await page.getByRole("button", { name: "1 new request" }).click();
      await page.locator(".list-row .row-title", { hasText: "another fresh question" }).waitFor();
    });

    it("keeps the selection where it is read while new requests push it down", async () => {
      const { page, history } = dashboard;
      const list = page.getByRole("listbox");
      await list.evaluate((node) => (node.scrollTop = 0));
      await page.locator('.list-row[aria-posinset="2"]').click();
      const label = await page.locator(".list-row.selected").getAttribute("aria-label");
      // Away from the list, with pointer and focus.
      await page.locator(".detail-title").hover();
      await page.getByRole("button", { name: "Close" }).focus();
      history.recordRequest(justAnswered("one more on top"));
      await page.locator('.list-row[aria-posinset="1"]', { hasText: "one more on top" }).waitFor();
      assert.equal(await page.locator('.list-row.selected[aria-posinset="3"]').getAttribute("aria-label"), label);
      await page.getByRole("button", { name: "Close" }).click();
    });

    it("brings the way of a request into sight where it stands below the list", async () => {
      const { page } = dashboard;
      await page.setViewportSize({ width: 900, height: 700 });
      await page.getByRole("listbox").scrollIntoViewIfNeeded();
      await page.locator(".list-row").nth(2).click();
      await until("the whole of it is in sight", 5_000, async () => {
        const box = await page.locator(".detail").boundingBox();
        return { done: (box && box.y >= -1 && box.y + box.height <= 701) || undefined, seen: JSON.stringify(box) };
      });
      // The browser of this test would scroll back by itself; the editor's page begins at its top.
      await page.evaluate(() => (history.scrollRestoration = "manual"));
      await dashboard.reload();
      await page.locator(".detail .way-bar").first().waitFor();
      assert.equal(await page.evaluate(() => window.scrollY), 0, "what is only restored is not brought into sight");
      await page.locator(".detail").press("Escape");
      await page.setViewportSize({ width: 1280, height: 800 });
    });

    it("never takes a text for HTML", async () => {
      const { page, history } = dashboard;
      const evil = "<img src=x onerror=\"document.title='hacked'\"><b>bold</b>";
      history.recordRequest(
        justAnswered(evil, { command: evil, content: evil, messages: [{ role: "user", content: evil }] }),
      );
      await page.locator(".list-row .row-title", { hasText: "onerror" }).first().click();
      await page.locator(".detail summary").first().click();
      await page.locator(".detail pre", { hasText: "onerror" }).first().waitFor();
      assert.equal(await page.locator("img, .row-title b, .detail b").count(), 0);
      assert.equal(await page.title(), "Dashboard");
      await page.getByRole("button", { name: "Close" }).click();
    });
  });

  it("explains an empty history", async () => {
    const dashboard = await harnesses.open({ fill: () => undefined });
    await dashboard.page.getByText("No requests yet").waitFor();
    await dashboard.page.getByText("There are no requests in the history yet.").waitFor();
    await dashboard.page.getByRole("tab", { name: "State changes" }).click();
    await dashboard.page.getByText("No state changes").waitFor();
    assert.deepEqual(dashboard.problems, []);
  });

  it("scrolls through a million requests, which no element is high enough for", async () => {
    const many = 1_000_000;
    const summary = (place: number): RequestSummary => ({
      id: many - place,
      command: "Ask",
      title: `question ${place}`,
      startedAt: Date.now() - place * 1000,
      durationMs: 20,
      outcome: "success",
      attempts: [],
    });
    const dashboard = await harnesses.open({
      instead: (history) =>
        historyWith(history, {
          listRequests: ({ offset = 0, limit }: RequestPageQuery): Promise<RequestPage> =>
            Promise.resolve({
              total: many,
              totalExact: true,
              rows: Array.from({ length: Math.min(limit, many - offset) }, (_, at) => summary(offset + at)),
            }),
        }),
    });
    const { page } = dashboard;
    const list = page.getByRole("listbox");
    const shown = (title: string) => page.locator(".list-row .row-title").getByText(title, { exact: true }).waitFor();
    await shown("question 0");
    await list.focus();
    await page.keyboard.press("End");
    await shown("question 999999");
    await page.locator(".list-row.selected .row-title", { hasText: "question 999999" }).waitFor();
    assert.ok((await page.locator(".list-row").count()) < 60, "only what is visible exists");
    await until("the last row stands at the lower edge", 5_000, async () => {
      const [box, last] = [await list.boundingBox(), await page.locator(".list-row.selected").boundingBox()];
      return {
        done: (box && last && Math.abs(box.y + box.height - (last.y + last.height)) < 4) || undefined,
        seen: JSON.stringify({ box, last }),
      };
    });
    await page.keyboard.press("ArrowUp");
    await page.locator(".list-row.selected .row-title", { hasText: "question 999998" }).waitFor();
    await list.evaluate((node) => (node.scrollTop = (node.scrollHeight - node.clientHeight) / 2));
    await until("the rows of the middle are there", 5_000, async () => {
      const titles = await rows(dashboard);
      return {
        done: titles.some((title) => Math.abs(Number(title.split(" ")[1]) - 500_000) < 50) || undefined,
        seen: titles.join(),
      };
    });
    await page.keyboard.press("Home");
    await shown("question 0");
    assert.deepEqual(dashboard.problems, []);
  });
});
