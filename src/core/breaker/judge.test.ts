import assert from "node:assert/strict";
import { rejection } from "../../../test/support/rejection";
import { FakeClock } from "../../../test/support/fake-clock";
import { CircuitBreaker, type OptionsPatch } from "../index";
import type { CallEnd } from "./types";

describe("judge", () => {
  const judged = (judge: (end: CallEnd) => unknown, options: OptionsPatch = { failureThreshold: 1 }) =>
    new CircuitBreaker(options, { clock: new FakeClock(), judge: judge as never });

  it("says what counts, of values and of errors", async () => {
    const breaker = judged(
      (end) =>
        "value" in end
          ? end.value === "bad"
            ? "failure"
            : "success"
          : (end.error as Error).message === "mine"
            ? "release"
            : "failure",
      { failureThreshold: 9 },
    );
    assert.equal(await breaker.execute(() => "good"), "good");
    assert.equal(await breaker.execute(() => "bad"), "bad", "the caller gets it all the same");
    assert.equal(
      (
        (await rejection(
          breaker.execute(() => {
            throw new Error("mine");
          }),
        )) as Error
      ).message,
      "mine",
    );
    await rejection(breaker.execute(() => Promise.reject(new Error("theirs"))));
    const { totalSuccesses, totalFailures, totalReleased } = breaker.metrics();
    assert.deepEqual([totalSuccesses, totalFailures, totalReleased], [1, 2, 1]);
  });

  it("may take an error for a success, and the caller gets it all the same", async () => {
    const breaker = judged((end) => ("error" in end ? "success" : "failure"), { failureThreshold: 2 });
    const missing = new Error("404");
    assert.equal(await rejection(breaker.execute(() => Promise.reject(missing))), missing);
    const { totalSuccesses, totalFailures, consecutiveSuccesses } = breaker.metrics();
    assert.deepEqual([totalSuccesses, totalFailures, consecutiveSuccesses], [1, 0, 1]);
  });

  it("is not asked about what the caller or the time limit cut short", async () => {
    const breaker = judged(() => assert.fail("asked"), {});
    const caller = new AbortController();
    const call = rejection(
      breaker.execute(
        ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
        caller.signal,
      ),
    );
    caller.abort("stop");
    assert.equal(await call, "stop");
    assert.equal(breaker.metrics().totalReleased, 1);
  });

  it("one that throws or talks nonsense breaks neither the call nor the breaker", async () => {
    for (const judge of [
      () => {
        throw new Error("judge");
      },
      () => "perhaps",
      () => undefined,
    ]) {
      const breaker = judged(judge);
      assert.equal(await breaker.execute(() => 1), 1);
      assert.equal(breaker.state, "closed");
      await rejection(breaker.execute(() => Promise.reject(new Error("x"))));
      assert.equal(breaker.state, "open");
    }
  });
});
