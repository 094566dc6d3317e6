import assert from "node:assert/strict";
import { AskHistory } from "./ask-history";

describe("AskHistory", () => {
  it("goes back to the oldest and forward again to the draft", () => {
    const history = new AskHistory();
    history.add("one");
    history.add("two");
    assert.equal(history.previous("dra"), "two");
    assert.equal(history.previous("two"), "one");
    assert.equal(history.previous("one"), undefined);
    assert.equal(history.next(), "two");
    assert.equal(history.next(), "dra");
    assert.equal(history.next(), undefined);
  });

  it("moves a question that was asked again to the end", () => {
    const history = new AskHistory();
    for (const question of ["one", "two", "one"]) history.add(question);
    assert.deepEqual(history.all, ["two", "one"]);
  });

  it("keeps the newest hundred", () => {
    const history = new AskHistory();
    for (let index = 0; index < 150; index++) history.add(`question ${index}`);
    assert.equal(history.all.length, 100);
    assert.equal(history.all[0], "question 50");
  });
});
