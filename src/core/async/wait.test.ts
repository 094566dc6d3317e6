import assert from "node:assert/strict";
import { FakeClock } from "../../../test/support/fake-clock";
import { CancelSource } from "./cancel-signal";
import { sleep, untilAborted, within } from "./wait";

const never = new Promise<never>(() => undefined);

describe("sleep", () => {
  it("resolves after its time and leaves no timer", async () => {
    const clock = new FakeClock();
    const asleep = sleep(clock, 100, new CancelSource().signal);
    clock.advance(100);
    await asleep;
    assert.equal(clock.pending, 0);
  });

  it("rejects with the signal's reason, at once where that has fired already, and leaves no timer", async () => {
    const clock = new FakeClock();
    const source = new CancelSource();
    const asleep = sleep(clock, 100, source.signal);
    source.abort("enough");
    await assert.rejects(asleep, (error: unknown) => error === "enough");
    await assert.rejects(sleep(clock, 100, source.signal), (error: unknown) => error === "enough");
    assert.equal(clock.pending, 0);
  });
});

describe("untilAborted", () => {
  it("gives what the work gives", async () => {
    const { signal } = new CancelSource();
    assert.equal(await untilAborted(Promise.resolve(7), signal), 7);
    await assert.rejects(untilAborted(Promise.reject(new Error("no")), signal), /no/);
  });

  it("rejects with the reason where the work does not heed the signal, and lets work that fails later do so unheard", async () => {
    const source = new CancelSource();
    const waiting = untilAborted(never, source.signal);
    source.abort("enough");
    await assert.rejects(waiting, (error: unknown) => error === "enough");
    await assert.rejects(
      untilAborted(Promise.reject(new Error("late")), source.signal),
      (error: unknown) => error === "enough",
    );
  });
});

describe("within", () => {
  it("gives what the work gives or throws in its time, and leaves no timer", async () => {
    const clock = new FakeClock();
    assert.equal(await within(Promise.resolve(7), 100, clock), 7);
    await assert.rejects(within(Promise.reject(new Error("no")), 100, clock), /no/);
    await new Promise(setImmediate);
    assert.equal(clock.pending, 0);
  });

  it("gives undefined when the time is over, and work that fails later does so unheard", async () => {
    const clock = new FakeClock();
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise<number>((_, reject) => (fail = reject));
    const waiting = within(work, 100, clock);
    clock.advance(100);
    assert.equal(await waiting, undefined);
    fail(new Error("late"));
    await new Promise(setImmediate);
  });
});
