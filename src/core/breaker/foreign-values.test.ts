import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { BreakerDriver } from "../../../test/support/breaker-driver";
import { rejection } from "../../../test/support/rejection";
import { CircuitBreaker, CircuitOpenError, protect } from "../index";
import type { BreakerDeps, CallEnd, FailureInfo } from "./types";

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const throwing = (...names: string[]): object =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      names.map((name) => [
        name,
        {
          enumerable: true,
          get: () => {
            throw new Error(`no ${name}`);
          },
        },
      ]),
    ),
  );
/** Values that say nothing to whoever reads them. `assert.equal` would read them where it fails. */
const UNREADABLE = [
  ["a revoked proxy", revoked],
  ["an object whose getters throw", () => throwing("name", "message", "stack", "then", "cause", "type")],
  [
    "a proxy whose traps throw",
    () =>
      new Proxy(
        {},
        new Proxy(
          {},
          {
            get: () => {
              throw new Error("no trap");
            },
          },
        ),
      ),
  ],
] as const;
/** Does nothing with what it rejects with: giving it on would read its `then`. */
const rejectsWith = (promise: Promise<unknown>, expected: unknown): Promise<boolean> =>
  promise.then(
    () => false,
    (reason) => reason === expected,
  );
const outcomes = ({ breaker }: BreakerDriver) => {
  const { totalSuccesses, totalFailures, totalReleased } = breaker.metrics();
  return { totalSuccesses, totalFailures, totalReleased };
};
const hang = ({ signal }: { signal: AbortSignal }) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

describe("values that cannot be read", () => {
  for (const [name, make] of UNREADABLE) {
    it(`${name} as the reason of an abort: a release that gives its trial's slot back`, async () => {
      const driver = new BreakerDriver().fail(3).advance(60_000);
      const caller = new AbortController();
      const reason = make();
      const heeds = driver.breaker.execute(hang, caller.signal);
      caller.abort(reason);
      assert.ok(await rejectsWith(heeds, reason));
      assert.equal(driver.breaker.retryAfterMs, 0, "the slot is free");
      assert.ok(
        await rejectsWith(
          driver.breaker.execute(() => 1, caller.signal),
          reason,
        ),
        "at entry",
      );
      const later = new AbortController();
      const doesNot = driver.breaker.execute(() => Promise.resolve(), later.signal);
      later.abort(reason);
      assert.ok(await rejectsWith(doesNot, reason));
      assert.equal(driver.breaker.retryAfterMs, 0);
      assert.deepEqual(outcomes(driver), { totalSuccesses: 0, totalFailures: 3, totalReleased: 2 });
    });

    it(`${name} thrown: a failure, and the very cause of refusals`, async () => {
      const driver = new BreakerDriver({ failureThreshold: 1 });
      const thrown = make();
      const throws = () => {
        throw thrown;
      };
      assert.ok(await rejectsWith(driver.breaker.execute(throws), thrown));
      const refusal = await rejection(driver.breaker.execute(() => 1));
      assert.ok(refusal instanceof CircuitOpenError && refusal.cause === thrown);
      assert.ok(driver.breaker.lastOpenCause === thrown);
      assert.equal(driver.breaker.snapshot().totalFailures, 1);
    });

    it(`${name} thrown through protect: the answer says that the service is unavailable`, async () => {
      const { breaker } = new BreakerDriver();
      const logged: unknown[] = [];
      const logger = { warn: (message: string) => void logged.push(message) };
      const call = protect("ask", breaker, () => Promise.reject<number>(make() as Error), { logger });
      assert.deepEqual(await call(), {
        success: false,
        message: "Service temporarily unavailable",
        fallback: true,
        retryAfter: 0,
      });
      assert.deepEqual(logged, ["ask failed"]);
    });

    it(`${name} as what is known of a failure: a failure all the same`, () => {
      const driver = new BreakerDriver({ failureThreshold: 2 });
      driver.breaker.acquire().failure(make() as FailureInfo);
      driver.breaker.acquire().failure(throwing("durationMs", "retryAfterMs") as FailureInfo);
      assert.deepEqual([driver.breaker.state, driver.breaker.retryAfterMs], ["open", 60_000]);
      assert.deepEqual(outcomes(driver), { totalSuccesses: 0, totalFailures: 2, totalReleased: 0 });
      driver.breaker.reset();
      driver.breaker.trip(make() as FailureInfo);
      assert.equal(driver.breaker.state, "open");
    });

    it(`${name} instead of options: a RangeError before anything is counted`, async () => {
      const { breaker } = new BreakerDriver();
      const bad = make() as { timeoutMs: number };
      if (name !== "an object whose getters throw") {
        assert.ok((await rejection(breaker.execute(() => 1, bad))) instanceof RangeError);
        assert.throws(() => breaker.configure(bad as object), RangeError);
        assert.throws(() => new CircuitBreaker({ window: bad as never }), RangeError);
      }
      assert.ok((await rejection(breaker.execute(() => 1, { signal: bad as never }))) instanceof TypeError);
      assert.throws(() => breaker.setMode(bad as never), RangeError);
      assert.equal(breaker.metrics().totalRequests, 0);
    });

    it(`${name} instead of a name, a snapshot, a judge or its verdict`, async () => {
      const made = new BreakerDriver({ failureThreshold: 1 }, undefined, {
        name: make() as never,
        initial: make(),
        judge: make() as never,
      });
      assert.equal(await made.breaker.execute(() => 1), 1);
      made.fail();
      const refusal = await rejection(made.breaker.execute(() => 1));
      assert.ok(refusal instanceof CircuitOpenError);
      assert.match(refusal.message, /^Circuit breaker .*is open: next trial in 60 s$/);
      const judged = new BreakerDriver({}, undefined, { judge: () => make() as never });
      assert.equal(await judged.breaker.execute(() => 1), 1);
      assert.deepEqual(outcomes(judged), { totalSuccesses: 1, totalFailures: 0, totalReleased: 0 });
    });

    it(`${name} thrown by a getter of the options: a RangeError that carries it`, () => {
      const thrown = make();
      const options = {
        get failureThreshold(): number {
          throw thrown;
        },
      };
      assert.throws(
        () => new CircuitBreaker(options),
        (error) => error instanceof RangeError && error.cause === thrown,
      );
    });
  }
});

