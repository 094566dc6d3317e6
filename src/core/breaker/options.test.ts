import assert from "node:assert/strict";
import { BreakerDriver } from "../../../test/support/breaker-driver";
import { CircuitBreaker, type OptionsPatch } from "../index";

const defaults = {
  failureThreshold: 3,
  recoveryTimeoutMs: 60_000,
  successThreshold: 1,
  halfOpenMaxCalls: 1,
  trialTimeoutMs: 120_000,
  failureRateThreshold: 0.5,
  slowCallDurationMs: 30_000,
  slowCallRateThreshold: 0,
  minimumCalls: 10,
  window: { type: "count", size: 20 },
  recoveryBackoff: { factor: 1, maxMs: 300_000, jitter: 0 },
};

const counts = ["failureThreshold", "successThreshold", "halfOpenMaxCalls", "minimumCalls", "window.size"];
const durations = ["trialTimeoutMs", "slowCallDurationMs", "window.durationMs", "recoveryBackoff.maxMs"];
const shares = ["failureRateThreshold", "slowCallRateThreshold", "recoveryBackoff.jitter"];

function patchOf(name: string, value: unknown): OptionsPatch {
  const [head, field] = name.split(".") as [string, string | undefined];
  if (field === undefined) return { [head]: value };
  return { [head]: { ...(head === "window" && { type: field === "size" ? "count" : "time" }), [field]: value } };
}

function assertBad(name: string, value: unknown, shown = String(value)): void {
  const isRangeError = (error: unknown) => {
    assert.ok(error instanceof RangeError, `${name}: ${shown}`);
    assert.ok(error.message.startsWith(`${name} must be `), error.message);
    assert.ok(error.message.endsWith(`, but is ${shown}`), error.message);
    return true;
  };
  assert.throws(() => new CircuitBreaker(patchOf(name, value)), isRangeError);
  assert.throws(() => new CircuitBreaker().configure(patchOf(name, value)), isRangeError);
}

