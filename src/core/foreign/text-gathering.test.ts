import assert from "node:assert/strict";
import fc from "fast-check";
import { beginning } from "./first-words";
import { TextGathering } from "./text-gathering";

describe("a text that comes in pieces", () => {
  it("is what the pieces are together, whenever it is asked for", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), fc.nat(5_000), fc.nat(50), (pieces, more, every) => {
        const gathering = new TextGathering();
        let expected = "";
        const all = [...pieces, ...Array.from({ length: more }, (_, index) => String(index))];
        all.forEach((piece, index) => {
          gathering.add(piece);
          expected += piece;
          if (index % (every * 50 + 1) === 0) assert.equal(gathering.text, expected);
        });
        assert.equal(gathering.text, expected);
        assert.equal(gathering.length, expected.length);
        assert.equal(gathering.count, all.filter((piece) => piece !== "").length);
      }),
      { numRuns: 30 },
    );
  });

  it("has a beginning without half a character", () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, 9].map((length) => beginning("a🙂b", length)),
      ["", "a", "a", "a🙂", "a🙂b", "a🙂b"],
    );
    assert.equal(beginning("🙂", 1), "");
  });
});
