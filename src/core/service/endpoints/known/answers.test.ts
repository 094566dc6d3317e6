import assert from "node:assert/strict";
import { FakeClock } from "../../../../../test/support/fake-clock";
import { Answers } from "./answers";

function answersUnderTest() {
  const clock = new FakeClock();
  return { clock, answers: new Answers(clock) };
}

describe("the answers of an endpoint", () => {
  it("are recent for half a minute of the wall clock, to either side, whatever they say", () => {
    const { answers, clock } = answersUnderTest();
    assert.deepEqual([answers.lastAt, answers.areRecent], [undefined, false]);
    answers.came();
    assert.deepEqual([answers.lastAt, answers.areRecent], [clock.wallNow(), true]);
    clock.jumpWall(29_999);
    assert.equal(answers.areRecent, true);
    clock.jumpWall(1);
    assert.equal(answers.areRecent, false);
    clock.jumpWall(-60_000);
    assert.equal(answers.areRecent, false);
    answers.whole(undefined);
    assert.equal(answers.areRecent, true);
  });

  it("are counted while they are empty, until something else comes", () => {
    const { answers } = answersUnderTest();
    for (const end of [() => answers.failed(false), () => answers.whole(1), () => answers.endStreak()]) {
      answers.failed(true);
      answers.failed(true);
      assert.equal(answers.emptyStreak, 2);
      end();
      assert.equal(answers.emptyStreak, 0);
    }
  });

  it("took as long as whole ones did, where that is known", () => {
    const { answers } = answersUnderTest();
    answers.came();
    answers.failed(true);
    answers.whole(undefined);
    assert.equal(answers.durations, undefined);
    answers.whole(400);
    assert.deepEqual(answers.durations, { p50Ms: 400, p95Ms: 400 });
  });
});