describe("rule 7: options", () => {
  it("rule 7: has a default for every option", () => {
    assert.deepEqual(new CircuitBreaker().options, defaults);
    assert.deepEqual(new CircuitBreaker({}).options, defaults);
    assert.deepEqual(
      new CircuitBreaker({ failureThreshold: undefined, window: undefined, recoveryBackoff: undefined }).options,
      defaults,
    );
  });

  for (const name of counts) {
    it(`rule 7: ${name} is a whole number of at least 1`, () => {
      for (const value of [NaN, Infinity, -Infinity, -1, 0, 1.5, 2 ** 53, null, true]) assertBad(name, value);
      assertBad(name, "3", '"3"');
      assert.doesNotThrow(() => new CircuitBreaker(patchOf(name, 1)));
    });
  }

  for (const name of durations) {
    it(`rule 7: ${name} is a finite time above 0`, () => {
      for (const value of [NaN, Infinity, -1, 0, null]) assertBad(name, value);
      assert.doesNotThrow(() => new CircuitBreaker(patchOf(name, 0.5)));
    });
  }

  for (const name of shares) {
    it(`rule 7: ${name} is between 0 and 1`, () => {
      for (const value of [NaN, Infinity, -0.01, 1.01, null]) assertBad(name, value);
      assertBad(name, "0.5", '"0.5"');
      for (const value of [0, 0.5, 1]) assert.doesNotThrow(() => new CircuitBreaker(patchOf(name, value)));
    });
  }

  it("rule 7: recoveryTimeoutMs may be 0, a backoff factor not below 1", () => {
    for (const value of [NaN, Infinity, -1, null]) assertBad("recoveryTimeoutMs", value);
    assert.doesNotThrow(() => new CircuitBreaker({ recoveryTimeoutMs: 0 }));
    for (const value of [NaN, Infinity, 0.99, 0, -2]) assertBad("recoveryBackoff.factor", value);
    assert.doesNotThrow(() => new CircuitBreaker({ recoveryBackoff: { factor: 1 } }));
  });

  it("rule 7: a window is of one of two kinds and has its size", () => {
    assertBad("window", "count", '"count"');
    assertBad("window", null);
    const bad = (window: unknown, message: string) =>
      assert.throws(() => new CircuitBreaker({ window } as OptionsPatch), new RangeError(message));
    bad({ type: "calls", size: 3 }, 'window.type must be count or time, but is "calls"');
    bad({}, "window.type must be count or time, but is undefined");
    bad({ size: 3 }, "window.type must be count or time, but is undefined");
    bad({ type: "count" }, `window.size must be a whole number from 1 to ${Number.MAX_SAFE_INTEGER}, but is undefined`);
    bad(
      { type: "time", size: 3 },
      `window.durationMs must be a number from 0.001 to ${Number.MAX_SAFE_INTEGER}, but is undefined`,
    );
    assertBad("recoveryBackoff", 2);
    assertBad("recoveryBackoff", null);
  });

  it("rule 7: what is no options object at all is named", () => {
    for (const value of [null, 3])
      assert.throws(
        () => new CircuitBreaker(value as never),
        new RangeError(`options must be an object, but is ${value}`),
      );
    assert.throws(
      () => new CircuitBreaker({ failureThreshold: {} } as never),
      /failureThreshold must be a whole number from 1 to 9007199254740991, but is {}$/,
    );
    assert.throws(
      () => new CircuitBreaker({ failureRateThreshold: 2 } as never),
      /failureRateThreshold must be a number from 0 to 1, but is 2$/,
    );
    assert.throws(() => new CircuitBreaker({ failureThreshold: Symbol("x") } as never), /but is Symbol\(x\)$/);
  });

  it("rule 7: an unknown option is named, in parts of options too", () => {
    const bad = (options: unknown, message: RegExp) => {
      assert.throws(
        () => new CircuitBreaker(options as OptionsPatch),
        (error) => error instanceof RangeError && message.test(error.message),
        String(message),
      );
      assert.throws(() => new CircuitBreaker().configure(options as OptionsPatch), RangeError);
    };
    bad({ failureTreshold: 3 }, /^options has no "failureTreshold"; known are failureThreshold, /);
    bad(
      { window: { type: "count", size: 3, length: 4 } },
      /^window has no "length"; known are type, size, durationMs$/,
    );
    bad({ recoveryBackoff: { max: 4 } }, /^recoveryBackoff has no "max"/);
    bad(JSON.parse('{"__proto__":1}'), /^options has no "__proto__"/);
    assert.doesNotThrow(() => new CircuitBreaker({ other: undefined } as OptionsPatch));
  });

  it("rule 7: a RangeError whatever the options hold", () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const values = [
      circular,
      10n,
      proxy,
      Symbol("s"),
      () => 1,
      {
        toJSON: () => {
          throw new Error("no");
        },
      },
      Object.create(null),
      new Map(),
      "x".repeat(100_000),
    ];
    for (const value of values) {
      for (const options of [
        { failureThreshold: value },
        { failureRateThreshold: value },
        { window: value },
        { window: { type: value } },
        { recoveryBackoff: { factor: value } },
      ]) {
        assert.throws(
          () => new CircuitBreaker(options as OptionsPatch),
          (error) => error instanceof RangeError && error.message.length < 600,
        );
      }
    }
    for (const options of [
      proxy,
      {
        get failureThreshold(): number {
          throw new Error("no");
        },
      },
      null,
      3,
      "x",
      10n,
      Symbol("s"),
      () => 1,
    ]) {
      assert.throws(() => new CircuitBreaker(options as OptionsPatch), RangeError);
    }
  });

  it("rule 7: options objects are neither kept nor changed", () => {
    const given = {
      failureThreshold: 2,
      window: { type: "count" as const, size: 5 },
      recoveryBackoff: { factor: 2, maxMs: 1_000, jitter: 0 },
    };
    const copy = structuredClone(given);
    const breaker = new CircuitBreaker(given);
    assert.deepEqual(given, copy);
    given.failureThreshold = 50;
    given.window.size = 50;
    given.recoveryBackoff.factor = 50;
    assert.equal(breaker.options.failureThreshold, 2);
    assert.deepEqual(breaker.options.window, copy.window);
    assert.deepEqual(breaker.options.recoveryBackoff, copy.recoveryBackoff);
    assert.doesNotThrow(
      () => new CircuitBreaker(Object.freeze({ window: Object.freeze({ type: "time", durationMs: 5 } as const) })),
    );
    assert.ok(
      Object.isFrozen(breaker.options) &&
        Object.isFrozen(breaker.options.window) &&
        Object.isFrozen(breaker.options.recoveryBackoff),
    );
    assert.ok(
      Object.isFrozen(new CircuitBreaker().options.window) &&
        Object.isFrozen(new CircuitBreaker().options.recoveryBackoff),
    );
  });
});