describe("what is known of a failure", () => {
  it("is read by its three names only: an error handed to permit.failure is a failure whatever its own fields are called", async () => {
    for (const type of ["success", "release", "invalid_request_error"]) {
      const driver = new BreakerDriver({ failureThreshold: 1 });
      const permit = driver.breaker.acquire();
      const error = Object.assign(new Error("down", { cause: "socket" }), { type });
      await Promise.reject<number>(error).then(permit.success, permit.failure);
      assert.equal(driver.breaker.state, "open");
      assert.equal(driver.breaker.lastOpenCause, "socket");
      assert.deepEqual(outcomes(driver), { totalSuccesses: 0, totalFailures: 1, totalReleased: 0 });
    }
  });

  it("may be no object at all", () => {
    const driver = new BreakerDriver({ failureThreshold: 5 });
    for (const info of [null, "down", 503, Symbol("down"), () => 1])
      driver.breaker.acquire().failure(info as FailureInfo);
    assert.equal(driver.breaker.state, "open");
  });
});

describe("a caller's signal of anybody's making", () => {
  interface Homemade {
    aborted?: unknown;
    reason?: unknown;
    addEventListener?: unknown;
    removeEventListener?: unknown;
  }
  const refuse = () => {
    throw new Error("not today");
  };
  const usable: Homemade = { aborted: false, addEventListener: () => {}, removeEventListener: () => {} };
  const execute = (driver: BreakerDriver, signal: Homemade, operation: (call: { signal: AbortSignal }) => unknown) =>
    driver.breaker.execute(operation, signal as AbortSignal);

  for (const [name, part] of [
    ["no removeEventListener", { removeEventListener: undefined }],
    ["a removeEventListener that throws", { removeEventListener: refuse }],
    ["an addEventListener that throws", { addEventListener: refuse }],
  ] as const) {
    it(`with ${name}: the operation runs, and its outcome counts`, async () => {
      const driver = new BreakerDriver();
      assert.equal(await execute(driver, { ...usable, ...part }, ({ signal }) => signal.aborted), false);
      assert.deepEqual(outcomes(driver), { totalSuccesses: 1, totalFailures: 0, totalReleased: 0 });
    });
  }

  it("that cannot be asked any more once the call is under way cuts nothing short", async () => {
    const driver = new BreakerDriver().fail(3).advance(60_000);
    const { proxy, revoke } = Proxy.revocable<Homemade>(usable, {});
    assert.equal(await execute(driver, proxy, ({ signal }) => (revoke(), signal.aborted)), false);
    assert.equal(driver.breaker.state, "closed");
  });

  it("that does not say why it was aborted: an AbortError, one and the same for operation and caller", async () => {
    for (const reason of [{ value: undefined }, { get: refuse }]) {
      const driver = new BreakerDriver();
      let abort = () => {};
      const signal = Object.defineProperty({ ...usable }, "reason", reason);
      signal.addEventListener = (_: string, listener: () => void) => (abort = listener);
      let told: unknown;
      const call = execute(driver, signal, async (own) => {
        own.signal.addEventListener("abort", () => (told = own.signal.reason));
        signal.aborted = true;
        abort();
      });
      const error = await rejection(call);
      assert.ok(error instanceof DOMException && error.name === "AbortError");
      assert.equal(error.message, "The caller aborted the call");
      assert.equal(told, error);
      assert.deepEqual(outcomes(driver), { totalSuccesses: 0, totalFailures: 0, totalReleased: 1 });
    }
  });

  it("whose `aborted` cannot be read is none: a TypeError before anything is counted", async () => {
    const driver = new BreakerDriver();
    for (const signal of [Object.create(AbortSignal.prototype) as AbortSignal, throwing("aborted") as AbortSignal]) {
      const error = await rejection(driver.breaker.execute(() => 1, { signal }));
      assert.deepEqual(error, new TypeError("the signal of execute must be an AbortSignal"));
    }
    assert.equal(driver.breaker.metrics().totalRequests, 0);
  });

  it("has to have a state and a way to listen, or it is taken for options", async () => {
    const { breaker } = new BreakerDriver();
    const addEventListener = () => {};
    for (const [given, unknown] of [
      [{ aborted: false }, "aborted"],
      [{ addEventListener }, "addEventListener"],
      [{ aborted: "no", addEventListener }, "aborted"],
      [{ aborted: false, addEventListener: "none" }, "aborted"],
    ] as const) {
      const error = await rejection(breaker.execute(() => 1, given as unknown as AbortSignal));
      assert.deepEqual(error, new RangeError(`options of execute has no "${unknown}"; known are signal, timeoutMs`));
    }
  });

  it("that is aborted leaves no listener behind, whatever its reason", async () => {
    const caller = new AbortController();
    const call = new BreakerDriver().breaker.execute(hang, caller.signal);
    const reason = revoked();
    caller.abort(reason);
    assert.ok(await rejectsWith(call, reason));
    assert.equal(getEventListeners(caller.signal, "abort").length, 0);
  });
});

