import assert from "node:assert/strict";
import type { ToHost } from "../../src/core/messages/answer";
import { AnswerPages, done, headOf, type AnswerPage } from "../support/answer/page-harness";
import { assertAccessible } from "./fixtures/accessibility";
import { until } from "./fixtures/until";

const DIAGRAM = "graph LR\n  A[Ask] --> B{Breaker}\n  B --> C[Cloud]";

/** What the page draws of an answer beside plain Markdown, in a browser. */
describe("what an answer draws", function () {
  this.timeout(120_000);
  const pages = new AnswerPages();
  let answer: AnswerPage;
  before(async () => {
    answer = await pages.open();
  });
  after(() => pages.closeAll());
  afterEach(() => assert.deepEqual(answer.problems, [], "the content security policy stands in the way of nothing"));

  const show = (text: string, to = answer): Promise<void> =>
    to.send({ type: "show", head: headOf(done), text, discarded: [] });
  const count = (selector: string): Promise<number> => answer.page.locator(selector).count();
  const there = (selector: string, times = 1): Promise<void> =>
    until(`${times} × ${selector}`, 15_000, async () => {
      const seen = await count(selector);
      return { done: seen === times || undefined, seen: String(seen) };
    }).then(() => undefined);
  const styleOf = (selector: string, property: string): Promise<string> =>
    answer.page
      .locator(selector)
      .first()
      .evaluate((node, name) => getComputedStyle(node).getPropertyValue(name), property);
  const lastPosted = (): ToHost | undefined => answer.posted.findLast(({ type }) => type !== "areYouThere");

  it("loads what draws formulas and diagrams when one is there, and not before", async () => {
    const asked: string[] = [];
    answer.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await show("No formula, $5 and $10.\n\n```ts\nlet a;\n```\n");
    await answer.settled();
    assert.deepEqual(
      asked.filter((path) => /math|diagram|fonts/.test(path)),
      [],
    );
    await show("Here is $x^2$.");
    await there(".formula .katex");
    assert.ok(asked.includes("/math-module.js") && asked.includes("/math-module.css"), asked.join(" "));
    assert.ok(!asked.includes("/diagram-worker.js"));
  });

  it("draws formulas by each of their signs, in the fonts of the package, and leaves prices and variables", async () => {
    await show(
      "It is $a_1$, \\(b\\), $$c$$ and\n\n\\[\n\\frac{d}{e}\n\\]\n\n| f |\n|---|\n| $g$ |\n\nfrom $5 to $10, $HOME/$USER",
    );
    await there(".formula .katex", 5);
    assert.equal(await count(".formula.display .katex-display"), 2);
    assert.match(
      await answer.page.locator("article > section > p").last().innerText(),
      /from \$5 to \$10, \$HOME\/\$USER/,
    );
    await answer.page.evaluate(() => document.fonts.ready);
    assert.ok(await answer.page.evaluate(() => document.fonts.check("16px KaTeX_Math")));
  });

  it("draws the arrow of a vector and the parts of tall brackets, each as wide as it is", async () => {
    await show("$\\vec{v}$ and $\\begin{cases} a \\\\ b \\\\ c \\\\ d \\end{cases}$");
    await there(".formula .katex", 2);
    const widths = await answer.page
      .locator(".formula svg")
      .evaluateAll((pictures) => pictures.map((picture) => picture.getBoundingClientRect().width));
    assert.equal(widths.length, 3);
    for (const width of widths) assert.ok(width > 4 && width < 20, `${width} wide`);
  });

  it("shows a formula that cannot be drawn as it is written, with the reason, and no formula gets out of its place", async () => {
    await show(
      "$\\frac{a$ and $\\href{javascript:alert(1)}{x}$ and $\\rule{9999em}{9999em}$ and $\\def\\a{\\a\\a}\\a$ and $y$",
    );
    await there(".formula .katex", 3);
    const failed = answer.page.locator(".formula[title]");
    assert.deepEqual(await failed.allInnerTexts(), ["$\\frac{a$", "$\\def\\a{\\a\\a}\\a$"]);
    assert.match((await failed.first().getAttribute("title")) ?? "", /^No formula: KaTeX parse error/);
    assert.equal(await count(".formula a"), 0);
    const box = await answer.page.locator(".formula").nth(2).boundingBox();
    assert.ok((box?.width ?? Infinity) < 1_000, `${box?.width} wide`);
  });

  it("keeps a formula that is drawn while the text behind it grows", async () => {
    await answer.send({
      type: "show",
      head: headOf({ phase: "answering", endpoint: "a", elapsedMs: 0 }),
      text: "So $x$ is",
      discarded: [],
    });
    await there(".formula .katex");
    await answer.page.evaluate(() => document.querySelector(".formula")!.setAttribute("data-seen", ""));
    await answer.send({ type: "append", text: " more and $y$" });
    await there(".formula .katex", 2);
    assert.equal(await count(".formula[data-seen]"), 1);
  });

  it("draws a diagram whose listing has ended, and copies its source", async () => {
    const head = headOf({ phase: "answering", endpoint: "a", elapsedMs: 0 });
    await answer.send({ type: "show", head, text: `\`\`\`mermaid\n${DIAGRAM}\n`, discarded: [] });
    await answer.settled();
    assert.equal(await count(".diagram"), 0);
    await answer.send({ type: "append", text: "```\n\nThere." });
    await answer.send({ type: "head", head: headOf(done) });
    await there(".diagram img");
    assert.ok(
      await answer.page
        .locator(".diagram img")
        .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth > 100)),
    );
    assert.equal(await answer.page.locator("figure pre").isVisible(), false);
    await answer.page.getByRole("button", { name: "Copy code" }).click();
    assert.deepEqual(lastPosted(), { type: "copyCode", turn: 0, code: DIAGRAM });
    await answer.page.getByRole("button", { name: "Show the source" }).click();
    assert.match(await answer.page.locator("figure pre").innerText(), /^graph LR/);
  });

  it("draws a diagram anew when the theme changes", async () => {
    await show(`\`\`\`mermaid\n${DIAGRAM}\n\`\`\`\n`);
    await there(".diagram img");
    const source = (): Promise<string | null> => answer.page.locator(".diagram img").getAttribute("src");
    const dark = await source();
    await answer.page.evaluate(() => {
      document.documentElement.style.setProperty("--vscode-foreground", "#010203");
      document.body.className = "vscode-light";
    });
    await until("other colours", 10_000, async () => {
      const now = await source();
      return {
        done: (now !== dark && now?.includes("rgb(1%2C%202%2C%203)")) || undefined,
        seen: now?.slice(0, 300) ?? "",
      };
    });
    await answer.page.evaluate(() => document.documentElement.style.setProperty("--vscode-foreground", "#cccccc"));
  });

  it("shows the source and says why where there is no diagram", async () => {
    await show(`\`\`\`mermaid\npie\n "a": 1\n\`\`\`\n\n\`\`\`mermaid\ngraph LR\n${"A-->B\n".repeat(2_000)}\`\`\`\n`);
    await there(".diagram-note:not([hidden])", 2);
    const notes = await answer.page.locator(".diagram-note").allInnerTexts();
    assert.match(notes[0] ?? "", /^No diagram: .*"pie"/);
    assert.equal(notes[1], "No diagram: the source is too long to be drawn.");
    assert.equal(await answer.page.locator("figure pre").first().isVisible(), true);
  });

  it("lets nothing in a diagram load, run or link", async () => {
    const asked: string[] = [];
    answer.page.on("request", (request) => asked.push(request.url()));
    await show(
      '```mermaid\ngraph LR\n  A["<img src=http://evil.test/a onerror=alert(1)>"] --> B\n  click A "javascript:alert(1)"\n  style A fill:url(http://evil.test/b)\n```\n',
    );
    await there(".diagram img");
    await answer.settled();
    assert.deepEqual(
      asked.filter(
        (url) => !url.startsWith("http://answer.test/") && !url.startsWith("data:") && !url.startsWith("blob:"),
      ),
      [],
    );
    assert.equal(await count("article script, article a, article iframe"), 0);
  });

  it("reads each block in its own direction, mirrors lists and quotes, and leaves code as it is", async () => {
    await show("مرحبا `code()` world\n\n- واحد\n\n> اقتباس\n\n```ts\nlet a; // تعليق\n```\n\nEnglish\n\n- one\n");
    await answer.settled();
    assert.equal(await styleOf("article p", "direction"), "rtl");
    assert.equal(await styleOf("article ul", "direction"), "rtl");
    assert.notEqual(await styleOf("article ul", "padding-right"), "0px");
    assert.equal(await styleOf("article ul", "padding-left"), "0px");
    assert.equal(await styleOf("article blockquote", "border-right-width"), "3px");
    assert.equal(await styleOf("article blockquote", "border-left-width"), "0px");
    assert.equal(await styleOf("article p code", "direction"), "ltr");
    assert.equal(await styleOf("article figure pre", "direction"), "ltr");
    assert.equal(await styleOf("article > section > p:last-of-type", "direction"), "ltr");
    assert.equal(await styleOf("article ul:last-of-type", "padding-right"), "0px");
  });

  it("is of use in a narrow column and at 200 %: nothing hangs out of the page, in every theme", async () => {
    for (const [theme, width, zoom] of [
      ["dark", 300, 1],
      ["light", 450, 2],
      ["high-contrast", 300, 2],
      ["high-contrast-light", 900, 1],
    ] as const) {
      const page = await pages.open({ theme, width, zoom });
      const long = "a-file-with-a-name-that-is-much-too-long-for-a-narrow-column.ts";
      await page.send({
        type: "composer",
        composer: {
          target: { label: `${long} on ${long}`, detail: "Asked first." },
          chips: [{ id: "1", kind: "file", label: long, detail: long }],
          queued: [`And ${long}?`],
        },
      });
      await show(
        `See [there](https://a.example), $x^2$:\n\n| ${"a long head | ".repeat(8)}\n|${"---|".repeat(8)}\n\n\`\`\`ts\n${"x".repeat(300)}\n\`\`\`\n\n\`\`\`mermaid\n${DIAGRAM}\n\`\`\`\n`,
        page,
      );
      await page.page.locator(".diagram img").waitFor();
      await page.settled();
      const hanging = await page.page.evaluate(() =>
        [...document.querySelectorAll("figure, table, .turn, .field, .chip, .queued li, .row button")]
          .filter((node) => node.getBoundingClientRect().right > innerWidth)
          .map((node) => node.className || node.tagName),
      );
      assert.deepEqual(hanging, [], `${theme}, ${width}`);
      await assertAccessible(page.page, `${theme}, ${width} pixels`);
      assert.deepEqual(page.problems, []);
      await page.page.context().close();
    }
  });
});
