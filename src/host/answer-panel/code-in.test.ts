import assert from "node:assert/strict";
import { codeIn, fitted } from "./code-in";

describe("codeIn", () => {
  it("takes the only code block of an answer", () => {
    assert.equal(codeIn("Here:\n\n```ts\nlet a = 1;\nlet b;\n```\n\nDone."), "let a = 1;\nlet b;");
    assert.equal(codeIn("````md\n```js\nx\n```\n````"), "```js\nx\n```");
  });

  it("takes a block that is empty, or ends with the answer's last line, or holds shorter and other fences", () => {
    assert.equal(codeIn("```\n```"), "");
    assert.equal(codeIn("```\n\n```"), "");
    assert.equal(codeIn("~~~\n```\n~~\n~~~ \t"), "```\n~~");
    assert.equal(codeIn("```js\r\na\r\n```\r\nx"), "a\r");
    assert.equal(codeIn("```js\na\n``` b\n````"), "a\n``` b");
  });

  it("takes nothing where a block never ends", () => {
    assert.equal(codeIn("```js\na"), undefined);
    assert.equal(codeIn("```"), undefined);
    assert.equal(codeIn("```\na\n```\n~~~\nb"), undefined);
  });

  it("takes nothing where there is no code block, or several: prose does not belong in code", () => {
    assert.equal(codeIn("just words"), undefined);
    assert.equal(codeIn("```\na\n```\nor\n```\nb\n```"), undefined);
  });
});

describe("fitted", () => {
  it("keeps the end of the last line that was selected", () => {
    assert.equal(fitted("a();\nb();", "x();\ny();\n", false), "a();\nb();\n");
    assert.equal(fitted("a();\n", "x();\n", false), "a();\n");
    assert.equal(fitted("a();", "x();", false), "a();");
  });

  it("indents as what it replaces, whole lines or from behind the indentation on", () => {
    assert.equal(
      fitted("if (a) {\n  b();\n}", "    if (x) {\n      y();\n    }\n", false),
      "    if (a) {\n      b();\n    }\n",
    );
    assert.equal(
      fitted("total() {\n  return 1;\n}", "total() {\n    return 2;\n  }", true),
      "total() {\n    return 1;\n  }",
    );
    assert.equal(fitted("\ta();\n\n\tb();", "\t\tx();\n", false), "\t\ta();\n\n\t\tb();\n");
  });

  it("leaves code alone that is indented already, further, or otherwise", () => {
    assert.equal(fitted("    a();", "    x();", false), "    a();");
    assert.equal(fitted("        a();", "    x();", false), "        a();");
    assert.equal(fitted("\ta();", "    x();", false), "\ta();");
    assert.equal(fitted("a + b", "x", true), "a + b");
  });
});
