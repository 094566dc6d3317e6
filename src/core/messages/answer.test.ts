import assert from "node:assert/strict";
import { MAX_QUESTION_CHARS } from "../model/limits";
import { parseMemory, parseToHost, parseToPage } from "./answer";

describe("messages of the answer panel", () => {
  it("pass when they are what they should be", () => {
    assert.deepEqual(parseToHost({ type: "action", turn: 0, index: 1 }), { type: "action", turn: 0, index: 1 });
    assert.deepEqual(parseToPage({ type: "append", turn: 2, text: "x" }), { type: "append", turn: 2, text: "x" });
  });

  const bad: unknown[] = [
    undefined,
    null,
    "stop",
    {},
    { type: "run" },
    { type: "action", turn: 0, index: -1 },
    { type: "action", turn: 0, index: 1.5 },
    { type: "action", index: 1 },
    { type: "stop" },
    { type: "stop", turn: -1 },
    { type: "copyCode", turn: 0 },
    { type: "ask", text: "x".repeat(MAX_QUESTION_CHARS + 1) },
    { type: "addKind", kind: "secrets" },
    { type: "openLink", href: "command:x" },
    { type: "openLink", href: "file:///etc/passwd" },
    { type: "openLink", href: "javascript:alert(1)" },
  ];
  it("refuse to remember a conversation by a name that leads out of its folder", () => {
    assert.equal(parseMemory({ conversation: "../../secrets", draft: "" }), undefined);
    assert.deepEqual(parseMemory({ conversation: "a-1", draft: "x" }), { conversation: "a-1", draft: "x" });
  });

  for (const message of bad)
    it(`refuse ${JSON.stringify(message)?.slice(0, 80)} from a page`, () =>
      assert.equal(parseToHost(message), undefined));

  it("refuse a head without its status", () => {
    assert.equal(parseToPage({ type: "head", turn: 0, head: { question: "x", way: [], broken: false } }), undefined);
  });
});
