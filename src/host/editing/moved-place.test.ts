import assert from "node:assert/strict";
import { moveOf, type FollowedStretch, type Spot } from "./moved-place";

const spot = (line: number, character: number): Spot => ({ line, character });
/** Lines 2 to 3: “bb\ncc”, of “aa\nxx\nbb\ncc\ndd”. */
const followed: FollowedStretch = { start: spot(2, 0), end: spot(3, 2), text: "bb\ncc" };
const change = (from: Spot, to: Spot, text: string) => ({ range: { start: from, end: to }, text });

describe("the place of code, through changes of its file", () => {
  it("stays when something changes behind it, right behind it too", () => {
    assert.deepEqual(moveOf(followed, change(spot(4, 0), spot(4, 2), "more\nlines")), { type: "kept" });
    assert.deepEqual(moveOf(followed, change(spot(3, 2), spot(3, 2), "\n")), { type: "kept" });
  });

  it("moves with what is written or taken away before it, right before it too", () => {
    const moved = (start: Spot, end: Spot) => ({ type: "moved", to: { start, end } });
    assert.deepEqual(moveOf(followed, change(spot(0, 0), spot(0, 0), "new\r\nnew\n")), moved(spot(4, 0), spot(5, 2)));
    assert.deepEqual(moveOf(followed, change(spot(0, 0), spot(1, 0), "")), moved(spot(1, 0), spot(2, 2)));
    assert.deepEqual(moveOf(followed, change(spot(2, 0), spot(2, 0), "if ")), moved(spot(2, 3), spot(3, 2)));
    assert.deepEqual(moveOf(followed, change(spot(1, 1), spot(2, 0), "-")), moved(spot(1, 2), spot(2, 2)));
  });

  it("grows and shrinks with what changes in it", () => {
    const touched = (start: Spot, end: Spot) => ({ type: "touched", to: { start, end } });
    assert.deepEqual(moveOf(followed, change(spot(2, 1), spot(2, 1), "\n\n")), touched(spot(2, 0), spot(5, 2)));
    assert.deepEqual(moveOf(followed, change(spot(2, 0), spot(3, 1), "")), touched(spot(2, 0), spot(2, 1)));
    assert.deepEqual(moveOf(followed, change(spot(2, 0), spot(3, 2), "other")), touched(spot(2, 0), spot(2, 5)));
  });

  it("keeps what is left of it when a change reaches over its edge", () => {
    const touched = (start: Spot, end: Spot) => ({ type: "touched", to: { start, end } });
    assert.deepEqual(moveOf(followed, change(spot(1, 0), spot(3, 0), "")), touched(spot(1, 0), spot(1, 2)));
    assert.deepEqual(moveOf(followed, change(spot(3, 0), spot(4, 1), "z")), touched(spot(2, 0), spot(3, 0)));
  });

  it("is empty when it was taken away, and comes back with the very same text", () => {
    const gone = moveOf(followed, change(spot(1, 0), spot(4, 0), ""));
    assert.deepEqual(gone, { type: "touched", to: { start: spot(1, 0), end: spot(1, 0) } });
    const empty = { start: spot(1, 0), end: spot(1, 0), text: followed.text };
    assert.deepEqual(moveOf(empty, change(spot(1, 0), spot(1, 0), "xx\nbb\ncc\n")), {
      type: "moved",
      to: { start: spot(2, 0), end: spot(3, 2) },
    });
    assert.deepEqual(moveOf(empty, change(spot(1, 0), spot(1, 0), "something else")).type, "moved");
  });

  it("is found again in a whole file that was replaced, unless its text is there twice", () => {
    const whole = (text: string) => moveOf(followed, change(spot(0, 0), spot(9, 0), text));
    assert.deepEqual(whole("bb\r\ncc\r\n"), { type: "moved", to: { start: spot(0, 0), end: spot(1, 2) } });
    assert.equal(whole("bb\ncc\nbb\ncc\n").type, "touched");
  });
});