describe("what an operation gives", () => {
  it("is a failure where it is a thenable whose `then` throws, in time or not", async () => {
    const driver = new BreakerDriver();
    const error = new Error("no then");
    const bad = {
      then: () => {
        throw error;
      },
    };
    assert.equal(await rejection(driver.breaker.execute(() => bad as unknown as Promise<number>)), error);
    const limited = driver.breaker.execute(() => bad as unknown as Promise<number>, { timeoutMs: 10 });
    assert.equal(await rejection(limited), error);
    assert.equal(driver.clock.pending, 0);
    assert.deepEqual(outcomes(driver), { totalSuccesses: 0, totalFailures: 2, totalReleased: 0 });
  });

  it("counts once where a thenable calls back more than once, and in both ways", async () => {
    const driver = new BreakerDriver();
    const fickle = {
      then: (resolve: (value: number) => void, reject: (error: Error) => void) => {
        resolve(7);
        reject(new Error("or not"));
        resolve(8);
        throw new Error("or not at all");
      },
    } as unknown as Promise<number>;
    assert.equal(await driver.breaker.execute(() => fickle), 7);
    assert.equal(await driver.breaker.execute(() => fickle, { timeoutMs: 10 }), 7);
    assert.deepEqual(outcomes(driver), { totalSuccesses: 2, totalFailures: 0, totalReleased: 0 });
  });
});

describe("a judge that is out of order", () => {
  const judges: Record<string, (end: CallEnd) => unknown> = {
    throws: () => {
      throw revoked();
    },
    "says nonsense": () => ({ toString: () => "failure" }),
    "is an async function": async () => "failure",
    "is an async function that rejects": () => Promise.reject(new Error("judge")),
  };
  for (const [name, judge] of Object.entries(judges)) {
    it(`${name}: the rule without it holds, and nothing is left unhandled`, async () => {
      const unhandled: unknown[] = [];
      const keep = (error: unknown) => void unhandled.push(error);
      process.on("unhandledRejection", keep);
      try {
        const driver = new BreakerDriver({}, undefined, { judge: judge as BreakerDeps["judge"] });
        await driver.breaker.execute(() => 1);
        await rejection(driver.breaker.execute(() => Promise.reject(new Error("down"))));
        await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(outcomes(driver), { totalSuccesses: 1, totalFailures: 1, totalReleased: 0 });
        assert.deepEqual(unhandled, []);
      } finally {
        process.off("unhandledRejection", keep);
      }
    });
  }
});
