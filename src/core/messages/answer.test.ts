import assert from "node:assert/strict";
import { parseToHost, parseToPage } from "./answer";

describe("messages of the answer panel", () => {
  it("pass when they are what they should be", () => {
    assert.deepEqual(parseToHost({ type: "action", index: 1 }), { type: "action", index: 1 });
    assert.deepEqual(parseToPage({ type: "append", text: "x" }), { type: "append", text: "x" });
  });

  const bad: unknown[] = [
    undefined,
    null,
    "stop",
    {},
    { type: "run" },
    { type: "action", index: -1 },
    { type: "action", index: 1.5 },
    { type: "copyCode" },
    { type: "openLink", href: "command:x" },
    { type: "openLink", href: "file:///etc/passwd" },
    { type: "openLink", href: "javascript:alert(1)" },
  ];
  for (const message of bad)
    it(`refuse ${JSON.stringify(message)} from a page`, () => assert.equal(parseToHost(message), undefined));

  it("refuse a head without its status", () => {
    assert.equal(parseToPage({ type: "head", head: { question: "x", way: [], broken: false } }), undefined);
  });
});
