import assert from "node:assert/strict";
import { beginTrial, endTrial, slotWaitMs, type Ticket, type Trials } from "./phase";

const trial = (leaseEnd: number): Ticket => ({ phase: undefined, startedAt: 0, leaseEnd });
const begun = (max: number, ...ends: number[]): Trials => {
  const trials: Trials = { mode: "auto", state: "half_open", tickets: [] };
  for (const end of ends) beginTrial(trials, trial(end), max);
  return trials;
};

describe("trials", () => {
  it("rule 11: those that never report are kept no longer than they can matter", () => {
    const trials = begun(3, ...Array.from({ length: 1_000 }, (_, index) => index));
    assert.deepEqual(trials.tickets.map(({ leaseEnd }) => leaseEnd), [997, 998, 999]);
  });

  it("a slot is free when fewer leases than slots run, whatever their order", () => {
    const trials = begun(2, 300, 100);
    assert.equal(slotWaitMs(trials, 2, 0), 100);
    assert.equal(slotWaitMs(trials, 1, 0), 300, "fewer slots than trials");
    assert.equal(slotWaitMs(trials, 3, 0), 0);
    assert.equal(slotWaitMs(trials, 2, 100), 0);
    assert.equal(slotWaitMs(trials, 1, 100), 200);
    assert.equal(slotWaitMs(begun(1), 1, 7), 0);
  });

  it("a trial that ends gives its own slot back, in time or not", () => {
    const trials = begun(2, 100, 300);
    const [first, second] = trials.tickets as [Ticket, Ticket];
    assert.equal(endTrial(trials, second, 299), true);
    assert.deepEqual(trials.tickets, [first]);
    assert.equal(endTrial(trials, first, 100), false);
    assert.deepEqual(trials.tickets, []);
  });
});
