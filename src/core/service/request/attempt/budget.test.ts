import assert from "node:assert/strict";
import { FakeClock } from "../../../../../test/support/fake-clock";
import { FirstTokenBudget } from "./budget";

function budgetOf(totalMs: number, startAt = 0) {
  const clock = new FakeClock();
  clock.advance(startAt);
  const expired: number[] = [];
  return { clock, expired, budget: new FirstTokenBudget(clock, totalMs, () => expired.push(clock.now())) };
}

describe("a request's budget up to its first token", () => {
  it("expires once, after its time", () => {
    const { clock, expired, budget } = budgetOf(1_000);
    clock.advance(400);
    assert.equal(budget.remainingMs, 600);
    clock.advance(9_000);
    assert.deepEqual([expired, budget.remainingMs, clock.pending], [[1_000], 0, 0]);
  });

  it("is what is left from when it began", () => {
    const { clock, budget } = budgetOf(1_000, 5_000);
    clock.advance(300);
    assert.equal(budget.remainingMs, 700);
    clock.advance(900);
    assert.equal(budget.remainingMs, 0);
  });

  it("has no bound with 0", () => {
    const { clock, budget } = budgetOf(0);
    budget.suspend();
    budget.resume();
    assert.deepEqual([budget.remainingMs, clock.pending], [Infinity, 0]);
  });

  it("stands still while it is suspended by anybody", () => {
    const { clock, expired, budget } = budgetOf(1_000);
    clock.advance(300);
    budget.suspend();
    budget.suspend();
    clock.advance(5_000);
    budget.resume();
    clock.advance(5_000);
    assert.deepEqual([budget.remainingMs, clock.pending], [700, 0]);
    budget.resume();
    clock.advance(5_000);
    assert.deepEqual(expired, [10_300 + 700]);
  });

  it("ends for good with the first token, whatever is resumed later", () => {
    const { clock, expired, budget } = budgetOf(1_000);
    budget.suspend();
    budget.end();
    budget.resume();
    clock.advance(5_000);
    assert.deepEqual([expired, budget.remainingMs, clock.pending], [[], Infinity, 0]);
  });
});
