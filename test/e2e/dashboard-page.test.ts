import assert from "node:assert/strict";
import { justAnswered } from "../support/dashboard/invented-history";
import { DashboardHarnesses, type DashboardHarness } from "../support/dashboard/page-harness";
import { until } from "./fixtures/until";

/** The page's real code in a browser against the host's real session, with an invented service and a history in memory. */
describe("the dashboard's page", function () {
  this.timeout(60_000);
  const harnesses = new DashboardHarnesses();
  after(() => harnesses.closeAll());

  const range = (
    dashboard: DashboardHarness,
  ): Promise<{ kind: string; spanMs?: number; fromMs?: number; toMs?: number }> =>
    dashboard.page.evaluate(
      () => (JSON.parse(sessionStorage.getItem("webview-state") ?? "{}") as { range: { kind: string } }).range,
    );
  const middle = async (
    dashboard: DashboardHarness,
  ): Promise<{ x: number; y: number; width: number; left: number }> => {
    const box = await dashboard.page.locator(".surface").boundingBox();
    assert.ok(box);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width, left: box.x };
  };

  describe("with a day of work", () => {
    let dashboard: DashboardHarness;
    before(async () => {
      dashboard = await harnesses.open();
    });
    afterEach(() =>
      assert.deepEqual(dashboard.problems, [], "the browser found nothing wrong, the content security policy included"),
    );

    it("shows a card, a lane and figures for every endpoint", async () => {
      const { page } = dashboard;
      assert.deepEqual(await page.locator(".card-name").allInnerTexts(), ["openrouter", "vllm-lab", "ollama"]);
      assert.deepEqual(await page.locator(".lane-name").allInnerTexts(), ["openrouter", "vllm-lab", "ollama"]);
      assert.equal(await page.locator(".uplot canvas").count(), 4);
      assert.match(
        (await page.locator(".chart-plot").first().getAttribute("aria-label")) ?? "",
        /^First token: p50 [\d.]+ s, p95 [\d.]+ s$/,
      );
      assert.match(
        (await page.locator(".lane-band").first().getAttribute("aria-label")) ?? "",
        /openrouter: .*closed .*open /,
      );
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
        return {
          done: (now.toMs ?? 0) - (now.fromMs ?? 0) < 6 * 3_600_000 - 600_000 ? now : undefined,
          seen: JSON.stringify(now),
        };
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

    it("trips and resets a breaker, shows the countdown and announces the state", async () => {
      const { page, service } = dashboard;
      const card = page.getByRole("article", { name: "ollama" });
      await card.getByRole("button", { name: "Trip" }).click();
      await card.locator(".card-state", { hasText: /^open · trial in \d+ s$/ }).waitFor();
      assert.equal(await card.getByRole("button", { name: "Trip" }).isDisabled(), true);
      assert.match(await page.locator(".summary").innerText(), /ollama is open/);
      const first = await card.locator(".card-state").innerText();
      await until("the countdown goes on", 5_000, async () => ({
        done: (await card.locator(".card-state").innerText()) !== first || undefined,
      }));
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
      assert.match(
        await page.getByRole("alert").innerText(),
        /Failures in a row that open: enter a whole number from 1 to 1,000/,
      );
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
      await until("the list is filtered", 5_000, async () => ({
        done:
          (await page.locator(".list-row .row-command").allInnerTexts()).every((command) => command === "Analyze") ||
          undefined,
      }));
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
      history.recordRequest(justAnswered("unseen"));
      service.trip("vllm-lab");
      await history.flush();
      await dashboard.page.waitForTimeout(400);
      assert.equal(sent.length, before);
      await dashboard.reload();
      await dashboard.page
        .getByRole("article", { name: "vllm-lab" })
        .locator(".card-state", { hasText: "open" })
        .waitFor();
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
    for (const message of [
      null,
      "trip",
      { type: "act", action: "explode", endpoint: "ollama" },
      { type: "query", id: 1, query: { kind: "requests", filter: {}, offset: -1, limit: 1e9 } },
    ])
      dashboard.receive(message);
    await dashboard.page.evaluate(() => window.postMessage({ type: "live", endpoints: "all" }));
    await dashboard.page.waitForTimeout(200);
    assert.equal(dashboard.sent.length, before);
    assert.deepEqual(dashboard.problems, []);
    assert.deepEqual(dashboard.service.calls, []);
  });

  for (const theme of ["dark", "light", "high-contrast"] as const) {
    it(`changes to ${theme} and draws its pictures anew`, async () => {
      const dashboard = await harnesses.open({ theme: theme === "dark" ? "light" : "dark", reducedMotion: true });
      const picture = (): Promise<string> =>
        dashboard.page
          .locator(".uplot canvas")
          .last()
          .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
      const before = await picture();
      await dashboard.setTheme(theme);
      await until("the canvas has other colours", 5_000, async () => ({
        done: (await picture()) !== before || undefined,
      }));
      assert.deepEqual(dashboard.problems, []);
    });
  }
});
