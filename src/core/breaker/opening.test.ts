import assert from "node:assert/strict";
import { BreakerDriver } from "../../../test/support/breaker-driver";
import { FakeClock } from "../../../test/support/fake-clock";
import { CircuitBreaker, CircuitOpenError, type OptionsPatch } from "../index";

describe("rule 1: closed to open", () => {
  it("rule 1: opens on the third consecutive failure by default, not before", () => {
    const driver = new BreakerDriver().fail(2);
    assert.equal(driver.breaker.state, "closed");
    driver.fail();
    assert.equal(driver.breaker.state, "open");
    assert.deepEqual(driver.story, ["closed>open:failure_threshold"]);
  });

  it("rule 1: one success resets the streak", () => {
    const driver = new BreakerDriver().fail(2).succeed().fail(2);
    assert.equal(driver.breaker.state, "closed");
    assert.equal(driver.breaker.metrics().consecutiveFailures, 2);
    assert.equal(driver.fail().breaker.state, "open");
  });

  it("rule 1: the success that makes the calls enough opens too, whatever mixture of outcomes the window holds", () => {
    const options: OptionsPatch = {
      failureThreshold: 100,
      failureRateThreshold: 0.3,
      slowCallDurationMs: 10,
      minimumCalls: 3,
    };
    for (const outcomes of [
      ["failed", "slow"],
      ["slow", "failed and slow"],
      ["failed", "failed and slow"],
    ]) {
      const driver = new BreakerDriver(options);
      for (const outcome of outcomes) {
        if (outcome.startsWith("failed")) driver.fail(1, { durationMs: outcome.endsWith("slow") ? 10 : 1 });
        else driver.succeed(1, 10);
      }
      assert.equal(driver.breaker.state, "closed");
      assert.equal(driver.succeed(1, 1).breaker.state, "open", outcomes.join(", "));
    }
  });

  it("rule 1: a released permit leaves the streak as it is", () => {
    const driver = new BreakerDriver().fail(2);
    driver.permit().release();
    assert.equal(driver.fail().breaker.state, "open");
  });

  it("rule 1: opens when the failure rate reaches its threshold, at the tenth call and not before", () => {
    const driver = new BreakerDriver();
    for (let pair = 0; pair < 4; pair++) driver.fail().succeed();
    driver.succeed();
    assert.equal(driver.breaker.metrics().failureRate, undefined);
    driver.fail();
    assert.deepEqual(driver.story, ["closed>open:failure_rate"]);
    assert.equal(driver.changes[0]?.failureRate, 0.5);
  });

  it("rule 1: a rate is judged after a success too", () => {
    const driver = new BreakerDriver({ failureThreshold: 100, minimumCalls: 4 }).fail(3);
    assert.equal(driver.breaker.state, "closed");
    driver.succeed();
    assert.deepEqual(driver.story, ["closed>open:failure_rate"]);
    assert.equal(driver.changes[0]?.failureRate, 0.75);
    assert.equal(driver.refusal().cause, undefined);
  });

  it("rule 1: a rate just below its threshold does not open", () => {
    const driver = new BreakerDriver({ failureThreshold: 100, failureRateThreshold: 0.5, minimumCalls: 10 })
      .fail(4)
      .succeed(6);
    assert.equal(driver.breaker.metrics().failureRate, 0.4);
    assert.equal(driver.breaker.state, "closed");
  });

  it("rule 1: a failure rate threshold of 0 turns the rule off", () => {
    const driver = new BreakerDriver({ failureThreshold: 100, failureRateThreshold: 0 }).fail(50);
    assert.equal(driver.breaker.state, "closed");
    assert.equal(driver.breaker.metrics().failureRate, 1);
  });

  it("rule 1: the slow-call rate opens, by successes as by failures, and is off by default", () => {
    const options = { failureThreshold: 100, failureRateThreshold: 0, slowCallDurationMs: 1_000, minimumCalls: 4 };
    assert.equal(new BreakerDriver(options).succeed(20, 5_000).breaker.state, "closed");
    const driver = new BreakerDriver({ ...options, slowCallRateThreshold: 0.75 }).succeed(1, 999).succeed(2, 1_000);
    assert.equal(driver.breaker.metrics().slowCallRate, undefined);
    driver.fail(1, { durationMs: 1_000 });
    assert.deepEqual(driver.story, ["closed>open:slow_call_rate"]);
    assert.equal(driver.changes[0]?.slowCallRate, 0.75);
    assert.equal(driver.changes[0]?.failureRate, 0.25);
  });

  it("rule 1: a call is slow by the time that passed when nobody says how long it took", () => {
    const driver = new BreakerDriver({ slowCallRateThreshold: 1, minimumCalls: 1 });
    const permit = driver.permit();
    driver.advance(30_000);
    permit.success();
    assert.deepEqual(driver.story, ["closed>open:slow_call_rate"]);
  });

  it("rule 1: streak before failure rate before slow rate when one failure reaches all three", () => {
    const all = { minimumCalls: 1, slowCallRateThreshold: 1, slowCallDurationMs: 1 };
    const story = (options: object) => new BreakerDriver({ ...all, ...options }).fail(1, { durationMs: 5 }).story;
    assert.deepEqual(story({ failureThreshold: 1 }), ["closed>open:failure_threshold"]);
    assert.deepEqual(story({}), ["closed>open:failure_rate"]);
    assert.deepEqual(story({ failureRateThreshold: 0 }), ["closed>open:slow_call_rate"]);
  });

  it("rule 1: only the calls in the window are judged", () => {
    const driver = new BreakerDriver({
      failureThreshold: 100,
      failureRateThreshold: 0.6,
      minimumCalls: 4,
      window: { type: "count", size: 4 },
    });
    driver.fail(2).succeed(4);
    assert.equal(driver.breaker.metrics().failureRate, 0);
    driver.fail(2);
    assert.equal(driver.breaker.metrics().failureRate, 0.5);
    assert.equal(driver.fail().breaker.state, "open");
  });

  it("rule 1: opening starts when the failure is recorded; N failures at once make one transition and one recovery time", () => {
    const driver = new BreakerDriver();
    const permits = driver.permits(10);
    driver.advance(5_000);
    for (const permit of permits) {
      permit.failure();
      driver.advance(100);
    }
    assert.deepEqual(driver.story, ["closed>open:failure_threshold"]);
    assert.equal(driver.breaker.retryAfterMs, 60_000 - 800);
    assert.equal(driver.breaker.metrics().totalFailures, 10);
    assert.equal(driver.breaker.metrics().consecutiveFailures, 3);
  });

  it("small print: minimumCalls above a count window's size acts as that size", () => {
    const driver = new BreakerDriver({
      failureThreshold: 100,
      minimumCalls: 50,
      window: { type: "count", size: 5 },
    }).fail(4);
    assert.equal(driver.breaker.state, "closed");
    assert.equal(driver.breaker.metrics().failureRate, undefined);
    assert.equal(driver.fail().breaker.state, "open");
    assert.equal(driver.changes[0]?.failureRate, 1);
  });

  it("tells with a change of state when, for how long, and on what numbers", () => {
    const driver = new BreakerDriver();
    driver.advance(1_000).fail(3);
    assert.deepEqual(driver.changes, [
      {
        from: "closed",
        to: "open",
        at: Date.UTC(2026, 0, 1) + 1_000,
        retryAfterMs: 60_000,
        consecutiveFailures: 3,
        failureRate: undefined,
        slowCallRate: undefined,
        reason: "failure_threshold",
      },
    ]);
  });
});

