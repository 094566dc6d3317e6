import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ToHost } from "../../src/core/messages/answer";
import { piecesOfText, randomMarkdown } from "../support/answer/random-markdown";
import { answering, AnswerPages, done, headOf, type AnswerPage } from "../support/answer/page-harness";
import { until } from "./fixtures/until";

/** The page's real code in a browser, with the test in the place of the host. */
describe("the answer's page", function () {
  this.timeout(120_000);
  const pages = new AnswerPages();
  let answer: AnswerPage;
  before(async () => {
    answer = await pages.open();
  });
  after(() => pages.closeAll());
  afterEach(() =>
    assert.deepEqual(answer.problems, [], "the browser found nothing wrong, the content security policy included"),
  );

  const start = (text = ""): Promise<void> =>
    answer.send({ type: "show", head: headOf(answering), text, discarded: [] });
  const finish = async (): Promise<string> => {
    await answer.send({ type: "head", head: headOf(done) });
    await answer.settled();
    return answer.page.evaluate(() => document.querySelector("article")!.innerHTML);
  };
  /** Lets pieces arrive, some of them in one frame. */
  const arrive = (pieces: string[]): Promise<void> =>
    answer.page.evaluate(async (all) => {
      for (const [index, text] of all.entries()) {
        window.dispatchEvent(new MessageEvent("message", { data: { type: "append", turn: 0, text } }));
        if (index % 3 === 0) await new Promise(requestAnimationFrame);
      }
    }, pieces);
  /** Whether its host lives, the page asks all the time. */
  const lastPosted = (): ToHost | undefined => answer.posted.findLast(({ type }) => type !== "areYouThere");
  const rows = (count: number): string =>
    `| a | b |\n|---|---|\n${Array.from({ length: count }, (_, row) => `| ${row} | word |\n`).join("")}`;

  it("shows an answer that came in pieces as it shows it at once", async () => {
    const samples = fc.sample(
      fc.tuple(randomMarkdown, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 })),
      { numRuns: 25, seed: 12 },
    );
    for (const [text, cuts] of [...samples, [rows(1_500), [700]] as const]) {
      await start(text);
      const atOnce = await finish();
      await start();
      await arrive(piecesOfText(text, [...cuts]));
      assert.equal(await finish(), atOnce, text);
    }
  });

  it("keeps what is selected in a table that grows", async () => {
    await start(rows(20));
    await answer.settled();
    await answer.page.evaluate(() =>
      getSelection()?.selectAllChildren(document.querySelectorAll("tbody tr")[3]!.firstElementChild!),
    );
    await arrive(["| 20 | more |\n", "| 21 | **mo", "re** |\n"]);
    await answer.settled();
    assert.equal(await answer.page.evaluate(() => getSelection()?.toString()), "3");
    assert.equal(await answer.page.locator("tbody tr").count(), 22);
  });

  it("copies a long listing whole, and colours it when it has ended", async () => {
    const code = Array.from({ length: 600 }, (_, line) => `const value${line} = "text"; // ${line}`).join("\n");
    await start();
    await arrive(piecesOfText(`\`\`\`ts\n${code}\n`, [900]));
    await answer.settled();
    assert.equal(await answer.page.locator("figure").count(), 1);
    assert.equal(await answer.page.locator("figure .hljs-keyword").count(), 0);
    await arrive(["```\n\nThat is all."]);
    await finish();
    await until("the listing has colours", 10_000, async () => ({
      done: (await answer.page.locator("figure .hljs-keyword").count()) === 600 || undefined,
      seen: "",
    }));
    await answer.page.locator("figure button").first().click();
    assert.deepEqual(lastPosted(), { type: "copyCode", turn: 0, code });
  });

  it("stays at the end until the reader scrolls up", async () => {
    const fromEnd = (): Promise<number> =>
      answer.page.evaluate(() => {
        const main = document.querySelector("main")!;
        return Math.round(main.scrollHeight - main.scrollTop - main.clientHeight);
      });
    await start(rows(100));
    for (let turn = 0; turn < 5; turn++) await arrive(["| more | rows |\n".repeat(50)]);
    await answer.settled();
    assert.ok((await fromEnd()) <= 2, "at the end");
    await answer.page.locator("main").hover();
    await answer.page.mouse.wheel(0, -400);
    await until("the wheel scrolls", 5_000, async () => ({ done: (await fromEnd()) > 300 || undefined, seen: "" }));
    await arrive(["| more | rows |\n".repeat(50)]);
    await answer.settled();
    assert.ok((await fromEnd()) > 600, "where the reader is");
  });

  it("stays where the reader scrolls to while something comes in all the time", async () => {
    await start(rows(200));
    await answer.settled();
    await answer.page.evaluate(() => {
      const pad = document.querySelector(".turns")!.appendChild(document.createElement("div"));
      let height = 0;
      const growing = setInterval(() => (pad.style.height = `${(height += 10)}px`));
      setTimeout(() => clearInterval(growing), 2_000);
    });
    await answer.page.locator("main").hover();
    await answer.page.mouse.wheel(0, -600);
    const { top, later, fromEnd } = await answer.page.evaluate(async () => {
      const main = document.querySelector("main")!;
      await new Promise((resolve) => setTimeout(resolve, 500));
      const { scrollTop } = main;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const seen = {
        top: scrollTop,
        later: main.scrollTop,
        fromEnd: main.scrollHeight - main.scrollTop - main.clientHeight,
      };
      document.querySelector(".turns")!.lastChild!.remove();
      return seen;
    });
    assert.ok(fromEnd > 1_000, `${fromEnd} pixels from the end`);
    assert.equal(later, top);
  });

  it("stays at the end where what is in it gets shorter for a moment, which no reader did", async () => {
    await start(rows(200));
    await answer.settled();
    const fromEnd = await answer.page.evaluate(async () => {
      const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);
      const main = document.querySelector("main")!;
      const pad = document.querySelector(".turns")!.appendChild(document.createElement("div"));
      for (let round = 0; round < 10; round++) {
        pad.style.height = "600px";
        await frame();
        await frame();
        // What is laid out now, by a frame or by one who asks where something is, ends further up; before the next frame it has grown beyond where it was.
        if (round % 2 === 0) pad.style.height = "0px";
        await new Promise((resolve) => setTimeout(resolve));
        pad.style.height = "0px";
        main.getBoundingClientRect();
        pad.style.height = "900px";
        await frame();
        await frame();
      }
      await frame();
      const left = main.scrollHeight - main.scrollTop - main.clientHeight;
      pad.remove();
      return Math.round(left);
    });
    assert.ok(fromEnd <= 2, `${fromEnd} pixels from the end`);
  });

  it("answers a click while code is there that keeps what colours it busy for minutes", async () => {
    await start("Here it is:\n\n");
    await arrive([`\`\`\`markdown\n${"[a](".repeat(4_000)}\n\`\`\`\n\nStop me.`]);
    await answer.settled();
    await answer.page.locator('button[data-command="stop"]').click({ timeout: 5_000 });
    assert.deepEqual(lastPosted(), { type: "stop", turn: 0 });
    await arrive(["\n\n```ts\nlet colours;\n```\n\nThe end.\n\n"]);
    await until("later code has colours all the same", 20_000, async () => ({
      done: (await answer.page.locator("figure .hljs-keyword").count()) === 1 || undefined,
      seen: "",
    }));
  });

  it("shows what is too long to be laid out as plain text, and says so", async () => {
    await start(`- root\n${"  - child\n".repeat(4_000)}\nAfter *it*.`);
    await finish();
    assert.equal(await answer.page.locator(".note").count(), 1);
    assert.match(await answer.page.locator("article").innerText(), /child\s+After it\.$/);
    assert.equal(
      await answer.page.evaluate(() => document.querySelector("article")!.textContent!.match(/child/g)!.length),
      4_000,
    );
  });
});
