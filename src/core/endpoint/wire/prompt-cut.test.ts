import { strict as assert } from "node:assert";
import { estimatedTokens, mayBeCut, wasCut } from "./prompt-cut";

describe("a prompt that a server cut without a word", () => {
  const cases: [what: string, sent: number, read: number, context: number | undefined, cut: boolean][] = [
    ["was read up to the context's end", 5_000, 4_096, 4_096, true],
    ["is code, with more tokens than its length tells, read up to the context's end", 3_500, 4_096, 4_096, true],
    ["lost whole messages, so that what is left is short", 9_000, 700, 4_096, true],
    ["was read up to an odd context's end", 12_000, 10_000, 10_000, true],
    ["stopped at what is a context's usual length, which is not told", 5_000, 2_048, undefined, true],
    ["fits, and its length is by chance a step", 4_000, 4_096, 8_192, false],
    ["is prose with long words, and fits", 3_900, 3_000, 8_192, false],
    ["seems longer than what was read, of a context that is not told, at no step", 5_000, 3_001, undefined, false],
    ["is hardly longer than it seems, at a step", 2_100, 2_048, undefined, false],
    ["is short", 200, 100, 128, false],
    ["was not counted", 9_000, 0, 4_096, false],
  ];
  for (const [what, sent, read, context, cut] of cases)
    it(`${cut ? "is seen" : "is not seen"} where it ${what}`, () => assert.equal(wasCut(sent, read, context), cut));

  it("is measured in bytes, so that a language of few letters is not taken for short", () => {
    assert.equal(estimatedTokens([{ role: "system", content: "abcd" }]), 1);
    assert.equal(estimatedTokens([{ role: "user", content: "東京都庁" }]), 3);
  });

  it("is asked about only where it may be one", () => {
    assert.deepEqual(
      [mayBeCut(10, 26), mayBeCut(900, 1_000), mayBeCut(1_100, 1_000), mayBeCut(900, 1_024)],
      [false, false, true, true],
    );
  });
});
