import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Composer } from "../../src/core/messages/answer";
import type { AnswerStatus } from "../../src/core/messages/turn";
import { answering, AnswerPages, done, headOf, type AnswerPage } from "../support/answer/page-harness";
import { justAnswered } from "../support/dashboard/invented-history";
import { DashboardHarnesses, type DashboardHarness } from "../support/dashboard/page-harness";
import { until } from "./fixtures/until";

const selected = (page: Page): Promise<string> => page.evaluate(() => getSelection()?.toString() ?? "");
/** Selects a stretch of the text in an element, which is one text. */
const select = (page: Page, selector: string, words: string): Promise<void> =>
  page
    .locator(selector)
    .first()
    .evaluate((node, wanted) => {
      const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode as Text;
        const at = text.data.indexOf(wanted);
        if (at >= 0) return getSelection()?.setBaseAndExtent(text, at, text, at + wanted.length);
      }
      throw new Error(`“${wanted}” is not in ${node.textContent}`);
    }, words);
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement: at } = document;
    return at === null || at === document.body
      ? "nothing"
      : at.getAttribute("aria-label") || at.textContent || at.tagName;
  });

describe("pages into which something comes while a person is at them", function () {
  this.timeout(60_000);

  describe("the dashboard", () => {
    const harnesses = new DashboardHarnesses();
    let dashboard: DashboardHarness;
    before(async () => {
      dashboard = await harnesses.open();
    });
    after(() => harnesses.closeAll());
    afterEach(() => assert.deepEqual(dashboard.problems, []));

    /** Waits until what is said there is another thing. */
    const changes = async (selector: string): Promise<void> => {
      const at = dashboard.page.locator(selector).first();
      const before = await at.innerText();
      await until(`${selector} says something else than ${before}`, 10_000, async () => {
        const seen = await at.innerText();
        return { done: seen !== before || undefined, seen };
      });
    };

    it("keeps what is selected beside a figure that counts", async () => {
      const { page, service } = dashboard;
      service.trip("ollama");
      await page.locator(".card-reason", { hasText: "failures in a row" }).waitFor();
      const reason = 'article[aria-label="ollama"] .card-reason';
      await select(page, reason, "no token after 10 s");
      await changes(reason);
      assert.equal(await selected(page), "no token after 10 s");
      await select(page, 'article[aria-label="ollama"] .card-place', "localhost:11434");
      await changes('article[aria-label="ollama"] .card-place');
      assert.equal(await selected(page), "localhost:11434");
    });

    it("has no tooltip of the browser's that changes by the second", async () => {
      const titles = (): Promise<string[]> =>
        dashboard.page.locator("[title]").evaluateAll((nodes) => nodes.map((node) => (node as HTMLElement).title));
      const before = await titles();
      await changes('article[aria-label="ollama"] .card-reason');
      assert.deepEqual(await titles(), before);
    });

    it("keeps the focus in a card whose button has done what it is for", async () => {
      const { page, service } = dashboard;
      service.reset("ollama");
      const card = page.getByRole("article", { name: "ollama" });
      await card.getByRole("button", { name: "Trip" }).focus();
      await page.keyboard.press("Enter");
      await card.locator(".card-state", { hasText: "open" }).waitFor();
      assert.match(await focused(page), /ollama/);
      await card.getByRole("button", { name: "Try Now" }).focus();
      await page.keyboard.press("Enter");
      await card.locator(".card-state", { hasText: "half-open" }).waitFor();
      assert.match(await focused(page), /ollama/);
      service.reset("ollama");
    });

    it("keeps what is selected in the list of requests", async () => {
      const { page } = dashboard;
      const title = ".list-row:nth-child(3) .row-title";
      const words = (await page.locator(title).innerText()).slice(0, 5);
      await select(page, title, words);
      await page.locator(".list").focus();
      await page.keyboard.press("ArrowDown");
      await page.locator(".detail-title").waitFor();
      assert.equal(await selected(page), words);
      await page.keyboard.press("Escape");
    });

    it("moves no row of the list of requests away from under the pointer, and says what waits", async () => {
      const { page, history } = dashboard;
      const rows = page.locator(".list-row");
      const third = rows.nth(2);
      const [aimedAt, count] = [await third.getAttribute("aria-label"), await page.locator(".list-count").innerText()];
      await third.hover();
      for (const question of ["first", "second", "third"]) {
        history.recordRequest(justAnswered(question));
        await history.flush();
      }
      const fresh = page.getByRole("button", { name: "3 new requests" });
      await fresh.waitFor();
      await page.mouse.down();
      await page.mouse.up();
      await page.locator(".detail-title").waitFor();
      assert.equal(await page.locator(".list-row.selected").getAttribute("aria-label"), aimedAt);
      assert.equal(await page.locator(".list-count").innerText(), count);

      await fresh.focus();
      await page.keyboard.press("Enter");
      await page.locator('.list-row[aria-posinset="1"]', { hasText: "third" }).waitFor();
      assert.equal(await page.locator(".list-row.selected").getAttribute("aria-posinset"), "6");
      assert.match(await focused(page), /Requests, newest first/);
      await page.getByRole("button", { name: "Close" }).click();
    });

    it("shows what waits as soon as nobody is at the list any more", async () => {
      const { page, history } = dashboard;
      await page.locator(".list-row").nth(1).hover();
      history.recordRequest(justAnswered("meanwhile"));
      await history.flush();
      await page.getByRole("button", { name: "1 new request", exact: true }).waitFor();
      await page.locator(".timeline").hover();
      await page.locator('.list-row[aria-posinset="1"]', { hasText: "meanwhile" }).waitFor();
      assert.ok(await page.locator(".fresh").isHidden());
    });

    it("keeps the focus in the list of changes when there is another", async () => {
      const { page, history } = dashboard;
      await page.getByRole("tab", { name: "State changes" }).click();
      const rows = page.locator(".transitions tr");
      await rows.first().getByRole("button").focus();
      const [count, at] = [await rows.count(), await focused(page)];
      history.recordTransition("vllm-lab", {
        from: "closed",
        to: "open",
        at: Date.now(),
        reason: "trip",
        retryAfterMs: 60_000,
        consecutiveFailures: 0,
        failureRate: undefined,
        slowCallRate: undefined,
      });
      await history.flush();
      await until("another change is listed", 5_000, async () => ({
        done: (await rows.count()) > count || undefined,
      }));
      assert.equal(await focused(page), at);
      await page.getByRole("tab", { name: "Requests" }).click();
    });

    it("keeps what is selected in the figures, and where they are scrolled to", async () => {
      const { page, history } = dashboard;
      await page.getByRole("button", { name: "Table" }).click();
      await select(page, ".tables tbody tr:nth-child(4) th", ":");
      const place = await page.locator(".tables").evaluate((node) => ((node.scrollTop = 40), node.scrollTop));
      const sent = dashboard.sent.length;
      history.recordRequest(justAnswered("another"));
      await history.flush();
      await until("figures come", 5_000, async () => ({
        done:
          dashboard.sent.slice(sent).some((message) => message.type === "result" && message.value.kind === "series") ||
          undefined,
      }));
      await page.waitForTimeout(200);
      assert.equal(await selected(page), ":");
      assert.equal(await page.locator(".tables").evaluate((node) => node.scrollTop), place);
      await page.getByRole("button", { name: "Table" }).click();
    });
  });

  describe("the answer", () => {
    const pages = new AnswerPages();
    let answer: AnswerPage;
    before(async () => {
      answer = await pages.open();
    });
    after(() => pages.closeAll());
    afterEach(() => assert.deepEqual(answer.problems, []));

    const composer = (parts: Partial<Composer> = {}): Composer => ({
      target: { label: "Auto", detail: "the chain" },
      chips: [],
      queued: [],
      ...parts,
    });
    const chip = (id: string) => ({ id, kind: "file" as const, label: id, detail: id });
    const show = (status: AnswerStatus, text = ""): Promise<void> =>
      answer.send({ type: "show", head: headOf(status), text, discarded: [] });
    const head = (status: AnswerStatus, notice?: string): Promise<void> =>
      answer.send({ type: "head", head: { ...headOf(status), ...(notice !== undefined && { notice }) } });

    it("keeps what is selected in a listing when its colours come", async () => {
      await show(answering, "```ts\nconst a = 1;\nconst b = 2;\n");
      await answer.settled();
      await select(answer.page, "figure code", "a = 1;\nconst b");
      await answer.send({ type: "append", text: "```\n", turn: 0 } as never);
      await head(done);
      await answer.page.locator("figure .hljs-keyword").first().waitFor();
      assert.equal(await selected(answer.page), "a = 1;\nconst b");
    });

    it("keeps what is selected in a notice and in what a failure says", async () => {
      await show(answering);
      await head(answering, "Two files were left out.");
      await select(answer.page, ".notices", "files were");
      await head({ phase: "answering", endpoint: "ollama", elapsedMs: 100 }, "Two files were left out.");
      assert.equal(await selected(answer.page), "files were");
      const failed = (message: string, ...labels: string[]): AnswerStatus => ({
        phase: "failed",
        message,
        lines: [{ text: "ollama: connection refused", nextTryInMs: 9_000 }, { text: "cloud: overloaded" }],
        actions: labels.map((label) => ({ label, primary: false })),
      });
      await head(failed("Nothing was sent.", "Try Now", "Show Log"));
      await select(answer.page, ".failure li:nth-child(2)", "overloaded");
      await head(failed("Nothing was sent.", "Try Now", "Show Log"));
      assert.equal(await selected(answer.page), "overloaded");
      await answer.page.getByRole("button", { name: "Show Log" }).focus();
      await head(failed("It can be asked again.", "Ask Again", "Try Now", "Show Log"));
      assert.equal(await focused(answer.page), "Show Log");
      await answer.page.keyboard.press("Enter");
      await until("the third is pressed", 5_000, async () => ({
        done: answer.posted.some((message) => message.type === "action" && message.index === 2) || undefined,
      }));
    });

    it("keeps the focus on what goes with a question, and gives it to the box when that is gone", async () => {
      await show(done, "Text.");
      await answer.send({ type: "composer", composer: composer({ chips: [chip("a.ts"), chip("b.ts")] }) });
      await answer.page.getByRole("button", { name: /b\.ts/ }).focus();
      await answer.send({
        type: "composer",
        composer: composer({ chips: [chip("0.ts"), chip("a.ts"), chip("b.ts")] }),
      });
      assert.match(await focused(answer.page), /b\.ts/);
      await answer.send({ type: "composer", composer: composer() });
      assert.match(await focused(answer.page), /ask/i);
    });

    it("keeps what is typed, and the words that a # offers", async () => {
      await answer.page.locator("textarea").fill("");
      await answer.page.locator("textarea").pressSequentially("Look at #f");
      await answer.page.locator(".hints button").waitFor();
      await answer.send({ type: "composer", composer: composer({ chips: [chip("a.ts")] }) });
      await show(answering, "word ".repeat(50));
      assert.equal(await answer.page.locator("textarea").inputValue(), "Look at #f");
      assert.ok(await answer.page.locator(".hints button").isVisible());
      assert.match(await focused(answer.page), /ask/i);
      await answer.page.locator("textarea").fill("");
    });

    it("does not run on under a selection", async () => {
      await show(answering, "a line\n\n".repeat(100));
      await answer.settled();
      const top = (): Promise<number> => answer.page.locator("main").evaluate((node) => node.scrollTop);
      const before = await top();
      await select(answer.page, "article p:last-child", "line");
      await answer.send({ type: "append", text: "more\n\n".repeat(20), turn: 0 } as never);
      await answer.settled();
      assert.equal(await top(), before);
      await answer.page.evaluate(() => getSelection()?.removeAllRanges());
      await answer.send({ type: "append", text: "more\n\n".repeat(20), turn: 0 } as never);
      await answer.settled();
      assert.ok((await top()) > before, "it follows again");
    });

    it("keeps the focus when the change of code that waited is decided", async () => {
      await show(done, "Text.");
      await answer.send({ type: "head", head: { ...headOf(done), place: "proposed" } });
      await answer.page.locator('button[data-command="apply"]').focus();
      await head(done);
      assert.notEqual(await focused(answer.page), "nothing");
    });
  });
});
