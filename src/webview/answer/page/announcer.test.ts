import assert from "node:assert/strict";
import { Window } from "happy-dom";
import type { AnswerStatus } from "../../../core/messages/turn";
import type { Announcer } from "./announcer";

const asking: AnswerStatus = { phase: "asking", endpoint: "", elapsedMs: 0 };
const answering: AnswerStatus = { phase: "answering", endpoint: "ollama", elapsedMs: 0 };
const done: AnswerStatus = { phase: "done", summary: "12 tokens", actions: [] };
const failed: AnswerStatus = { phase: "failed", message: "Nobody is there.", lines: [], actions: [] };

describe("what a screen reader is told of answers", () => {
  let announcer: Announcer;
  let said: string[];
  const tell = (turn: number, ...statuses: AnswerStatus[]): void => {
    for (const status of statuses) {
      const before = announcer.node.textContent;
      announcer.tell(turn, status);
      if (announcer.node.textContent !== before) said.push(announcer.node.textContent ?? "");
    }
  };
  beforeEach(async () => {
    const window = new Window();
    Object.assign(globalThis, { document: window.document });
    announcer = new (await import("./announcer")).Announcer();
    said = [];
  });
  afterEach(() => {
    Reflect.deleteProperty(globalThis, "document");
  });

  it("is the start and the end of each, once", () => {
    tell(0, asking, { ...asking, endpoint: "ollama" }, answering, answering, done, done);
    assert.deepEqual(said, ["Asked.", "The answer is there."]);
  });

  it("is the failure once, whatever changes in its lines", () => {
    tell(0, asking, failed, { ...failed, lines: [{ text: "open", nextTryInMs: 900 }] });
    assert.deepEqual(said, ["Asked.", "No answer: Nobody is there."]);
  });

  it("is nothing of answers that had ended, and nothing of the start of one that runs already", () => {
    tell(0, done);
    tell(1, failed);
    tell(2, { phase: "stopped" });
    tell(3, answering, done);
    assert.deepEqual(said, ["The answer is there."]);
  });

  it("is each answer, though the words are the same", () => {
    tell(0, answering, done);
    tell(1, answering, done);
    assert.equal(said.length, 2);
    announcer.clear();
    tell(0, done);
    assert.equal(announcer.node.textContent, "");
  });
});
