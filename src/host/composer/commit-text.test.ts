import assert from "node:assert/strict";
import { commitText } from "./commit-text";

describe("the message of a commit", () => {
  const cases: [string, string, string][] = [
    ["as it is", "Add tax to the cart\n\nIt was forgotten.", "Add tax to the cart\n\nIt was forgotten."],
    ["without blanks around it and at its line ends", "\n  Add tax  \r\n\r\nBody \n", "Add tax\n\nBody"],
    ["without a fence", "```\nAdd tax\n```", "Add tax"],
    [
      "without a fence that names a language, and what is said around it",
      "Here:\n```text\nAdd tax\n\nWhy\n```\nDone!",
      "Add tax\n\nWhy",
    ],
    ["without a fence that never ends", "~~~\nAdd tax", "Add tax"],
    ["without quotation marks", "“Add tax”", "Add tax"],
    ["with marks that belong to it", "`tax` is added", "`tax` is added"],
    ["with two that are quoted in it", "`net` and `tax`", "`net` and `tax`"],
    ["without what nobody sees", "Add\u202E tax\u200B", "Add tax"],
    ["as nothing where there is nothing", "```\n```", ""],
    ["as it is where it is one mark", '"', '"'],
  ];
  for (const [what, answer, text] of cases) it(`is taken ${what}`, () => assert.equal(commitText(answer), text));
});
