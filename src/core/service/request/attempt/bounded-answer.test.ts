import assert from "node:assert/strict";
import { MAX_ANSWER_CHARS } from "../../../model/limits";
import { BoundedAnswer } from "./bounded-answer";

describe("an answer as it comes", () => {
  it("shows each piece, and keeps them all", () => {
    const answer = new BoundedAnswer();
    assert.deepEqual(
      ["Hel", "lo", "", " "].map((piece) => answer.add(piece)),
      ["Hel", "lo", "", " "],
    );
    assert.deepEqual([answer.text, answer.pieces, answer.overflowed], ["Hello ", 3, false]);
  });

  it("shows the blanks before its first word with that", () => {
    const answer = new BoundedAnswer();
    assert.deepEqual([answer.add("\n"), answer.add(" "), answer.text, answer.pieces], ["", "", "", 0]);
    assert.deepEqual([answer.add("a"), answer.add("\n"), answer.text, answer.pieces], ["\n a", "\n", "\n a\n", 2]);
  });

  it("has as much as it may have, and no more", () => {
    const answer = new BoundedAnswer();
    answer.add("x".repeat(MAX_ANSWER_CHARS - 1));
    assert.deepEqual([answer.add("y"), answer.overflowed], ["y", false]);
    assert.deepEqual([answer.add("z"), answer.overflowed, answer.text.at(-1)], ["", true, "y"]);
    assert.deepEqual([answer.add(""), answer.overflowed], ["", true]);
  });

  it("has no more blanks than that either, though nothing of them is shown", () => {
    const answer = new BoundedAnswer();
    answer.add(" ".repeat(MAX_ANSWER_CHARS));
    assert.equal(answer.overflowed, false);
    answer.add(" ");
    assert.deepEqual([answer.overflowed, answer.text], [true, ""]);
  });
});
