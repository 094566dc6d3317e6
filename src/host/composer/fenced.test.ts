import assert from "node:assert/strict";
import { MAX_QUESTION_CHARS } from "../../core/model/limits";
import { fenced } from "./fenced";

describe("something of the editor that is sent", () => {
  it("stands in a fence longer than any in it", () => {
    assert.equal(fenced("a.ts", "typescript", "let a;"), "a.ts:\n\n```typescript\nlet a;\n```");
    assert.equal(fenced("a.md", "markdown", "````\nx\n````"), "a.md:\n\n`````markdown\n````\nx\n````\n`````");
  });

  it("is cut to what a question may have, and says so", () => {
    assert.doesNotMatch(fenced("a", "", "x".repeat(MAX_QUESTION_CHARS)), /beginning/);
    const sent = fenced("a", "", "x".repeat(3 * MAX_QUESTION_CHARS));
    assert.ok(sent.length < MAX_QUESTION_CHARS + 200, `${sent.length}`);
    assert.match(sent, /\n```\n\nThis is the beginning: 262,144 of 786,432 characters\.$/);
  });

  it("may hold fences without number", () => {
    assert.match(fenced("a", "", "` ".repeat(3 * MAX_QUESTION_CHARS)), /^a:\n\n```\n` ` /);
  });
});
