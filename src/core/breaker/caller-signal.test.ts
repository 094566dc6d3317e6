import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { BreakerDriver } from "../../../test/support/breaker-driver";
import { rejection } from "../../../test/support/rejection";
import { CircuitBreaker } from "../index";

const listeners = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

describe("rule 6: execute and the caller's signal", () => {
  for (const [name, thrown] of [
    ["an AbortError", new DOMException("stop", "AbortError")],
    ["a string", "stop"],
    ["undefined", undefined],
    ["another error", new Error("socket")],
  ] as const) {
    it(`rule 6: aborted and then thrown ${name}: a release, and that is what the caller gets`, async () => {
      const driver = new BreakerDriver({ failureThreshold: 1 });
      const caller = new AbortController();
      const call = driver.breaker.execute(
        () => new Promise((_, reject) => setTimeout(() => reject(thrown), 1)),
        caller.signal,
      );
      caller.abort("stop");
      assert.equal(await rejection(call), thrown);
      const { totalReleased, totalFailures, totalSuccesses } = driver.breaker.metrics();
      assert.deepEqual([driver.breaker.state, totalReleased, totalFailures, totalSuccesses], ["closed", 1, 0, 0]);
      assert.equal(listeners(caller.signal), 0);
    });
  }

  it("rule 6: an AbortError without the caller's signal being aborted is a failure", async () => {
    const driver = new BreakerDriver({ failureThreshold: 1 });
    await rejection(
      driver.breaker.execute(
        () => Promise.reject(new DOMException("timed out", "AbortError")),
        new AbortController().signal,
      ),
    );
    assert.equal(driver.breaker.state, "open");
  });

  it("rule 6: an aborted signal at entry runs nothing and takes no permit", async () => {
    const driver = new BreakerDriver({ failureThreshold: 1 });
    const reason = new Error("no more");
    const signal = AbortSignal.abort(reason);
    let ran = false;
    assert.equal(await rejection(driver.breaker.execute(() => (ran = true), signal)), reason);
    assert.equal(ran, false);
    assert.equal(driver.breaker.metrics().totalRequests, 0);
    driver.fail();
    assert.equal(await rejection(driver.breaker.execute(() => 1, signal)), reason, "whatever the state");
    assert.equal(driver.breaker.metrics().totalRejected, 0);
    assert.equal(listeners(signal), 0);
  });

  it("small print: when the operation gives a value all the same, the signal's reason is thrown, as a release", async () => {
    const driver = new BreakerDriver({ failureThreshold: 1 });
    const caller = new AbortController();
    let settled = false;
    let finish = (_: number) => {};
    const call = driver.breaker.execute(() => new Promise<number>((resolve) => (finish = resolve)), caller.signal);
    const seen = rejection(call).finally(() => (settled = true));
    caller.abort("reason");
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(settled, false, "it settles when the operation does");
    finish(1);
    assert.equal(await seen, "reason");
    assert.equal(driver.breaker.metrics().totalReleased, 1);
    assert.equal(driver.breaker.metrics().totalSuccesses, 0);
  });

  it("rule 6: cancelled trials leave the breaker half-open", async () => {
    const driver = new BreakerDriver().fail(3).advance(60_000);
    for (let trial = 0; trial < 10; trial++) {
      const caller = new AbortController();
      const call = driver.breaker.execute(
        ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
        caller.signal,
      );
      await rejection(driver.breaker.execute(() => 1));
      caller.abort(`stop ${trial}`);
      assert.equal(await rejection(call), `stop ${trial}`);
    }
    assert.equal(driver.breaker.state, "half_open");
    assert.equal(await driver.breaker.execute(() => 1), 1);
    assert.equal(driver.breaker.state, "closed");
  });

  it("rule 6: no listener is left on a long-lived signal, whatever the outcome", async () => {
    const driver = new BreakerDriver({ failureThreshold: 100 });
    const { signal } = new AbortController();
    await driver.breaker.execute(async ({ signal: own }) => assert.equal(own.aborted, false), signal);
    assert.equal(listeners(signal), 0);
    await rejection(driver.breaker.execute(({ signal: _own }) => Promise.reject(new Error("x")), signal));
    await rejection(
      driver.breaker.execute(({ signal: _own }) => {
        throw new Error("x");
      }, signal),
    );
    assert.equal(listeners(signal), 0);
    const pending = driver.breaker.execute(
      ({ signal: _own }) => new Promise<void>((resolve) => setTimeout(resolve, 1)),
      signal,
    );
    assert.equal(listeners(signal), 1);
    await pending;
    assert.equal(listeners(signal), 0);
  });

  it("rule 6: any number of calls at once need one listener on their caller's signal, so that no runtime warns of a leak", async () => {
    const warnings: Error[] = [];
    const warn = (warning: Error) => void warnings.push(warning);
    process.on("warning", warn);
    try {
      const breakers = [new BreakerDriver().breaker, new BreakerDriver().breaker];
      const caller = new AbortController();
      const ends: (() => void)[] = [];
      const own: AbortSignal[] = [];
      const calls = Array.from({ length: 40 }, (_, index) =>
        breakers[index % 2]!.execute(
          ({ signal }) =>
            new Promise<void>((resolve, reject) => {
              own.push(signal);
              ends.push(resolve);
              signal.addEventListener("abort", () => reject(signal.reason));
            }),
          caller.signal,
        ),
      );
      assert.equal(listeners(caller.signal), 1);
      ends.slice(0, 39).forEach((end) => end());
      await Promise.all(calls.slice(0, 39));
      assert.equal(listeners(caller.signal), 1, "one call is left");
      caller.abort("stop");
      assert.equal(await rejection(calls[39]!), "stop");
      assert.deepEqual(
        own.map(({ aborted }) => aborted),
        own.map((_, index) => index === 39),
      );
      assert.equal(listeners(caller.signal), 0);
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual(warnings, []);
    } finally {
      process.off("warning", warn);
    }
  });

  it("a signal of somebody's own making does, whatever it calls its listeners with", async () => {
    const heard = new Set<() => void>();
    const caller = {
      aborted: false,
      reason: undefined as unknown,
      addEventListener: (_: string, listener: () => void) => heard.add(listener),
      removeEventListener: (_: string, listener: () => void) => heard.delete(listener),
    };
    const call = new CircuitBreaker().execute(
      ({ signal: own }) => new Promise((_, reject) => own.addEventListener("abort", () => reject(own.reason))),
      caller as unknown as AbortSignal,
    );
    assert.equal(heard.size, 1);
    Object.assign(caller, { aborted: true, reason: "stop" });
    heard.forEach((listener) => listener());
    assert.equal(await rejection(call), "stop");
    assert.equal(heard.size, 0);
  });

  it("takes null for no signal", async () => {
    assert.equal(
      await new CircuitBreaker().execute(({ signal }) => signal.aborted, null as unknown as undefined),
      false,
    );
  });
});
