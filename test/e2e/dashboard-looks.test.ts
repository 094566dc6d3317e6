import assert from "node:assert/strict";
import { DashboardHarnesses, type DashboardHarness } from "../support/dashboard/page-harness";
import { assertAccessible } from "./fixtures/accessibility";
import { takePicture } from "./fixtures/screenshots";

/** Pictures to look at, and what a machine can say about who could not. */
describe("the looks of the dashboard's page", function () {
  this.timeout(60_000);
  const harnesses = new DashboardHarnesses();
  let dashboard: DashboardHarness;
  before(async () => {
    dashboard = await harnesses.open();
  });
  after(() => harnesses.closeAll());
  afterEach(() =>
    assert.deepEqual(dashboard.problems, [], "the browser found nothing wrong, the content security policy included"),
  );

  it("looks well and is accessible in every theme, wide and narrow, with a request's way drawn", async () => {
    const { page } = dashboard;
    await page.getByRole("button", { name: "last 24 hours" }).click();
    await page.getByLabel("Figures of").selectOption("");
    await page.locator(".list-row").nth(9).click();
    await page.locator(".detail .way-bar").first().waitFor();
    for (const [size, width, height] of [
      ["wide", 1360, 1500],
      ["middle", 1130, 900],
      ["narrow", 480, 1700],
      ["slim", 350, 900],
    ] as const) {
      await page.setViewportSize({ width, height });
      for (const theme of ["light", "high-contrast", "high-contrast-light", "dark"] as const) {
        await dashboard.setTheme(theme);
        await page.waitForTimeout(300);
        assert.equal(
          await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth),
          false,
          "nothing sticks out at the side",
        );
        await assertAccessible(page, `${size}, ${theme}`);
        await takePicture(page, `30-dashboard-day-${size}-${theme}`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.locator(".detail").press("Escape");
  });

  it("is accessible with a dialog, an open breaker, a simulation, tables and the changes of state", async () => {
    const { page } = dashboard;
    const card = page.getByRole("article", { name: "ollama" });
    for (const theme of ["light", "high-contrast", "dark"] as const) {
      await dashboard.setTheme(theme);
      for (const dialog of ["Thresholds", "Simulate"]) {
        await card.getByRole("button", { name: dialog }).click();
        await page.getByRole("dialog").waitFor();
        await assertAccessible(page, `${dialog}, ${theme}`);
        await takePicture(page, `31-dashboard-${dialog.toLowerCase()}-${theme}`);
        if (dialog === "Thresholds") await page.keyboard.press("Escape");
        else await page.getByRole("button", { name: "Start" }).click();
        await page.getByRole("dialog").waitFor({ state: "detached" });
      }
      await card.getByRole("button", { name: "Trip" }).click();
      await card.locator(".card-state", { hasText: /^open/ }).waitFor();
      await page.getByRole("button", { name: "Table" }).click();
      await page.getByRole("tab", { name: "State changes" }).click();
      await page.locator(".transitions tr").first().waitFor();
      assert.equal(
        await page.locator(".tables").evaluate((tables) => tables.scrollWidth > tables.clientWidth),
        false,
        "every column of figures is in sight",
      );
      await assertAccessible(page, `open, ${theme}`);
      await takePicture(page, `32-dashboard-tables-${theme}`);
      await page.getByRole("button", { name: "End Simulation" }).click();
      await card.getByRole("button", { name: "Reset" }).click();
      await page.getByRole("button", { name: "Table" }).click();
      await page.getByRole("tab", { name: "Requests" }).click();
    }
  });
});
