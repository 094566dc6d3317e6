import assert from "node:assert/strict";
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
