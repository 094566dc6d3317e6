/* eslint-disable no-console -- what is written there is tested */
import assert from "node:assert/strict";
import { FakeClock } from "../../test/support/fake-clock";
import { argumentsKey } from "./arguments-key";
import { CircuitBreaker, protect, type ProtectLogger } from "./index";

const unavailable = (retryAfter: number) => ({
  success: false,
  message: "Service temporarily unavailable",
  fallback: true,
  retryAfter,
});

function setUp() {
  const clock = new FakeClock();
  const breaker = new CircuitBreaker({}, { clock });
  const logged: unknown[][] = [];
  const logger: ProtectLogger = { warn: (...all) => void logged.push(all) };
  return { clock, breaker, logged, logger };
}

describe("protect", () => {
  it("passes arguments, this and result through", async () => {
    const { breaker, logger, logged } = setUp();
    const service = {
      factor: 3,
      times: protect(
        "times",
        breaker,
        async function (this: { factor: number }, a: number, b: number) {
          return this.factor * (a + b);
        },
        { logger },
      ),
    };
    assert.equal(await service.times(1, 2), 9);
    const sync: (text: string) => Promise<unknown> = protect("sync", breaker, (text: string) => text.length, {
      logger,
    });
    assert.equal(await sync("four"), 4);
    assert.equal(await protect("nothing", breaker, async () => undefined, { logger })(), undefined);
    assert.equal(logged.length, 0);
    assert.equal(breaker.metrics().totalSuccesses, 3);
  });

  it("never throws: a failure is logged and gives the fallback, and after three of them nothing runs", async () => {
    const { breaker, clock, logger, logged } = setUp();
    const error = new Error("down");
    let ran = 0;
    const call = protect(
      "ask",
      breaker,
      async () => {
        ran++;
        throw error;
      },
      { logger },
    );
    assert.deepEqual(await call(), unavailable(0));
    assert.deepEqual(logged, [["ask failed", error]]);
    await call();
    assert.deepEqual(await call(), unavailable(60));
    clock.advance(10_500);
    assert.deepEqual(await call(), unavailable(50), "seconds, rounded up");
    assert.equal(ran, 3);
    assert.equal(logged[3]?.[0], "ask was refused");
  });

  it("never throws when fn throws at once, or undefined", async () => {
    const { breaker, logger } = setUp();
    assert.deepEqual(
      await protect(
        "x",
        breaker,
        () => {
          throw undefined;
        },
        { logger },
      )(),
      unavailable(0),
    );
  });

  it("never throws when logger or cache throw or reject", async () => {
    const { breaker } = setUp();
    const bad = () => {
      throw new Error("out of order");
    };
    const rejecting = () => Promise.reject(new Error("out of order"));
    const fn = async (fails: boolean) => {
      if (fails) throw new Error("down");
      return "result";
    };
    for (const broken of [bad, rejecting]) {
      // A logger of a program in plain JavaScript may give a promise, and reject it.
      const call = protect("x", breaker, fn, {
        logger: { warn: broken as () => void },
        cache: { get: broken, set: broken },
      });
      assert.equal(await call(false), "result");
      assert.deepEqual(await call(true), unavailable(0));
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("gives the last result for the same arguments where there is a cache", async () => {
    const { breaker, logger, logged } = setUp();
    const cache = new Map<string, string>();
    let up = true;
    const call = protect(
      "greet",
      breaker,
      async (who: { name: string }) => {
        if (!up) throw new Error("down");
        return `hello ${who.name}`;
      },
      { cache, logger },
    );
    assert.equal(await call({ name: "Ada" }), "hello Ada");
    up = false;
    assert.equal(await call({ name: "Ada" }), "hello Ada");
    assert.deepEqual(await call({ name: "Bob" }), unavailable(0));
    breaker.trip();
    assert.equal(await call({ name: "Ada" }), "hello Ada");
    assert.equal(logged.length, 3);
    up = true;
    breaker.reset();
    assert.equal(await call({ name: "Bob" }), "hello Bob");
    assert.equal(cache.size, 2);
  });

  it("a cache may be asynchronous, may hold null, and is shared by name", async () => {
    const { breaker, logger } = setUp();
    const kept = new Map<string, unknown>();
    const cache = {
      get: async (key: string) => kept.get(key),
      set: async (key: string, value: unknown) => void kept.set(key, value),
    };
    let up = true;
    const fn = async () => {
      if (!up) throw new Error("down");
      return null;
    };
    const [one, two] = [
      protect<undefined, [], unknown>("one", breaker, fn, { cache, logger }),
      protect<undefined, [], unknown>("two", breaker, fn, { cache, logger }),
    ];
    assert.equal(await one.call(undefined), null);
    up = false;
    assert.equal(await one.call(undefined), null);
    assert.deepEqual(await two.call(undefined), unavailable(0));
  });

  it("arguments that are no plain data are not mixed up: nothing is kept for them", async () => {
    const { breaker, logger } = setUp();
    const cache = new Map<string, number>();
    const call = protect("x", breaker, async (fn: () => number) => fn(), { cache, logger });
    assert.equal(await call(() => 1), 1);
    assert.equal(cache.size, 0);
  });

  it("forced open, retryAfter is not a matter of time", async () => {
    const { breaker, logger } = setUp();
    breaker.setMode("forced_open");
    assert.deepEqual(await protect("x", breaker, async () => 1, { logger })(), unavailable(Infinity));
  });

  it("without a logger it writes to the console", async () => {
    const { breaker } = setUp();
    const { warn } = console;
    const written: unknown[] = [];
    console.warn = (...all: unknown[]) => written.push(all[0]);
    try {
      await protect("ask", breaker, async () => {
        throw new Error("x");
      })();
    } finally {
      console.warn = warn;
    }
    assert.deepEqual(written, ["ask failed"]);
  });
});

describe("the key of a list of arguments", () => {
  it("is one for the same data and another for other data", () => {
    const same: [unknown[], unknown[]][] = [
      [[{ a: 1, b: 2 }], [{ b: 2, a: 1 }]],
      [["x", new AbortController().signal], ["x"]],
      [[{ a: 1, signal: AbortSignal.abort() }], [{ a: 1 }]],
      [[{ a: 1, b: undefined }], [{ a: 1 }]],
    ];
    for (const [one, other] of same) assert.equal(argumentsKey("f", one), argumentsKey("f", other));
    const lists = [
      [],
      [null],
      [undefined],
      [0],
      ["0"],
      [NaN],
      [Infinity],
      [false],
      [""],
      [[]],
      [{}],
      [[1, 2]],
      [1, 2],
      [{ a: [1] }],
      [{ a: { 0: 1 } }],
      [{ number: "NaN" }],
      [{ undefined: true }],
      [{ object: [] }],
    ];
    const keys = lists.map((list) => argumentsKey("f", list));
    assert.equal(new Set(keys).size, lists.length);
    assert.ok(!keys.includes(undefined));
    assert.notEqual(argumentsKey("g", []), argumentsKey("f", []));
  });

  it("there is none where data might look alike", () => {
    const ring: unknown[] = [];
    ring.push(ring);
    for (const value of [
      () => 1,
      Symbol("s"),
      1n,
      new Map(),
      new Date(),
      new (class Thing {})(),
      ring,
      { deep: [new Set()] },
    ])
      assert.equal(argumentsKey("f", [value]), undefined);
    assert.ok(argumentsKey("f", [Object.create(null)]));
  });
});
