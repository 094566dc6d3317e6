import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import whole from "katex";
import { Window } from "happy-dom";
import { leanMetrics, leanScript } from "../../../scripts/build/lean-math.cjs";

const script = join(dirname(createRequire(import.meta.url).resolve("katex")), "katex.mjs");
const accented = join(dirname(script), "../src/unicodeSymbols.js");

describe("KaTeX without what is not asked of it", () => {
  let folder: string;
  let lean: typeof whole;
  const scope = globalThis as { document?: unknown };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "llm-breaker-katex-"));
    const file = join(folder, "lean.mjs");
    writeFileSync(file, leanScript(readFileSync(script, "utf8"), readFileSync(accented, "utf8")));
    lean = ((await import(pathToFileURL(file).href)) as { default: typeof whole }).default;
    scope.document = new Window().document;
  });
  after(() => {
    delete scope.document;
    rmSync(folder, { recursive: true, force: true });
  });

  /** As `src/webview/answer/math/math-module.ts` asks for it. */
  const drawn = ({ render }: typeof whole, formula: string): string => {
    const node = document.createElement("span");
    const options = { displayMode: true, strict: "ignore", trust: false, maxExpand: 100, maxSize: 20 } as const;
    try {
      render(formula, node, { throwOnError: true, ...options });
    } catch (error) {
      return String(error);
    }
    return node.innerHTML;
  };

  it("draws everything as before, what it knows of accented letters and what LaTeX would not take too", () => {
    const letters = Array.from({ length: 48 }, (_, row) =>
      Array.from({ length: 16 }, (_, column) => String.fromCodePoint(0xa0 + row * 16 + column)).join(""),
    );
    const formulas = [
      String.raw`\left( \begin{pmatrix} a & b \\ c & d \end{pmatrix} \right) \leqslant \mathbb{R}^{\mathcal{N}}`,
      String.raw`\sqrt[3]{x} \overbrace{a+b}^{n} \xrightarrow{f} \cancel{x} \widehat{abc} \tag{1}`,
      String.raw`\begin{CD} A @>a>> B \\ @VbVV @AAcA \\ C @= D \end{CD}`,
      String.raw`\href{https://a.example}{x} \url{b} \includegraphics{c.png} \htmlClass{d}{y} \htmlData{e=f}{z}`,
      String.raw`\kern1em \mkern1em \sout{x} a \\ b \newline c \text{é ǘ 漢字 и} \r{a} é % a comment`,
      String.raw`\begin{array}{c} a & b \end{array} \frac{1}`,
      String.raw`\def\a{\a\a}\a`,
      ...letters,
      ...letters.map((row) => String.raw`\text{${row}}`),
    ];
    for (const formula of formulas) assert.equal(drawn(lean, formula), drawn(whole, formula), formula);
  });

  it("fails where it is no longer what it was", () => {
    assert.throws(() => leanScript(readFileSync(script, "utf8"), "module.exports = {};"), /KaTeX no longer says/);
  });
});

describe("KaTeX without the measures of faces that are left out", () => {
  let folder: string;
  let lean: typeof whole;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "llm-breaker-katex-"));
    const file = join(folder, "katex.mjs");
    writeFileSync(file, leanMetrics(readFileSync(script, "utf8")));
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

  it("fails where the measures are no longer where they were", () => {
    assert.throws(() => leanMetrics("var fontMetricsData = {};"), /no measures of Main-Bold/);
  });
});
