import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { CHANGE_REASONS } from "../../src/host/dashboard/texts";
import { speak, type Translations } from "../../src/core/l10n/t";
import { answering, AnswerPages, done, headOf, type AnswerPage } from "../support/answer/page-harness";
import { DashboardHarnesses, type DashboardHarness } from "../support/dashboard/page-harness";
import { takePicture } from "./fixtures/screenshots";

/** The pages in the languages that are not English: whole, nothing cut off, nothing left in English. Pictures to look at, too. */
for (const language of ["de", "zh-cn"]) {
  describe(`the pages in ${language}`, function () {
    this.timeout(60_000);
    const texts = JSON.parse(readFileSync(`l10n/bundle.l10n.${language}.json`, "utf8")) as Translations;
    const dashboards = new DashboardHarnesses();
    const answers = new AnswerPages();
    let dashboard: DashboardHarness;
    let answer: AnswerPage;
    before(async () => {
      speak(language, texts);
      dashboard = await dashboards.open();
      answer = await answers.open({ theme: "light" });
    });
    after(async () => {
      speak("en", undefined);
      await dashboards.closeAll();
      await answers.closeAll();
    });
    const said = (english: string): string => texts[english] ?? english;

    it("are marked as such, for those who read aloud", async () => {
      for (const { page } of [dashboard, answer])
        assert.equal(await page.evaluate(() => document.documentElement.lang), language);
    });

    it("show the dashboard, wide and narrow, with a request's way and both dialogs", async () => {
      const { page } = dashboard;
      await page.getByRole("button", { name: said("last 24 hours") }).click();
      await page.locator(".list-row").nth(9).click();
      await page.locator(".detail .way-bar").first().waitFor();
      for (const [size, width, height] of [
        ["wide", 1360, 1500],
        ["middle", 1130, 900],
        ["narrow", 480, 1700],
        ["slim", 350, 900],
      ] as const) {
        await page.setViewportSize({ width, height });
        await page.waitForTimeout(300);
        await takePicture(page, `60-${language}-dashboard-${size}`);
        await assertWhole(page, size);
        assert.deepEqual(await leftInEnglish(page, texts), [], size);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.locator(".detail").press("Escape");
      for (const dialog of ["Thresholds…", "Simulate…"]) {
        await page
          .getByRole("article", { name: "ollama" })
          .getByRole("button", { name: said(dialog).replace("…", "") })
          .click();
        await page.getByRole("dialog").waitFor();
        await takePicture(page, `61-${language}-${dialog.slice(0, 8).toLowerCase()}`);
        await assertWhole(page, dialog);
        assert.deepEqual(await leftInEnglish(page, texts), [], dialog);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
      }
      await page.getByRole("button", { name: said("Table"), exact: true }).click();
      await page.getByRole("tab", { name: said("State changes") }).click();
      await page.locator(".transitions tr").first().waitFor();
      await takePicture(page, `62-${language}-tables`);
      await assertWhole(page, "tables");
      // Every column of figures is in sight.
      assert.equal(await page.locator(".tables").evaluate((tables) => tables.scrollWidth - tables.clientWidth), 0);
      assert.deepEqual(await leftInEnglish(page, texts), [], "tables");
      assert.deepEqual(dashboard.problems, []);
    });

    it("show an answer, wide and narrow, while it runs and when it has ended or failed", async () => {
      const { page } = answer;
      const head = { replace: said("Replace Selection"), place: "replaceable" as const };
      const failed = {
        phase: "failed" as const,
        message: said("No endpoint could answer."),
        lines: [{ endpoint: "ollama", text: "ollama", nextTryInMs: 42_000 }],
        actions: ["Try Now", "Set API Key…", "Use the Editor's Models", "Show Log"].map((label, index) => ({
          label: said(label),
          primary: index === 0,
        })),
      };
      await answer.send({
        type: "composer",
        composer: {
          target: { label: said("Auto"), detail: said("The chain of endpoints answers: the first one that can.") },
          chips: [{ id: "1", kind: "selection", label: "main.ts:3–9", detail: "src/main.ts" }],
          queued: ["Why?"],
          badSettings: said("bad settings"),
        },
      });
      for (const [size, width] of [
        ["wide", 900],
        ["narrow", 420],
        ["slim", 300],
      ] as const) {
        await page.setViewportSize({ width, height: 700 });
        for (const [phase, status] of [
          ["runs", answering],
          ["ended", done],
          ["failed", failed],
        ] as const) {
          await answer.send({
            type: "show",
            head: { ...headOf(status), ...head, way: [] },
            text: "1\n\n```ts\nconst a = 1;\n```\n",
            discarded: [{ text: "2", reason: said("stalled") }],
          });
          await answer.settled();
          await takePicture(page, `63-${language}-answer-${phase}-${size}`);
          await assertWhole(page, `${phase}, ${size}`);
          assert.deepEqual(await leftInEnglish(page, texts), [], phase);
        }
      }
      assert.deepEqual(answer.problems, []);
    });
  });
}

/** Nothing sticks out of the page, and no button, label or head of a table is cut off or runs out of its box. */
async function assertWhole(page: Page, where: string): Promise<void> {
  const cut = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const found = scrollWidth > clientWidth ? [`the page, by ${scrollWidth - clientWidth} px`] : [];
    for (const node of document.querySelectorAll("button, label, th, dt, legend, select, .card-state")) {
      if (!(node instanceof HTMLElement) || node.offsetParent === null) continue;
      const over = node.scrollWidth - node.clientWidth;
      if (node.clientWidth > 0 && over > 1) found.push(`${node.tagName} “${node.textContent}”, by ${over} px`);
    }
    return found;
  });
  assert.deepEqual(cut, [], where);
}

/** Texts on the page, and names for those who cannot see it, that stand there in English although they are translated. */
async function leftInEnglish(page: Page, texts: Translations): Promise<string[]> {
  const shown = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (walker.nextNode())
      if (walker.currentNode.parentElement?.closest("script, style") === null)
        found.push(walker.currentNode.nodeValue ?? "");
    for (const node of document.querySelectorAll("[title], [aria-label], [placeholder]"))
      for (const name of ["title", "aria-label", "placeholder"]) found.push(node.getAttribute(name) ?? "");
    return found.map((text) => text.trim()).filter((text) => text !== "");
  });
  // What the host's side says in constants is as it was when this process began. Words that are the same in both languages are no matter.
  const constants: string[] = Object.values(CHANGE_REASONS);
  const translated = new Set(Object.entries(texts).flatMap(([english, text]) => (text === english ? [] : [english])));
  return [...new Set(shown)].filter((text) => translated.has(text) && !constants.includes(text));
}
