import assert from "node:assert/strict";
import { answerMarkdown } from "./markdown-rules";
import { FORMULA } from "./math-rules";

/** The formulas of a text, each with what stands before it. */
function formulasIn(text: string): string[] {
  const tokens = answerMarkdown().parse(text, {});
  return tokens
    .flatMap((token) => (token.children ? token.children : [token]))
    .filter(({ type }) => type === FORMULA)
    .map(({ markup, content }) => `${markup} ${content}`);
}

describe("formulas in an answer", () => {
  it("are found by each of their signs", () => {
    assert.deepEqual(formulasIn("So $a_1 * b_1 * c$ and \\(x\\), the $n$th, $5$."), [
      "$ a_1 * b_1 * c",
      "\\( x",
      "$ n",
      "$ 5",
    ]);
    assert.deepEqual(formulasIn("It is $$a = b$$ and \\[c\\] here."), ["$$ a = b", "\\[ c"]);
    assert.deepEqual(formulasIn("- $\\text{two words}$\n- *$x$*\n\n| a |\n|---|\n| $y$ |"), [
      "$ \\text{two words}",
      "$ x",
      "$ y",
    ]);
  });

  it("are blocks of their own, whatever their lines begin with", () => {
    assert.deepEqual(formulasIn("text\n$$\na\n- b\n+ c\n= d\n$$\nmore"), ["$$ a\n- b\n+ c\n= d"]);
    assert.deepEqual(formulasIn("\\[\n# 1\n\\]"), ["\\[ # 1"]);
    assert.deepEqual(formulasIn("1. so\n   $$\n   x\n   $$\n2. $$y$$"), ["$$ x", "$$ y"]);
    assert.deepEqual(formulasIn("> $$\n> x\n> $$"), ["$$ x"]);
  });

  it("are no prices", () => {
    for (const text of [
      "from $5 and $10",
      "between $5 and 10$ or so",
      "US$5 or A$6",
      "$5/$6, $5-$10, $1,$2",
      "5$ and 10$",
      "\\$5 and \\$6",
      "$5, maybe 6$.",
    ])
      assert.deepEqual(formulasIn(text), [], text);
  });

  it("are no variables of a shell and no code", () => {
    for (const text of [
      "$HOME and $PATH",
      "$HOME/$USER",
      "$HOME/bin:$PATH",
      "${A}/bin:${B}",
      "$(a)$(b)",
      "kill $$ or $$",
      "`$a$`",
      "set $a and `$b`$",
      "    $$\n    x\n    $$",
      "```sh\necho $a$\n$$\n```",
      "$",
      "$$",
      "$$$$",
      "\\(",
      "\\[\n\ntext\n\n\\]",
    ])
      assert.deepEqual(formulasIn(text), [], text);
  });

  it("stay text while they are not whole", () => {
    const html = (text: string): string => answerMarkdown().render(text).trim();
    assert.equal(html("so $a_1 * b"), "<p>so $a_1 * b</p>");
    assert.equal(html("$$\na\n"), "<p>$$\na</p>");
    assert.equal(html("$$ a $$ and so on"), "<p>$$ a $$ and so on</p>");
  });

  it("are looked for only so far", () => {
    assert.deepEqual(formulasIn(`$${"a".repeat(3_000)}$`), []);
    assert.deepEqual(formulasIn(`$$\n${"a\n".repeat(3_000)}$$`), []);
  });
});
