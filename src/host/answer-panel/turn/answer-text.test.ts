import assert from "node:assert/strict";
import { MAX_PAGE_MESSAGE_CHARS, MAX_SET_ASIDE_CHARS } from "../../../core/model/limits";
import { AnswerText } from "./answer-text";

function textUnderTest() {
  const sent: string[][] = [];
  const due: (() => void)[] = [];
  const text = new AnswerText({ send: (pieces) => sent.push(pieces), schedule: (fn) => due.push(fn) });
  /** The burst is over. */
  const settle = (): void => {
    for (const fn of due.splice(0)) fn();
  };
  return { text, sent, due, settle };
}

describe("the text of an answer", () => {
  it("goes to the page once a burst, and at once where something else has to follow it", () => {
    const { text, sent, due, settle } = textUnderTest();
    for (const piece of ["a", "b", "c"]) text.add(piece);
    assert.deepEqual([sent, due.length], [[], 1]);
    settle();
    text.add("d");
    text.flush();
    settle();
    text.flush();
    assert.deepEqual([sent, text.whole], [[["abc"], ["d"]], "abcd"]);
  });

  it("is cut into what one message may hold, never within a character", () => {
    const { text, sent, settle } = textUnderTest();
    const long = `a${"🙂".repeat(MAX_PAGE_MESSAGE_CHARS)}`;
    text.add(long);
    settle();
    const [pieces = []] = sent;
    assert.equal(pieces.join(""), long);
    assert.deepEqual(
      pieces.map(({ length }) => length),
      [MAX_PAGE_MESSAGE_CHARS - 1, MAX_PAGE_MESSAGE_CHARS, 2],
    );
  });

  it("is told from its beginning to a page that has nothing of it, whatever that was to be sent", () => {
    const { text, sent, settle } = textUnderTest();
    text.add("half");
    assert.equal(text.fromBeginning(), "half");
    settle();
    assert.deepEqual(sent, []);
    text.add("x".repeat(MAX_PAGE_MESSAGE_CHARS));
    assert.equal(text.fromBeginning().length, MAX_PAGE_MESSAGE_CHARS);
    text.add("!");
    settle();
    assert.deepEqual(sent, [["xxxx!"]]);
  });

  it("is set aside with the reason, once there is any, and of a long one the beginning is kept", () => {
    const { text, sent, settle } = textUnderTest();
    assert.equal(text.setAside("no answer"), false);
    text.add("half");
    assert.equal(text.setAside("cut off"), true);
    settle();
    assert.deepEqual([text.isEmpty, sent], [true, []]);
    text.add("x".repeat(MAX_SET_ASIDE_CHARS + 1));
    text.setAside("too long");
    assert.deepEqual(text.discarded, [
      { text: "half", reason: "cut off" },
      { text: `${"x".repeat(MAX_SET_ASIDE_CHARS)}…`, reason: "too long" },
    ]);
  });

  it("is that of an earlier window, or a whole one in place of what came", () => {
    const { text, sent, settle } = textUnderTest();
    text.restore({ answer: "kept", discarded: [{ text: "half", reason: "cut off" }] });
    assert.deepEqual([text.whole, text.discarded.length, text.fromBeginning()], ["kept", 1, "kept"]);
    text.add(" and more");
    text.replace("whole");
    settle();
    assert.deepEqual([text.whole, sent, text.fromBeginning()], ["whole", [], "whole"]);
  });
});
