import assert from "node:assert/strict";
import { BreakerDriver } from "../../../test/support/breaker-driver";
import { rejection } from "../../../test/support/rejection";
import type { OperationCall } from "./call";

describe("rule 13: time limits", () => {
  const never = () => new Promise<never>(() => undefined);
  const timedOut = (error: unknown) => error instanceof DOMException && error.name === "TimeoutError";

  it("rule 13: timeoutMs that passes is a failure and rejects with a TimeoutError, though the operation heeds nothing", async () => {
    const driver = new BreakerDriver({ failureThreshold: 1 });
    const call = rejection(driver.breaker.execute(never, { timeoutMs: 500 }));
    driver.advance(499);
    assert.equal(driver.breaker.state, "closed");
    driver.advance(1);
    const error = await call;
    assert.ok(timedOut(error));
    assert.equal((error as Error).message, "The call took longer than 500 ms");
    assert.equal(driver.breaker.state, "open");
    assert.ok(timedOut(driver.breaker.lastOpenCause));
  });

  it("rule 13: it is not over before its time, though a timer fires early or cannot wait for so long", async () => {
    const driver = new BreakerDriver();
    const call = rejection(driver.breaker.execute(never, { timeoutMs: 500 }));
    driver.advance(100);
    for (let early = 0; early < 3; early++) assert.ok(driver.clock.fireNext());
    driver.advance(399);
    assert.deepEqual([driver.breaker.metrics().totalFailures, driver.clock.pending], [0, 1]);
    driver.advance(1);
    assert.ok(timedOut(await call));
    assert.equal(driver.clock.pending, 0);
  });

  it("rule 13: it aborts the call's signal, also one that is first read then", async () => {
    const driver = new BreakerDriver();
    let own: OperationCall | undefined;
    let lateCall: OperationCall | undefined;
    const call = rejection(
      driver.breaker.execute(
        (given) => {
          own = given;
          void given.signal;
          return never();
        },
        { timeoutMs: 10 },
      ),
    );
    const unread = rejection(
      driver.breaker.execute(
        (given) => {
          lateCall = given;
          return never();
        },
        { timeoutMs: 10 },
      ),
    );
    driver.advance(10);
    assert.equal(await call, own?.signal.reason);
    assert.equal(await unread, lateCall?.signal.reason);
  });

  it("rule 6: a time that passes once the caller has aborted ends the call, as a release with the caller's reason", async () => {
    const driver = new BreakerDriver({ failureThreshold: 1 });
    const caller = new AbortController();
    const call = driver.breaker.execute(never, { signal: caller.signal, timeoutMs: 10 });
    driver.advance(5);
    caller.abort("stop");
    driver.advance(5);
    assert.equal(await rejection(call), "stop");
    assert.deepEqual([driver.breaker.state, driver.breaker.metrics().totalReleased], ["closed", 1]);
  });

  it("rule 13: what the operation does after its time counts for nothing and is nobody's unhandled rejection", async () => {
    const driver = new BreakerDriver();
    let fail = (_: Error) => {};
    const call = rejection(
      driver.breaker.execute(() => new Promise<never>((_, reject) => (fail = reject)), { timeoutMs: 10 }),
    );
    driver.advance(10);
    assert.ok(timedOut(await call));
    fail(new Error("late"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual([driver.breaker.metrics().totalFailures, driver.breaker.metrics().totalRequests], [1, 1]);
  });

  it("rule 13: no timer is left when the operation ends in time, however it ends", async () => {
    const driver = new BreakerDriver();
    assert.equal(await driver.breaker.execute(() => 1, { timeoutMs: 10 }), 1);
    await rejection(
      driver.breaker.execute(
        () => {
          throw new Error("sync");
        },
        { timeoutMs: 10 },
      ),
    );
    await rejection(driver.breaker.execute(() => Promise.reject(new Error("async")), { timeoutMs: 10 }));
    assert.equal(driver.clock.pending, 0);
  });

  it("rule 13: a caller's signal aborted by a timeout is a failure, every other abort a release", async () => {
    for (const [reason, failures, releases] of [
      [new DOMException("time", "TimeoutError"), 1, 0],
      [new DOMException("stop", "AbortError"), 0, 1],
      ["stop", 0, 1],
      [undefined, 0, 1],
    ] as const) {
      const { breaker } = new BreakerDriver();
      const caller = new AbortController();
      const call = rejection(
        breaker.execute(
          ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
          { signal: caller.signal },
        ),
      );
      caller.abort(reason);
      assert.equal(await call, caller.signal.reason);
      assert.deepEqual(
        [breaker.metrics().totalFailures, breaker.metrics().totalReleased],
        [failures, releases],
        String(reason),
      );
    }
  });

  it("rule 13: a caller's own mistake is a TypeError, or a RangeError for a number, before anything is counted", async () => {
    const { breaker } = new BreakerDriver();
    const refusal = (options: unknown) => rejection(breaker.execute(() => 1, options as never));
    for (const options of [5, "signal", true, () => 1])
      assert.deepEqual(await refusal(options), new TypeError("execute needs an AbortSignal or options"));
    for (const signal of [{}, 3, "signal"])
      assert.deepEqual(await refusal({ signal }), new TypeError("the signal of execute must be an AbortSignal"));
    for (const timeoutMs of [0, NaN, -1, Infinity, 2 ** 53]) {
      const message = `timeoutMs must be a number from 0.001 to ${Number.MAX_SAFE_INTEGER}, but is ${timeoutMs}`;
      assert.deepEqual(await refusal({ timeoutMs }), new RangeError(message));
    }
    assert.ok((await refusal({ timeoutMs: "5" })) instanceof RangeError);
    const unknown = new RangeError('options of execute has no "timeout"; known are signal, timeoutMs');
    assert.deepEqual(await refusal({ timeout: 5 }), unknown);
    assert.equal(breaker.metrics().totalRequests, 0);
    for (const options of [undefined, null, {}, { signal: undefined }, { signal: null, timeoutMs: undefined }])
      assert.equal(await breaker.execute(() => 1, options), 1);
  });
});
