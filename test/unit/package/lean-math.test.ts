import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import whole from "katex";
import { leanMetrics, ownWidths } from "../../../scripts/build/lean-math.cjs";

describe("KaTeX as it is packaged", () => {
  let folder: string;
  let lean: typeof whole;
  before(async () => {
    const script = join(dirname(createRequire(import.meta.url).resolve("katex")), "katex.mjs");
    folder = mkdtempSync(join(tmpdir(), "llm-breaker-katex-"));
    const file = join(folder, "katex.mjs");
    writeFileSync(file, ownWidths(leanMetrics(readFileSync(script, "utf8"))));
    lean = ((await import(pathToFileURL(file).href)) as { default: typeof whole }).default;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("draws what needs only the faces that are there to the last letter as before", () => {
    for (const formula of [
      String.raw`e^{i\pi} = -1`,
      String.raw`\sum_{n=1}^\infty \frac{1}{n^2}`,
      String.raw`\mathbb{R} \lesssim \mathcal{L}`,
    ])
      assert.equal(lean.renderToString(formula), whole.renderToString(formula));
  });

  it("draws every letter of every other face, with some measures", () => {
    const letters = "ABCXYZabcxyz0123456789";
    const warned: unknown[] = [];
    const { warn } = console;
    console.warn = (...words: unknown[]) => warned.push(words);
    try {
      for (const face of [
        "mathbf",
        "mathit",
        "mathfrak",
        "mathsf",
        "mathtt",
        "mathscr",
        "boldsymbol",
        "textbf",
        "textit",
        "texttt",
        "textsf",
        "textbf{\\textit",
      ])
        assert.match(
          lean.renderToString(`\\${face}{${letters}}${face.includes("{") ? "}" : ""}`, { throwOnError: true }),
          /height:0\.\d/,
          face,
        );
    } finally {
      console.warn = warn;
    }
    assert.deepEqual(warned, []);
  });

  it("gives no picture a style of its own, which the content security policy would refuse", () => {
    for (const formula of [
      String.raw`\vec{v}`,
      String.raw`\oiint`,
      String.raw`\begin{cases} a \\ b \\ c \\ d \end{cases}`,
      String.raw`\overbrace{a} \xrightarrow{b} \sqrt{c} \cancel{d}`,
    ]) {
      const pictures = lean.renderToString(formula).match(/<svg[^>]*>/g) ?? [];
      assert.ok(pictures.length > 0, formula);
      for (const picture of pictures) assert.doesNotMatch(picture, / style=/, formula);
    }
  });

  it("fails where the measures and the widths are no longer where they were", () => {
    assert.throws(() => leanMetrics("var fontMetricsData = {};"), /no measures of Main-Bold/);
    assert.throws(() => ownWidths("var svgNode = {};"), /no longer says in two places/);
  });
});
