import assert from "node:assert/strict";
import fc from "fast-check";
import { sourcePatterns } from "./source-patterns";
import { StepCounter } from "./step-counter";
import { growsTooFast } from "./growth";
import { textOf, worstRepetitions } from "./worst-repetitions";

const LIMIT = 50_000_000;

describe("the counter of a pattern's steps", () => {
  it("finds what the runtime finds, with every pattern of the sources on texts made of their parts", () => {
    for (const { pattern, where } of sourcePatterns()) {
      const counter = new StepCounter(pattern);
      const once = new RegExp(pattern.source, pattern.flags.replace("g", ""));
      const parts = [...new Set(worstRepetitions(pattern).map((repetition) => textOf(repetition, 1)))];
      fc.assert(
        fc.property(
          fc.array(fc.oneof(fc.constantFrom("", ...parts), fc.string({ maxLength: 3 })), { maxLength: 6 }),
          (pieces) => {
            const text = pieces.join("");
            once.lastIndex = 0;
            const match = once.exec(text);
            const { found } = counter.searchAll(text, LIMIT);
            const at = (index: number): number => (pattern.unicode ? [...text.slice(0, index)].length : index);
            assert.deepEqual(
              found,
              match ? { start: at(match.index), end: at(match.index + match[0].length) } : undefined,
              `${where} ${String(pattern)} on ${JSON.stringify(text)}`,
            );
          },
        ),
        { numRuns: 40, seed: 7 },
      );
    }
  });

  const slow: RegExp[] = [
    /\/+$/,
    /[.\s]+$/,
    /[?#].*$/,
    /a.*b/,
    /input token count.*exceeds/,
    /(model|models\/\S*)['"`]?.{0,120}(not found|does not exist)/,
    /option "?[^"]*"? must be of type/,
    /^(`{3,}|~{3,})[^\n]*\n([\s\S]*?)^\1[`~]*[ \t]*$/gm,
    /^(\d+)*$/,
    /^(a|a)*$/,
    /^\s*\s*x/,
    /(\d+(?:\.\d+)?)(ms|h|m|s|d)/gi,
    /^(.*(token|secret).*)$/,
  ];
  for (const pattern of slow) it(`sees that ${String(pattern)} is not linear`, () => assert.ok(growsTooFast(pattern)));

  const quick: RegExp[] = [
    /^\/+$/,
    /\s+/g,
    /^\s*\d+(\.\d+)?\s*$/,
    /model.{0,20}not found/,
    /\bBearer\s+\S+/gi,
    /a(?!b)/,
    /^(?:\d+[hms])+$/,
  ];
  for (const pattern of quick)
    it(`sees that ${String(pattern)} is linear`, () => assert.equal(growsTooFast(pattern), undefined));
});
