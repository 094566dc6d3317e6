/* eslint-disable prefer-rest-params -- the ways to read an argument without declaring it are what is tested */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { BreakerDriver } from "../../../test/support/breaker-driver";
import { rejection } from "../../../test/support/rejection";
import { CircuitOpenError } from "../index";
import type { OperationCall } from "./call";

const listeners = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

describe("rule 13: what execute takes", () => {
  it("rule 13: sync and async functions, and undefined results", async () => {
    const { breaker } = new BreakerDriver();
    assert.equal(await breaker.execute(() => 1), 1);
    assert.equal(await breaker.execute(async () => 2), 2);
    assert.equal(await breaker.execute(() => undefined), undefined);
    assert.equal(await breaker.execute(async () => {}), undefined);
    assert.equal(breaker.metrics().totalSuccesses, 4);
  });

  it("rule 13: sync throws and rejections with undefined are failures", async () => {
    const { breaker } = new BreakerDriver({ failureThreshold: 100 });
    const error = new Error("sync");
    assert.equal(
      await rejection(
        breaker.execute(() => {
          throw error;
        }),
      ),
      error,
    );
    assert.equal(await rejection(breaker.execute(() => Promise.reject(undefined))), undefined);
    assert.equal(
      await rejection(
        breaker.execute(() => {
          throw undefined;
        }),
      ),
      undefined,
    );
    assert.equal(breaker.metrics().totalFailures, 3);
    assert.equal(breaker.metrics().consecutiveFailures, 3);
  });

  it("rule 13: thenables and promises of a class of their own", async () => {
    class Lazy<T> extends Promise<T> {
      // A promise that runs its handlers twice: the breaker counts once.
      override then<A, B>(
        onValue?: ((value: T) => A | PromiseLike<A>) | null,
        onError?: ((reason: unknown) => B | PromiseLike<B>) | null,
      ): Promise<A | B> {
        void super.then(onValue, onError);
        return super.then(onValue, onError);
      }
    }
    const { breaker } = new BreakerDriver();
    const thenable = {
      then: (resolve: (value: number) => void) => {
        resolve(7);
        resolve(8);
      },
    };
    assert.equal(await breaker.execute(() => thenable as unknown as Promise<number>), 7);
    assert.equal(await breaker.execute(() => new Lazy<number>((resolve) => resolve(9))), 9);
    assert.equal(breaker.metrics().totalSuccesses, 2);
  });

  it("what is no function is refused as such and touches no metric", async () => {
    const { breaker } = new BreakerDriver();
    assert.deepEqual(await rejection(breaker.execute(undefined as never)), new TypeError("execute needs a function"));
    assert.equal(breaker.metrics().totalRequests, 0);
  });

  it("always gives a promise, also when it refuses or the operation throws", () => {
    const { breaker } = new BreakerDriver({ failureThreshold: 1 });
    const thrown = breaker.execute(() => {
      throw new Error("sync");
    });
    assert.ok(thrown instanceof Promise);
    breaker.trip();
    const refused = breaker.execute(() => 1);
    assert.ok(refused instanceof Promise);
    return Promise.all([
      rejection(thrown),
      rejection(refused).then((reason) => assert.ok(reason instanceof CircuitOpenError)),
    ]);
  });

  it("rule 13: every call gets a signal of its own, however its operation is written", async () => {
    const { breaker } = new BreakerDriver();
    const caller = new AbortController();
    const seen: unknown[] = [];
    const see = (call: unknown) => void seen.push((call as OperationCall).signal);
    await breaker.execute((call) => see(call), caller.signal);
    await breaker.execute(({ signal }) => see({ signal }));
    await breaker.execute((...all) => see(all[0]), caller.signal);
    await breaker.execute((call: unknown = "none") => see(call));
    await breaker.execute(function () {
      see(arguments[0]);
    });
    await breaker.execute(async function () {
      await Promise.resolve();
      see(arguments[0]);
    });
    await breaker.execute(
      {
        run() {
          see(arguments[0]);
        },
      }.run,
    );
    await breaker.execute(see.bind(undefined));
    await breaker.execute(new Proxy(() => {}, { apply: (_target, _self, all: unknown[]) => see(all[0]) }));
    await breaker.execute(function () {
      see(eval("argum" + "ents[0]"));
    });
    await breaker.execute(
      Object.assign((call: OperationCall) => see(call), {
        toString: () => {
          throw new Error("no source");
        },
      }),
    );
    assert.equal(seen.length, 11);
    assert.ok(
      seen.every((signal) => signal instanceof AbortSignal && !signal.aborted),
      seen.map(String).join(),
    );
    assert.equal(new Set(seen).size, 11);
    assert.ok(!seen.includes(caller.signal));
  });

  it("rule 13: the signal is one object however often it is read, and made for nobody who does not read it", async () => {
    const { breaker } = new BreakerDriver();
    const caller = new AbortController();
    await breaker.execute((call) => {
      assert.equal(listeners(caller.signal), 0);
      assert.equal(call.signal, call.signal);
      assert.equal(listeners(caller.signal), 1);
    }, caller.signal);
    assert.equal(listeners(caller.signal), 0);
  });

  it("rule 13: a signal that is first read after the caller's abort is aborted already", async () => {
    const { breaker } = new BreakerDriver();
    const caller = new AbortController();
    let late: unknown;
    const call = breaker.execute(async (own) => {
      await Promise.resolve();
      late = own.signal.reason;
    }, caller.signal);
    caller.abort("early");
    assert.equal(await rejection(call), "early");
    assert.equal(late, "early");
  });

  it("rule 13: the same operation gets a new signal each time, often called as well", async () => {
    const { breaker } = new BreakerDriver();
    const seen = new Set<AbortSignal>();
    const operation = async ({ signal }: OperationCall) => void seen.add(signal);
    for (let call = 0; call < 200; call++) await breaker.execute(operation);
    assert.equal(seen.size, 200);
  });

  it("rule 13: operations without a parameter run without one, often called as well", async () => {
    const { breaker } = new BreakerDriver();
    const operations = [
      () => 1,
      async () => 1,
      function () {
        return 1;
      },
      async function named() {
        return 1;
      },
    ];
    for (const operation of operations)
      for (let call = 0; call < 200; call++) assert.equal(await breaker.execute(operation), 1);
    assert.equal(breaker.metrics().totalSuccesses, 800);
  });

  it("rule 13: it is aborted with the caller's, with the same reason, and with nothing else", async () => {
    const { breaker } = new BreakerDriver();
    const caller = new AbortController();
    const signals: AbortSignal[] = [];
    const hang = ({ signal }: OperationCall) =>
      new Promise<void>((_, reject) => {
        signals.push(signal);
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    const [mine, others] = [breaker.execute(hang, caller.signal), breaker.execute(hang)];
    void others.catch(() => {});
    assert.deepEqual(
      signals.map((signal) => signal.aborted),
      [false, false],
    );
    caller.abort("stop");
    assert.deepEqual(
      signals.map((signal) => signal.aborted),
      [true, false],
    );
    assert.equal(signals[0]?.reason, "stop");
    assert.equal(await rejection(mine), "stop");
  });

  it("rule 13: after the call has ended its signal is aborted no more", async () => {
    const { breaker } = new BreakerDriver();
    const caller = new AbortController();
    let own: AbortSignal | undefined;
    await breaker.execute(({ signal }) => void (own = signal), caller.signal);
    caller.abort();
    assert.equal(own?.aborted, false);
  });

  it("rule 6: no listener is left by work that goes on after its call and reads its signal only then", async () => {
    const { breaker, clock } = new BreakerDriver();
    const caller = new AbortController();
    const own: OperationCall[] = [];
    await breaker.execute((call) => void own.push(call), caller.signal);
    const overdue = breaker.execute((call) => (own.push(call), new Promise<never>(() => {})), {
      signal: caller.signal,
      timeoutMs: 10,
    });
    clock.advance(10);
    const timeout = await rejection(overdue);
    assert.deepEqual([own[0]?.signal.aborted, own[1]?.signal.reason], [false, timeout]);
    assert.equal(listeners(caller.signal), 0);
  });

  it("a signal aborted while the call was being admitted reaches the operation", async () => {
    const driver = new BreakerDriver().fail(3).advanceSilently(60_000);
    const caller = new AbortController();
    driver.breaker.onStateChange(() => caller.abort("in between"));
    let seen: unknown;
    const call = driver.breaker.execute(({ signal }) => (seen = signal.reason), caller.signal);
    assert.equal(await rejection(call), "in between");
    assert.equal(seen, "in between");
    assert.equal(listeners(caller.signal), 0);
    assert.equal(driver.breaker.metrics().totalReleased, 1);
    assert.equal(driver.breaker.state, "half_open");
  });

  it("measures how long the operation took", async () => {
    const driver = new BreakerDriver();
    await driver.breaker.execute(() => driver.clock.advance(250));
    await driver.breaker.execute(async () => driver.clock.advance(750));
    assert.equal(driver.breaker.metrics().avgResponseTimeMs, 500);
  });

  it("many calls at once keep their own signals, times and outcomes apart", async () => {
    const driver = new BreakerDriver({ failureThreshold: 1_000, failureRateThreshold: 0 });
    const callers = Array.from({ length: 60 }, () => new AbortController());
    const finish: (() => void)[] = [];
    const calls = callers.map(({ signal }, index) =>
      driver.breaker
        .execute(
          ({ signal: own }) =>
            new Promise<number>((resolve, reject) => {
              finish.push(() => (index % 3 === 0 ? resolve(index) : reject(own.aborted ? own.reason : index)));
            }),
          signal,
        )
        .then(
          (value) => `value ${value}`,
          (reason) => `reason ${String(reason)}`,
        ),
    );
    callers.forEach((caller, index) => index % 3 === 2 && caller.abort(`stop ${index}`));
    for (const end of [...finish].reverse()) end();
    assert.deepEqual(
      await Promise.all(calls),
      callers.map((_, index) =>
        index % 3 === 0 ? `value ${index}` : index % 3 === 1 ? `reason ${index}` : `reason stop ${index}`,
      ),
    );
    const { totalRequests, totalSuccesses, totalFailures, totalReleased } = driver.breaker.metrics();
    assert.deepEqual([totalRequests, totalSuccesses, totalFailures, totalReleased], [60, 20, 20, 20]);
  });

  it("a breaker called from inside an operation of another one does not mix them up", async () => {
    const [outer, inner] = [new BreakerDriver(), new BreakerDriver({ failureThreshold: 1 })];
    await rejection(outer.breaker.execute(() => inner.breaker.execute(() => Promise.reject(new Error("deep")))));
    assert.equal(inner.breaker.state, "open");
    assert.equal(outer.breaker.metrics().consecutiveFailures, 1);
    assert.equal(await outer.breaker.execute(() => inner.breaker.execute(() => 1).catch(() => "fallback")), "fallback");
    assert.equal(inner.breaker.metrics().totalRejected, 1);
    assert.equal(outer.breaker.metrics().totalSuccesses, 1);
  });
});
