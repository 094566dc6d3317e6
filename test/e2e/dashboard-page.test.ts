import assert from "node:assert/strict";
import type { HistoryStore, RequestEntry, RequestPage, RequestPageQuery, RequestSummary } from "../../src/core/history/types";
import { DashboardHarnesses, type DashboardHarness } from "../support/dashboard/page-harness";
import { until } from "./fixtures/until";

/** The page's real code in a browser against the host's real session, with an invented service and a history in memory. */
describe("the dashboard's page", function () {
  this.timeout(60_000);
  const harnesses = new DashboardHarnesses();
  after(() => harnesses.closeAll());

  const range = (dashboard: DashboardHarness): Promise<{ kind: string; spanMs?: number; fromMs?: number; toMs?: number }> =>
    dashboard.page.evaluate(() => (JSON.parse(sessionStorage.getItem("webview-state") ?? "{}") as { range: { kind: string } }).range);
  const rows = (dashboard: DashboardHarness): Promise<string[]> => dashboard.page.locator(".list-row .row-title").allInnerTexts();
  const entry = (title: string, more: Partial<RequestEntry> = {}): RequestEntry => ({
    command: "Ask", title, startedAt: Date.now() - 1500, durationMs: 1400, ttftMs: 300, outcome: "success", endpoint: "ollama", model: "llama3.2",
    attempts: [{ endpoint: "ollama", step: 0, startedAt: Date.now() - 1500, durationMs: 1400, ttftMs: 300, outcome: "success", model: "llama3.2" }],
    messages: [{ role: "user", content: title }], content: "An answer.", ...more,
  });
  const middle = async (dashboard: DashboardHarness): Promise<{ x: number; y: number; width: number; left: number }> => {
    const box = await dashboard.page.locator(".surface").boundingBox();
    assert.ok(box);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width, left: box.x };
  };

  describe("with a day of work", () => {
    let dashboard: DashboardHarness;
    before(async () => {
      dashboard = await harnesses.open();
    });
    afterEach(() => assert.deepEqual(dashboard.problems, [], "the browser found nothing wrong, the content security policy included"));

    it("shows a card, a lane and figures for every endpoint", async () => {
      const { page } = dashboard;
      assert.deepEqual(await page.locator(".card-name").allInnerTexts(), ["openrouter", "vllm-lab", "ollama"]);
      assert.deepEqual(await page.locator(".lane-name").allInnerTexts(), ["openrouter", "vllm-lab", "ollama"]);
      assert.equal(await page.locator(".uplot canvas").count(), 4);
      assert.match(await page.locator(".chart-plot").first().getAttribute("aria-label") ?? "", /^First token: p50 [\d.]+ s, p95 [\d.]+ s$/);
      assert.match(await page.locator(".lane-band").first().getAttribute("aria-label") ?? "", /openrouter: .*closed .*open /);
    });

    it("zooms by presets, by dragging, by the wheel and by keys, and comes back to live", async () => {
      const { page } = dashboard;
      await page.getByRole("button", { name: "last 24 hours" }).click();
      assert.deepEqual(await range(dashboard), { kind: "live", spanMs: 86_400_000 });

      const { x, y, width, left } = await middle(dashboard);
      await page.mouse.move(left + width * 0.25, y);
      await page.mouse.down();
      await page.mouse.move(left + width * 0.4, y, { steps: 4 });
      await page.mouse.move(left + width * 0.5, y, { steps: 4 });
      await page.mouse.up();
      const drawn = await range(dashboard);
      assert.equal(drawn.kind, "fixed");
      assert.ok(Math.abs((drawn.toMs ?? 0) - (drawn.fromMs ?? 0) - 6 * 3_600_000) < 300_000, "a quarter of the day");

      await page.mouse.move(x, y);
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -200);
      await page.keyboard.up("Control");
      const closer = await until("the wheel zooms", 5_000, async () => {
        const now = await range(dashboard);
        return { done: (now.toMs ?? 0) - (now.fromMs ?? 0) < 6 * 3_600_000 - 600_000 ? now : undefined, seen: JSON.stringify(now) };
      });
      await page.locator(".surface").focus();
      await page.keyboard.press("ArrowLeft");
      assert.ok(((await range(dashboard)).fromMs ?? 0) < (closer.fromMs ?? 0), "moved to earlier");
      await page.keyboard.press("l");
      assert.equal((await range(dashboard)).kind, "live");
      await page.keyboard.press("2");
      assert.deepEqual(await range(dashboard), { kind: "live", spanMs: 3_600_000 });
    });

    it("says what was at the time under the pointer, in all pictures at once", async () => {
      const { page } = dashboard;
      const { left, width, y } = await middle(dashboard);
      await page.mouse.move(left + width * 0.3, y);
      const tooltip = await page.locator(".tooltip").innerText();
      assert.match(tooltip, /openrouter\s+(closed|open)/);
      assert.match(tooltip, /ollama\s+closed/);
      assert.equal(await page.locator(".crosshair").isVisible(), true);
      await page.mouse.move(5, 5);
      assert.equal(await page.locator(".tooltip").isVisible(), false);
    });

    it("finds, filters and clears", async () => {
      const { page } = dashboard;
      await page.getByRole("searchbox").fill("ringbuf");
      const found = await until("the list shows what was searched", 5_000, async () => {
        const shown = await rows(dashboard);
        return { done: shown.length > 0 && shown.every((title) => title === "class RingBuffer") ? shown : undefined, seen: shown.join() };
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
        const last = await list.getByRole("option", { selected: true }).evaluate((node) => node.getAttribute("aria-posinset") === node.getAttribute("aria-setsize")).catch(() => false);
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
        const key = (selector: string, name: string): void => void document.querySelector(selector)?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
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
      await page.evaluate(() => document.querySelectorAll<HTMLElement>(".list-row")[3]?.dispatchEvent(new MouseEvent("click", { bubbles: true })));
      await page.locator(".detail-title", { hasText: title }).waitFor();
      await page.keyboard.press("Escape");
      await page.locator(".detail").waitFor({ state: "hidden", timeout: 2_000 });
    });

    it("shows new requests at once, and only counts them while one reads further down", async () => {
      const { page, history } = dashboard;
      await page.getByRole("listbox").evaluate((list) => (list.scrollTop = 0));
      history.recordRequest(entry("a fresh question"));
      await page.locator(".list-row .row-title", { hasText: "a fresh question" }).waitFor();
      await page.getByRole("listbox").evaluate((list) => (list.scrollTop = 4000));
      const read = page.locator('.list-row[aria-posinset="90"] .row-title');
      const before = await read.innerText();
      history.recordRequest(entry("another fresh question"));
      await page.getByRole("button", { name: "1 new" }).waitFor();
      assert.equal(await read.innerText(), before, "what is read does not move");
      await page.getByRole("button", { name: "1 new" }).click();
      await page.locator(".list-row .row-title", { hasText: "another fresh question" }).waitFor();
    });

    it("keeps the selection where it is read while new requests push it down", async () => {
      const { page, history } = dashboard;
      const list = page.getByRole("listbox");
      await list.evaluate((node) => (node.scrollTop = 0));
      await page.locator('.list-row[aria-posinset="4"]').click();
      const label = await page.locator(".list-row.selected").getAttribute("aria-label");
      history.recordRequest(entry("one more on top"));
      await page.locator('.list-row[aria-posinset="1"]', { hasText: "one more on top" }).waitFor();
      assert.equal(await page.locator('.list-row.selected[aria-posinset="5"]').getAttribute("aria-label"), label);
      await page.getByRole("button", { name: "Close" }).click();
    });

    it("never takes a text for HTML", async () => {
      const { page, history } = dashboard;
      const evil = '<img src=x onerror="document.title=\'hacked\'"><b>bold</b>';
      history.recordRequest(entry(evil, { command: evil, content: evil, messages: [{ role: "user", content: evil }] }));
      await page.locator(".list-row .row-title", { hasText: "onerror" }).first().click();
      await page.locator(".detail summary").first().click();
      await page.locator(".detail pre", { hasText: "onerror" }).first().waitFor();
      assert.equal(await page.locator("img, .row-title b, .detail b").count(), 0);
      assert.equal(await page.title(), "Dashboard");
      await page.getByRole("button", { name: "Close" }).click();
    });

    it("trips and resets a breaker, shows the countdown and announces the state", async () => {
      const { page, service } = dashboard;
      const card = page.getByRole("article", { name: "ollama" });
      await card.getByRole("button", { name: "Trip" }).click();
      await card.locator(".card-state", { hasText: /^open · trial in \d+ s$/ }).waitFor();
      assert.equal(await card.getByRole("button", { name: "Trip" }).isDisabled(), true);
      assert.match(await page.locator(".summary").innerText(), /ollama is open/);
      const first = await card.locator(".card-state").innerText();
      await until("the countdown goes on", 5_000, async () => ({ done: (await card.locator(".card-state").innerText()) !== first || undefined }));
      await card.getByRole("button", { name: "Try Now" }).click();
      await card.locator(".card-state", { hasText: "half-open" }).waitFor();
      await card.getByRole("button", { name: "Reset" }).click();
      await card.locator(".card-state", { hasText: /^closed$/ }).waitFor();
      assert.deepEqual(service.calls, ["trip ollama", "trial ollama", "reset ollama"]);
      await until("a screen reader is told", 5_000, async () => {
        const told = await page.locator("[aria-live]").innerText();
        return { done: /ollama (is closed|was reset)/.test(told) || undefined, seen: told };
      });
    });

    it("edits thresholds and says what is wrong with a value", async () => {
      const { page } = dashboard;
      const card = page.getByRole("article", { name: "openrouter" });
      await card.getByRole("button", { name: "Thresholds" }).click();
      const field = page.getByLabel("Failures in a row that open");
      await field.fill("0");
      await page.getByRole("button", { name: "Save" }).click();
      assert.match(await page.getByRole("alert").innerText(), /Failures in a row that open: enter a whole number from 1 to 1,000/);
      await field.fill("7");
      await page.getByRole("button", { name: "Save" }).click();
      await page.locator("dialog").waitFor({ state: "detached" });
      await card.locator(".card-streak", { hasText: "0 of 7" }).waitFor();
    });

    it("simulates an outage, says so loudly, and ends it", async () => {
      const { page } = dashboard;
      await page.getByRole("article", { name: "ollama" }).getByRole("button", { name: "Simulate" }).click();
      await page.getByLabel(/^Hang/).check();
      await page.getByRole("button", { name: "Start" }).click();
      await page.locator(".banner-text", { hasText: /^Simulated outage: ollama hangs for another/ }).waitFor();
      await page.getByRole("button", { name: "End Simulation" }).click();
      await page.locator(".banner").waitFor({ state: "hidden" });
    });

    it("shows the same as tables", async () => {
      const { page } = dashboard;
      await page.getByRole("button", { name: "Table" }).click();
      const tables = page.getByRole("region", { name: "Figures by time" });
      assert.ok((await tables.locator("table").first().locator("tbody tr").count()) > 10);
      assert.match(await tables.locator("table").nth(1).locator("tbody").innerText(), /openrouter\s+open/);
      await page.getByRole("button", { name: "Table" }).click();
      assert.equal(await page.locator(".pictures").isVisible(), true);
    });

    it("lists the changes of state and shows the time around one", async () => {
      const { page } = dashboard;
      await page.getByRole("tab", { name: "State changes" }).click();
      const row = page.locator(".transitions tr", { hasText: "vllm-lab" }).first();
      assert.match(await row.innerText(), /half-open\s*→\s*closed\s+trial succeeded/);
      await row.getByRole("button").click();
      const shown = await range(dashboard);
      assert.equal((shown.toMs ?? 0) - (shown.fromMs ?? 0), 600_000);
      assert.equal(await page.getByLabel("Figures of").inputValue(), "vllm-lab");
      await page.getByRole("tab", { name: "Requests" }).click();
    });

    it("keeps range, filters and the chosen request over a reload", async () => {
      const { page } = dashboard;
      await page.getByRole("button", { name: "last seven days" }).click();
      await page.getByLabel("Figures of").selectOption("ollama");
      await page.getByLabel("Command", { exact: true }).selectOption("Analyze");
      await until("the list is filtered", 5_000, async () => ({ done: (await page.locator(".list-row .row-command").allInnerTexts()).every((command) => command === "Analyze") || undefined }));
      const asked = await page.locator(".list-row").nth(2).locator(".row-title").innerText();
      await page.locator(".list-row").nth(2).click();
      await page.locator(".detail-title", { hasText: asked }).waitFor();
      const title = await page.locator(".detail-title").innerText();
      await dashboard.reload();
      assert.equal(await page.getByRole("button", { name: "last seven days" }).getAttribute("aria-pressed"), "true");
      assert.equal(await page.getByLabel("Figures of").inputValue(), "ollama");
      assert.equal(await page.getByLabel("Command", { exact: true }).inputValue(), "Analyze");
      assert.equal(await page.locator(".detail-title").innerText(), title);
      await page.locator(".list-row.selected").waitFor();
    });

    it("is told nothing while it is hidden", async () => {
      const { history, service, sent } = dashboard;
      dashboard.hide();
      const before = sent.length;
      history.recordRequest(entry("unseen"));
      service.trip("vllm-lab");
      await history.flush();
      await dashboard.page.waitForTimeout(400);
      assert.equal(sent.length, before);
      await dashboard.reload();
      await dashboard.page.getByRole("article", { name: "vllm-lab" }).locator(".card-state", { hasText: "open" }).waitFor();
    });
  });

  it("is told at most ten times a second, whatever happens", async () => {
    const dashboard = await harnesses.open();
    const before = dashboard.sent.length;
    const end = Date.now() + 1000;
    while (Date.now() < end) {
      for (let i = 0; i < 20; i++) dashboard.service.tell({ type: "status", endpoint: "ollama" });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const told = dashboard.sent.slice(before).filter(({ type }) => type === "live").length;
    assert.ok(told >= 5 && told <= 11, `${told} messages in a second`);
  });

  it("ignores messages that are none of its own", async () => {
    const dashboard = await harnesses.open();
    const before = dashboard.sent.length;
    for (const message of [null, "trip", { type: "act", action: "explode", endpoint: "ollama" }, { type: "query", id: 1, query: { kind: "requests", filter: {}, offset: -1, limit: 1e9 } }]) dashboard.receive(message);
    await dashboard.page.evaluate(() => window.postMessage({ type: "live", endpoints: "all" }));
    await dashboard.page.waitForTimeout(200);
    assert.equal(dashboard.sent.length, before);
    assert.deepEqual(dashboard.problems, []);
    assert.deepEqual(dashboard.service.calls, []);
  });

  it("explains an empty history", async () => {
    const dashboard = await harnesses.open({ fill: () => undefined });
    await dashboard.page.getByText("No requests yet").waitFor();
    await dashboard.page.getByText("No requests in this time.").waitFor();
    await dashboard.page.getByRole("tab", { name: "State changes" }).click();
    await dashboard.page.getByText("No state changes").waitFor();
    assert.deepEqual(dashboard.problems, []);
  });

  it("scrolls through a million requests, which no element is high enough for", async () => {
    const many = 1_000_000;
    const summary = (place: number): RequestSummary => ({ id: many - place, command: "Ask", title: `question ${place}`, startedAt: Date.now() - place * 1000, durationMs: 20, outcome: "success", attempts: [] });
    const dashboard = await harnesses.open({
      instead: (history) => Object.assign(Object.create(history) as HistoryStore, {
        listRequests: ({ offset = 0, limit }: RequestPageQuery): Promise<RequestPage> =>
          Promise.resolve({ total: many, totalExact: true, rows: Array.from({ length: Math.min(limit, many - offset) }, (_, at) => summary(offset + at)) }),
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
      return { done: (box && last && Math.abs(box.y + box.height - (last.y + last.height)) < 4) || undefined, seen: JSON.stringify({ box, last }) };
    });
    await page.keyboard.press("ArrowUp");
    await page.locator(".list-row.selected .row-title", { hasText: "question 999998" }).waitFor();
    await list.evaluate((node) => (node.scrollTop = (node.scrollHeight - node.clientHeight) / 2));
    await until("the rows of the middle are there", 5_000, async () => {
      const titles = await rows(dashboard);
      return { done: titles.some((title) => Math.abs(Number(title.split(" ")[1]) - 500_000) < 50) || undefined, seen: titles.join() };
    });
    await page.keyboard.press("Home");
    await shown("question 0");
    assert.deepEqual(dashboard.problems, []);
  });

  for (const theme of ["dark", "light", "high-contrast"] as const) {
    it(`changes to ${theme} and draws its pictures anew`, async () => {
      const dashboard = await harnesses.open({ theme: theme === "dark" ? "light" : "dark", reducedMotion: true });
      const picture = (): Promise<string> => dashboard.page.locator(".uplot canvas").last().evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
      const before = await picture();
      await dashboard.setTheme(theme);
      await until("the canvas has other colours", 5_000, async () => ({ done: (await picture()) !== before || undefined }));
      assert.deepEqual(dashboard.problems, []);
    });
  }
});
