import assert from "node:assert/strict";
import { answerMarkdown } from "./markdown-rules";

const html = (text: string): string => answerMarkdown().render(text).trim();

describe("how answers are read", () => {
  it("leaves a formula that is not whole as it is written", () => {
    assert.equal(html("so \\(a_1 \\, b and \\[\\int_0^1 x\\,dx"), "<p>so \\(a_1 \\, b and \\[\\int_0^1 x\\,dx</p>");
    assert.equal(html("no \\*stars\\* and no \\_lines\\_"), "<p>no *stars* and no _lines_</p>");
  });

  it("gives tasks a box", () => {
    assert.equal(
      html("- [ ] to do\n- [x] done\n- plain [ ] text"),
      "<ul>\n<li>☐ to do</li>\n<li>☑ done</li>\n<li>plain [ ] text</li>\n</ul>",
    );
  });

  it("takes nothing for HTML", () => {
    assert.equal(html("<b>x</b>"), "<p>&lt;b&gt;x&lt;/b&gt;</p>");
  });
});

describe("what an answer can ask for", () => {
  const cellsOf = (text: string): number =>
    answerMarkdown()
      .parse(text, {})
      .filter(({ type }) => /^t[hd]_open$/.test(type)).length;

  it("is no table of empty cells", () => {
    const columns = 200;
    const table = (rows: number): string => `${"a|".repeat(columns)}\n${"-|".repeat(columns)}\n${"b\n".repeat(rows)}`;
    assert.equal(cellsOf(table(3)), 4 * columns);
    assert.equal(cellsOf(table(100)), 0);
    assert.match(html(table(100)), /^<p>a\|a/);
  });

  it("is no search for markup in a text or a word without end", () => {
    const words = (count: number): string => `| a |\n|---|\n| *b* ${"words ".repeat(count)} |`;
    assert.match(html(words(1000)), /<td><em>b<\/em> words/);
    assert.match(html(words(2000)), /<td>\*b\* words/);
    assert.match(html(`*a* ${"b".repeat(2000)}`), /<em>/);
    assert.equal(html(`*a* ${"http://b/(".repeat(300)}`), `<p>*a* ${"http://b/(".repeat(300)}</p>`);
  });

  it("draws nothing of a definition", () => {
    assert.equal(
      html("[a]\n\n[a]: http://b.example\n\n> [c]: http://d.example\n> [c]"),
      '<p><a href="http://b.example">a</a></p>\n<blockquote>\n<p><a href="http://d.example">c</a></p>\n</blockquote>',
    );
  });
});