describe("rule 8: configure", () => {
  it("rule 8: applies to what comes next and keeps the counters", () => {
    const driver = new BreakerDriver({ failureThreshold: 5 }).succeed().fail(2);
    driver.breaker.configure({ failureThreshold: 3 });
    assert.equal(driver.breaker.state, "closed");
    assert.deepEqual([driver.breaker.metrics().consecutiveFailures, driver.breaker.metrics().totalRequests], [2, 3]);
    assert.equal(driver.fail().breaker.state, "open");
    assert.equal(driver.breaker.options.minimumCalls, 10);
  });

  it("rule 8: a lower threshold than the streak opens with the next failure, not at once", () => {
    const driver = new BreakerDriver({ failureThreshold: 10, failureRateThreshold: 0 }).fail(5);
    driver.breaker.configure({ failureThreshold: 2 });
    assert.equal(driver.breaker.state, "closed");
    assert.equal(driver.fail().breaker.state, "open");
  });

  it("rule 8: a shorter recovery time reschedules the timer", () => {
    const driver = new BreakerDriver().fail(3).advance(10_000);
    driver.breaker.configure({ recoveryTimeoutMs: 15_000 });
    assert.equal(driver.breaker.retryAfterMs, 5_000);
    assert.equal(driver.clock.pending, 1);
    driver.advance(4_999);
    assert.equal(driver.breaker.state, "open");
    driver.advance(1);
    assert.equal(driver.story.at(-1), "open>half_open:recovery_timeout");
  });

  it("rule 8: a recovery time that has passed already ends the opening at once", () => {
    const driver = new BreakerDriver().fail(3).advance(10_000);
    driver.breaker.configure({ recoveryTimeoutMs: 10_000 });
    assert.equal(driver.story.at(-1), "open>half_open:recovery_timeout");
    assert.equal(driver.clock.pending, 0);
  });

  it("rule 8: a longer recovery time prolongs the opening", () => {
    const driver = new BreakerDriver().fail(3).advance(10_000);
    driver.breaker.configure({ recoveryTimeoutMs: 100_000 });
    driver.advance(50_000);
    assert.equal(driver.breaker.state, "open");
    assert.equal(driver.breaker.retryAfterMs, 40_000);
    assert.equal(driver.clock.pending, 1);
  });

  it("rule 8: an opening whose time has passed stays over, whatever is configured then", () => {
    const driver = new BreakerDriver().fail(3).advanceSilently(60_000);
    driver.breaker.configure({ recoveryTimeoutMs: 600_000 });
    assert.equal(driver.breaker.state, "half_open");
  });

  it("rule 8: another recovery time changes nothing for a breaker that is not open, nor for one that was made beside it", () => {
    const beside = new CircuitBreaker();
    for (const driver of [new BreakerDriver(), new BreakerDriver().fail(3).advance(60_000)]) {
      const state = driver.breaker.state;
      driver.breaker.configure({ recoveryTimeoutMs: 5_000 });
      assert.deepEqual(
        [driver.breaker.state, driver.breaker.retryAfterMs, driver.clock.pending, driver.refuses()],
        [state, 0, 0, false],
      );
    }
    assert.deepEqual([beside.retryAfterMs, new CircuitBreaker().retryAfterMs], [0, 0]);
  });

  it("small print: not when a hint set the recovery time", () => {
    const driver = new BreakerDriver().fail(2).fail(1, { retryAfterMs: 30_000 });
    driver.breaker.configure({ recoveryTimeoutMs: 1_000 });
    assert.equal(driver.breaker.retryAfterMs, 30_000);
    assert.equal(driver.advance(30_000).fail().breaker.retryAfterMs, 1_000);
  });

  it("rule 8: another option leaves the opening alone", () => {
    const driver = new BreakerDriver({ recoveryBackoff: { jitter: 0.5 } }, undefined, { random: () => 1 }).fail(3);
    driver.breaker.configure({ failureThreshold: 9, recoveryBackoff: { factor: 4, jitter: 0 } });
    assert.equal(driver.breaker.retryAfterMs, 90_000);
    const again = new BreakerDriver().fail(3).advance(60_000).fail();
    again.breaker.configure({ recoveryBackoff: { factor: 4 } });
    assert.equal(again.breaker.retryAfterMs, 60_000);
    again.breaker.configure(undefined as never);
    assert.equal(again.breaker.retryAfterMs, 60_000);
  });

  it("rule 8: backoff and jitter of the opening under way hold for its new time", () => {
    const driver = new BreakerDriver({ recoveryBackoff: { factor: 2, jitter: 0.5 } }, undefined, { random: () => 1 })
      .fail(3)
      .advance(90_000)
      .fail();
    assert.equal(driver.breaker.retryAfterMs, 180_000);
    driver.breaker.configure({ recoveryTimeoutMs: 10_000 });
    assert.equal(driver.breaker.retryAfterMs, 30_000);
  });

  it("small print: a new window starts empty, the same one stays", () => {
    const driver = new BreakerDriver({ minimumCalls: 1, failureThreshold: 100, failureRateThreshold: 0 }).fail(5);
    driver.breaker.configure({ window: { type: "count", size: 20 }, minimumCalls: 2 });
    assert.equal(driver.breaker.metrics().failureRate, 1);
    driver.breaker.configure({ window: { type: "count", size: 21 } });
    assert.equal(driver.breaker.metrics().failureRate, undefined);
    assert.equal(driver.breaker.metrics().consecutiveFailures, 5);
    driver.fail(5);
    driver.breaker.configure({ window: { type: "time", durationMs: 20 } });
    assert.equal(driver.breaker.metrics().failureRate, undefined);
    driver.fail(3);
    driver.breaker.configure({ window: { type: "time", durationMs: 20 } });
    assert.equal(driver.breaker.metrics().failureRate, 1);
    driver.breaker.configure({ window: { type: "time", durationMs: 21 } });
    assert.equal(driver.breaker.metrics().failureRate, undefined);
    driver.fail(3);
    driver.breaker.configure({ window: { type: "count", size: 20 } });
    assert.equal(driver.breaker.metrics().failureRate, undefined);
  });

  it("small print: a partial recoveryBackoff keeps the other fields", () => {
    const { breaker } = new BreakerDriver({ recoveryBackoff: { factor: 2, maxMs: 90_000, jitter: 0.1 } });
    breaker.configure({ recoveryBackoff: { maxMs: 80_000 } });
    assert.deepEqual(breaker.options.recoveryBackoff, { factor: 2, maxMs: 80_000, jitter: 0.1 });
  });

  it("rule 8: a bad option changes nothing", () => {
    const driver = new BreakerDriver().fail(2);
    assert.throws(() => driver.breaker.configure({ failureThreshold: 9, recoveryTimeoutMs: -1 }), /recoveryTimeoutMs/);
    assert.equal(driver.breaker.options.failureThreshold, 3);
    assert.equal(driver.fail().breaker.state, "open");
    assert.throws(() => driver.breaker.configure(null as never), RangeError);
  });

  it("rule 8: a trial under way keeps its lease, the next one has the new one", () => {
    const driver = new BreakerDriver().fail(3).advance(60_000);
    driver.permit();
    driver.breaker.configure({ trialTimeoutMs: 5_000 });
    assert.equal(driver.breaker.retryAfterMs, 120_000);
    driver.advance(120_000).permit();
    assert.equal(driver.breaker.retryAfterMs, 5_000);
  });

  it("rule 8: with a shorter lease a later trial's slot may come back first", () => {
    const driver = new BreakerDriver({ halfOpenMaxCalls: 2, successThreshold: 9 }).fail(3).advance(60_000);
    driver.permit();
    driver.breaker.configure({ trialTimeoutMs: 5_000 });
    driver.permit();
    assert.equal(driver.breaker.retryAfterMs, 5_000);
    assert.equal(driver.refuses(), true);
    driver.advance(5_000).permit();
  });
});
