import assert from "node:assert/strict";
import { slotWaitMs, withTrial, type Phase, type Ticket } from "./phase";

const trial = (leaseEnd: number): Ticket => ({ phase: undefined, startedAt: 0, leaseEnd });
const begun = (slots: number, ...ends: number[]): Phase => ({
  mode: "auto", state: "half_open", at: 0, wallAt: 0, recoveryMs: 0, hinted: false,
  trials: ends.reduce<readonly Ticket[]>((trials, end) => withTrial(trials, trial(end), slots), []),
});

describe("trials", () => {
  it("rule 11: those that never report are kept no longer than they can matter", () => {
    const { trials } = begun(3, ...Array.from({ length: 1_000 }, (_, index) => index));
    assert.deepEqual(trials?.map(({ leaseEnd }) => leaseEnd), [997, 998, 999]);
  });

  it("a slot is free when fewer leases than slots run, whatever their order", () => {
    const phase = begun(2, 300, 100);
    assert.equal(slotWaitMs(phase, 2, 0), 100);
    assert.equal(slotWaitMs(phase, 1, 0), 300, "fewer slots than trials");
    assert.equal(slotWaitMs(phase, 3, 0), 0);
    assert.equal(slotWaitMs(phase, 2, 100), 0);
    assert.equal(slotWaitMs(phase, 1, 100), 200);
    assert.equal(slotWaitMs(begun(1), 1, 7), 0);
  });

  it("a phase that is not half-open has no slots to wait for", () => {
    assert.equal(slotWaitMs({ ...begun(1), state: "closed", trials: undefined }, 1, 7), 0);
  });
});