describe("rule 2: open refuses", () => {
  it("rule 2: runs nothing and tells all about it", async () => {
    const driver = new BreakerDriver();
    const cause = new Error("connect ECONNREFUSED");
    driver.fail(3, { cause }).advance(12_000);
    let ran = 0;
    const error: unknown = await driver.breaker.execute(() => ran++).catch((reason: unknown) => reason);
    assert.equal(ran, 0);
    assert.ok(error instanceof CircuitOpenError && error instanceof Error);
    assert.equal(error.name, "CircuitOpenError");
    assert.equal(error.code, "CIRCUIT_OPEN");
    assert.equal(error.state, "open");
    assert.equal(error.retryAfterMs, 48_000);
    assert.equal(error.openedAt, Date.UTC(2026, 0, 1));
    assert.equal(error.cause, cause);
    assert.equal(error.message, "Circuit breaker is open: next trial in 48 s");
  });

  it("rule 2: takes no stack trace and leaves the limit of others as it was", () => {
    const limit = Error.stackTraceLimit;
    const error = new BreakerDriver().fail(3).refusal();
    assert.doesNotMatch(String(error.stack), /\n\s+at /);
    assert.match(String(error.stack), /CircuitOpenError: Circuit breaker/);
    assert.equal(Error.stackTraceLimit, limit);
    assert.match(String(new Error("another").stack), /\n\s+at /);
  });

  it("rule 2: works where Error is frozen", () => {
    const descriptor = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit");
    Object.defineProperty(Error, "stackTraceLimit", { ...descriptor, writable: false });
    try {
      assert.equal(new BreakerDriver().fail(3).refusal().code, "CIRCUIT_OPEN");
    } finally {
      Object.defineProperty(Error, "stackTraceLimit", { ...descriptor, writable: true });
    }
  });

  it("rule 2: results that arrive while it is open neither extend the time nor close it", () => {
    const driver = new BreakerDriver();
    const [good, bad, ...rest] = driver.permits(5);
    for (const permit of rest) permit.failure({ cause: "first" });
    driver.advance(30_000);
    good?.success();
    bad?.failure({ retryAfterMs: 200_000, cause: "late" });
    assert.equal(driver.breaker.state, "open");
    assert.equal(driver.breaker.retryAfterMs, 30_000);
    assert.equal(driver.refusal().cause, "first");
    assert.equal(driver.changes.length, 1);
  });

  it("rule 2: tryAcquire, acquire and execute refuse alike, and each refusal is counted once", async () => {
    const driver = new BreakerDriver().fail(3);
    assert.equal(driver.breaker.tryAcquire(), undefined);
    assert.throws(() => driver.breaker.acquire(), CircuitOpenError);
    await assert.rejects(
      driver.breaker.execute(() => 1),
      CircuitOpenError,
    );
    const metrics = driver.breaker.metrics();
    assert.equal(metrics.totalRejected, 3);
    assert.equal(metrics.totalRequests, 3);
  });

  it("rule 2: the message of a full half-open breaker is another", () => {
    const driver = new BreakerDriver().fail(3).advance(60_000);
    driver.permit();
    const error = driver.refusal();
    assert.equal(error.state, "half_open");
    assert.equal(error.message, "Circuit breaker is half-open and its trial calls are under way: next trial in 120 s");
  });

  it("small print: cause is the very error that was given, undefined too", async () => {
    const driver = new BreakerDriver({ failureThreshold: 1 });
    await assert.rejects(
      driver.breaker.execute(() => Promise.reject(undefined)),
      (reason) => reason === undefined,
    );
    assert.equal(driver.refusal().cause, undefined);
    driver.breaker.reset();
    const odd = { not: "an error" };
    await assert.rejects(driver.breaker.execute(() => Promise.reject(odd)));
    assert.equal(driver.refusal().cause, odd);
    assert.equal(driver.breaker.lastOpenCause, odd);
    driver.breaker.reset();
    assert.equal(driver.breaker.lastOpenCause, undefined);
  });

  it("names what it protects", () => {
    const breaker = new CircuitBreaker({}, { clock: new FakeClock(), name: "ollama" });
    breaker.trip();
    assert.throws(() => breaker.acquire(), { message: 'Circuit breaker "ollama" is open: next trial in 60 s' });
  });

  it("counts a refusal that a caller foresaw", () => {
    const driver = new BreakerDriver().fail(3);
    driver.breaker.countRefusal();
    assert.deepEqual(
      [driver.breaker.metrics().totalRejected, driver.breaker.state, driver.clock.pending],
      [1, "open", 1],
    );
  });
});
