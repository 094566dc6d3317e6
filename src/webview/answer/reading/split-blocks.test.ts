import assert from "node:assert/strict";
import { answerMarkdown } from "./markdown-rules";
import { splitBlocks } from "./split-blocks";

const markdown = answerMarkdown();
const answer =
  "# Title\n\nA paragraph\nof two lines.\n\n- one\n- two\n  - three\n\n```ts\nlet a = 1;\n\n\nlet b;\n```\n\n> quote\nlazy\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. x\n\n   y\n2. z\n\nThe end.";

/** What the page draws of a text that grows by pieces: finished blocks once, the last one again and again. */
function grown(pieces: string[]): string[] {
  let text = "";
  let openFrom = 0;
  let finished: string[] = [];
  let open: string[] = [];
  for (const piece of pieces) {
    text += piece;
    const blocks = splitBlocks(markdown, text.slice(openFrom), {});
    const last = blocks.pop();
    finished = [...finished, ...blocks.map((block) => markdown.renderer.render(block.tokens, markdown.options, {}))];
    open = last ? [markdown.renderer.render(last.tokens, markdown.options, {})] : [];
    if (last) openFrom += last.start;
  }
  return [...finished, ...open];
}

describe("splitBlocks", () => {
  it("finds the top-level blocks and where they begin", () => {
    const blocks = splitBlocks(markdown, "a\n\n- b\n- c\n\n```\nd\n```", {});
    assert.deepEqual(
      blocks.map(({ start }) => start),
      [0, 3, 12],
    );
  });

  it("draws a growing answer as it would the whole, however it is cut", () => {
    const whole = markdown.render(answer);
    for (const size of [1, 2, 3, 7, 20, 1000]) {
      const pieces = answer.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
      assert.equal(grown(pieces).join(""), whole, `pieces of ${size}`);
    }
  });

  it("gives nothing for nothing", () => {
    assert.deepEqual(splitBlocks(markdown, " \n\n", {}), []);
  });
});
