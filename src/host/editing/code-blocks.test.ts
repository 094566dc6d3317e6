import assert from "node:assert/strict";
import { codeBlocks, codeFor } from "./code-blocks";

const answer = (...lines: string[]): string => lines.join("\n");
const codes = (text: string): string[] => codeBlocks(text).map(({ code }) => code);

describe("blocks of code in an answer", () => {
  it("have their words and their code, without a fence", () => {
    assert.deepEqual(codeBlocks(answer("Use:", "```ts title=x", "a;", "", "b;", "```", "Done.")), [
      { info: "ts title=x", code: "a;\n\nb;", whole: true },
    ]);
  });

  it("hold shorter fences, and other ones", () => {
    assert.deepEqual(codes(answer("````md", "```", "x", "```", "````")), ["```\nx\n```"]);
    assert.deepEqual(codes(answer("~~~", "```", "~~~~")), ["```"]);
    assert.deepEqual(codes(answer("```", "``` not its end", "```")), ["``` not its end"]);
  });

  it("are not whole where the answer ends before they do", () => {
    assert.deepEqual(codeBlocks(answer("```py", "x = 1", "")), [{ info: "py", code: "x = 1", whole: false }]);
  });

  it("lose the indentation of their fence, as in a list", () => {
    assert.deepEqual(codes(answer("1. Do", "   ```", "   if x:", "       y", "  z", "   ```")), ["if x:\n    y\nz"]);
  });

  it("are no ticks within a line, and may be empty", () => {
    assert.deepEqual(codes("```code``` in a line\n"), []);
    assert.deepEqual(codes(answer("```", "```")), [""]);
  });

  it("end with line feeds alone", () => {
    assert.deepEqual(codes("```\r\na\r\nb\r\n```\r\n"), ["a\nb"]);
  });
});

describe("code for as many places as were asked about", () => {
  const two = answer("```", "a", "```", "and", "```", "b", "```");

  it("is a block for each", () => {
    assert.deepEqual(codeFor(two, 2), ["a", "b"]);
  });

  it("is none where a person must choose, or where a block broke off", () => {
    assert.equal(codeFor(two, 1), undefined);
    assert.equal(codeFor("Only words.", 1), undefined);
    assert.equal(codeFor("```\na", 1), undefined);
  });
});
