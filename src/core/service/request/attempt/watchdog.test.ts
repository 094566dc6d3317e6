import assert from "node:assert/strict";
import { FakeClock } from "../../../../../test/support/fake-clock";
import { Watchdog } from "./watchdog";

function watched() {
  const clock = new FakeClock();
  const barks: number[] = [];
  return { clock, barks, dog: new Watchdog(clock, () => barks.push(clock.now())) };
}

describe("a watchdog", () => {
  it("barks once, after its time without a sign of life", () => {
    const { clock, barks, dog } = watched();
    dog.start(1_000);
    clock.advance(999);
    assert.deepEqual(barks, []);
    clock.advance(10_000);
    assert.deepEqual([barks, clock.pending], [[1_000], 0]);
  });

  it("counts anew from each sign of life, with one timer however many there are", () => {
    const { clock, barks, dog } = watched();
    dog.start(1_000);
    for (let sign = 0; sign < 9; sign++) {
      clock.advance(300);
      dog.touch();
      assert.equal(clock.pending, 1);
    }
    clock.advance(5_000);
    assert.deepEqual(barks, [3_700]);
  });

  it("takes another allowance from now on", () => {
    const { clock, barks, dog } = watched();
    dog.start(1_000);
    clock.advance(900);
    dog.start(500);
    clock.advance(5_000);
    assert.deepEqual(barks, [1_400]);
  });

  it("is silent after it was stopped, and leaves no timer", () => {
    const { clock, barks, dog } = watched();
    dog.start(1_000);
    dog.stop();
    dog.stop();
    clock.advance(5_000);
    assert.deepEqual([barks, clock.pending], [[], 0]);
  });

  it("calls what is to be done on the way once, and barks at its own time all the same", () => {
    const { clock, barks, dog } = watched();
    const halfway: number[] = [];
    dog.start(1_000, 400, () => halfway.push(clock.now()));
    clock.advance(5_000);
    assert.deepEqual([halfway, barks], [[400], [1_000]]);
  });

  it("forgets what was to be done on the way when it is started anew", () => {
    const { clock, dog } = watched();
    dog.start(1_000, 400, () => assert.fail("it was forgotten"));
    dog.start(1_000);
    clock.advance(5_000);
  });

  it("starts anew where a timer fires so late that the machine must have slept", () => {
    const { clock, barks, dog } = watched();
    dog.start(1_000);
    clock.stall(3_001);
    clock.advance(0);
    assert.deepEqual(barks, []);
    clock.advance(1_000);
    assert.deepEqual(barks, [4_001]);
  });

  it("sees a sleep that only the wall clock has noticed", () => {
    const { clock, barks, dog } = watched();
    dog.start(1_000);
    clock.jumpWall(60_000);
    clock.advance(1_000);
    assert.deepEqual(barks, []);
    clock.advance(1_000);
    assert.deepEqual(barks, [2_000]);
  });

  it("waits a little longer where the process was busy, so that what has come meanwhile is read", () => {
    const { clock, barks, dog } = watched();
    dog.start(1_000);
    clock.stall(1_201);
    clock.advance(0);
    assert.deepEqual(barks, []);
    dog.touch();
    clock.advance(200);
    assert.deepEqual(barks, []);
    clock.advance(800);
    assert.deepEqual(barks, [2_201]);
  });

  it("takes a timer that is hardly late, or twice its time late, for neither", () => {
    for (const [late, at] of [
      [1_200, 1_200],
      [3_000, 3_200],
    ] as const) {
      const { clock, barks, dog } = watched();
      dog.start(1_000);
      clock.stall(late);
      clock.advance(5_000);
      assert.deepEqual(barks, [at]);
    }
  });

  it("does not bark early where a timer fires before its time", () => {
    const { clock, barks, dog } = watched();
    dog.start(1_000);
    clock.advance(500);
    clock.fireNext();
    assert.deepEqual(barks, []);
    clock.advance(500);
    assert.deepEqual(barks, [1_000]);
  });
});
