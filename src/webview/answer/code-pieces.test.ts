import assert from "node:assert/strict";
import fc from "fast-check";
import { codePieces, SlowLanguages } from "./code-pieces";

describe("the pieces in which code is coloured", () => {
  it("are the code, none longer than it may be and none empty", () => {
    const code = fc.array(fc.oneof(fc.constantFrom("\n", "\n\n", "  ", "a", "function f() {\n", "}\n"), fc.string()), { maxLength: 60 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(code, fc.integer({ min: 1, max: 40 }), (text, most) => {
        const pieces = codePieces(text, most);
        assert.equal(pieces.join(""), text);
        assert.ok(pieces.every((piece, index) => piece.length <= most && (piece !== "" || (index === 0 && text === ""))), JSON.stringify(pieces));
      }),
    );
  });

  it("end where a new part begins, if one does in their later half", () => {
    assert.deepEqual(codePieces("aaaa\n\nbbb\ncc", 10), ["aaaa\n\n", "bbb\ncc"]);
    assert.deepEqual(codePieces("aaaa\nb\n  c\n  d", 12), ["aaaa\nb\n  c\n", "  d"]);
    assert.deepEqual(codePieces("a".repeat(25), 10), ["a".repeat(10), "a".repeat(10), "a".repeat(5)]);
  });

  it("stay plain in a language that was slow three times", () => {
    const slow = new SlowLanguages();
    for (const ms of [5, 101, 5, 500]) slow.took("xml", ms);
    assert.equal(slow.has("xml"), false);
    slow.took("xml", 101);
    assert.deepEqual([slow.has("xml"), slow.has("c")], [true, false]);
  });
});
