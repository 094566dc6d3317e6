import assert from "node:assert/strict";
import { codeIn } from "./code-in";

describe("codeIn", () => {
  it("takes the only code block of an answer", () => {
    assert.equal(codeIn("Here:\n\n```ts\nlet a = 1;\nlet b;\n```\n\nDone."), "let a = 1;\nlet b;");
    assert.equal(codeIn("````md\n```js\nx\n```\n````"), "```js\nx\n```");
  });

  it("takes the whole answer when it has no code block, or several", () => {
    assert.equal(codeIn("just words"), "just words");
    const two = "```\na\n```\nor\n```\nb\n```";
    assert.equal(codeIn(two), two);
  });
});
