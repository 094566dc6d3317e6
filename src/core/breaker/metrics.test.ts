import assert from "node:assert/strict";
import { BreakerDriver } from "../../../test/support/breaker-driver";
import { FakeClock } from "../../../test/support/fake-clock";

const START = Date.UTC(2026, 0, 1);

describe("metrics", () => {
  it("of a new breaker", () => {
    assert.deepEqual(new BreakerDriver().breaker.metrics(), {
      state: "closed",
      mode: "auto",
      consecutiveFailures: 0,
      consecutiveSuccesses: 0,
      totalRequests: 0,
      totalSuccesses: 0,
      totalFailures: 0,
      totalReleased: 0,
      totalRejected: 0,
      failureRate: undefined,
      slowCallRate: undefined,
      avgResponseTimeMs: undefined,
      p50Ms: undefined,
      p95Ms: undefined,
      p99Ms: undefined,
      lastFailureAt: undefined,
      lastHealthyAt: undefined,
      openedAt: undefined,
      uptimePercentage: 100,
    });
  });

  it("small print: totalRequests are admitted calls, refusals are only in totalRejected and in no rate", () => {
    const driver = new BreakerDriver({ minimumCalls: 3 }).fail(3);
    driver.refuses();
    driver.refuses();
    const { totalRequests, totalRejected, failureRate } = driver.breaker.metrics();
    assert.deepEqual([totalRequests, totalRejected, failureRate], [3, 2, 1]);
  });

  it("counts a call as a request when it begins", () => {
    const driver = new BreakerDriver();
    driver.permit();
    assert.equal(driver.breaker.metrics().totalRequests, 1);
    assert.equal(driver.breaker.metrics().totalSuccesses, 0);
  });

  it("keeps both streaks", () => {
    const driver = new BreakerDriver().succeed(4);
    assert.deepEqual(
      [driver.breaker.metrics().consecutiveSuccesses, driver.breaker.metrics().consecutiveFailures],
      [4, 0],
    );
    driver.fail(2);
    assert.deepEqual(
      [driver.breaker.metrics().consecutiveSuccesses, driver.breaker.metrics().consecutiveFailures],
      [0, 2],
    );
    driver.succeed();
    assert.deepEqual(
      [driver.breaker.metrics().consecutiveSuccesses, driver.breaker.metrics().consecutiveFailures],
      [1, 0],
    );
  });

  it("keeps the streak of failures through half-open, so that it tells how long it has been down", () => {
    const driver = new BreakerDriver().fail(3).advance(60_000).fail();
    assert.equal(driver.breaker.metrics().consecutiveFailures, 4);
    assert.equal(driver.changes.at(-1)?.consecutiveFailures, 4);
  });

  it("small print: latencies are of reported calls, given or measured, successes and failures", () => {
    const driver = new BreakerDriver().succeed(1, 100).fail(1, { durationMs: 300 });
    const permit = driver.permit();
    driver.advance(800);
    permit.success();
    driver.permit().release();
    assert.equal(driver.breaker.metrics().avgResponseTimeMs, 400);
  });

  it("small print: a duration that is no time is not taken; 0 is one", () => {
    for (const odd of [NaN, -1, Infinity, undefined, null as unknown as number, "7" as unknown as number]) {
      const driver = new BreakerDriver();
      const [one, two] = driver.permits(2);
      driver.advance(50);
      one?.success(odd);
      two?.failure({ durationMs: odd });
      assert.equal(driver.breaker.metrics().avgResponseTimeMs, 50, String(odd));
    }
    const driver = new BreakerDriver();
    const permit = driver.permit();
    driver.advance(50);
    permit.success(0);
    assert.equal(driver.breaker.metrics().avgResponseTimeMs, 0);
    assert.equal(driver.breaker.metrics().p99Ms, 0);
  });

  it("percentiles are within 5 %", () => {
    const driver = new BreakerDriver();
    for (let ms = 1; ms <= 1_000; ms++) driver.succeed(1, ms);
    const { p50Ms, p95Ms, p99Ms, avgResponseTimeMs } = driver.breaker.metrics();
    for (const [found, expected] of [
      [p50Ms, 500],
      [p95Ms, 950],
      [p99Ms, 990],
    ] as const)
      assert.ok(Math.abs((found ?? 0) / expected - 1) <= 0.05, `${found} for ${expected}`);
    assert.equal(avgResponseTimeMs, 500.5);
  });

  it("small print: …At fields are epoch ms; lastHealthyAt is the last success, openedAt outlives the opening", () => {
    const driver = new BreakerDriver().succeed().advance(1_000).fail(3).advance(60_000);
    driver.succeed();
    const { lastFailureAt, lastHealthyAt, openedAt } = driver.breaker.metrics();
    assert.deepEqual([lastFailureAt, lastHealthyAt, openedAt], [START + 1_000, START + 61_000, START + 1_000]);
    driver.clock.jumpWall(5_000);
    driver.succeed();
    assert.equal(driver.breaker.metrics().lastHealthyAt, START + 66_000);
  });

  it("uptime begins with the breaker, not with the clock", () => {
    const clock = new FakeClock();
    clock.stall(10_000);
    const driver = new BreakerDriver({}, clock).fail(3).advance(60_000);
    assert.equal(driver.advance(60_000).breaker.metrics().uptimePercentage, 50);
  });

  it("uptime is the share of time since the breaker was made that it was not open", () => {
    const driver = new BreakerDriver();
    assert.equal(driver.advance(60_000).breaker.metrics().uptimePercentage, 100);
    driver.fail(3);
    assert.equal(driver.advance(20_000).breaker.metrics().uptimePercentage, 75);
    driver.advance(40_000);
    assert.equal(driver.breaker.metrics().uptimePercentage, 50);
    assert.equal(driver.advance(60_000).breaker.metrics().uptimePercentage, (100 * 2) / 3, "half-open is not open");
    driver.fail().advance(60_000);
    assert.equal(driver.breaker.metrics().uptimePercentage, 50);
    driver.succeed().advance(240_000);
    assert.equal(driver.breaker.metrics().uptimePercentage, 75);
  });

  it("uptime ends its opening when the time had passed, however late anybody looks", () => {
    const driver = new BreakerDriver().advance(60_000).fail(3).advanceSilently(180_000);
    assert.equal(driver.breaker.metrics().uptimePercentage, 75);
    driver.succeed();
    assert.equal(driver.breaker.metrics().uptimePercentage, 75);
  });

  it("uptime counts forced_open as open", () => {
    const driver = new BreakerDriver().advance(30_000);
    driver.breaker.setMode("forced_open");
    assert.equal(driver.advance(10_000).breaker.metrics().uptimePercentage, 75);
    driver.breaker.setMode("auto");
    assert.equal(driver.advance(40_000).breaker.metrics().uptimePercentage, 87.5);
  });

  it("uptime at the very moment of its making", () => {
    const driver = new BreakerDriver();
    driver.breaker.trip();
    assert.equal(driver.breaker.metrics().uptimePercentage, 100, "none of no time at all");
    assert.equal(driver.advance(1).breaker.metrics().uptimePercentage, 0);
    driver.breaker.recover();
    assert.equal(driver.advance(1).breaker.metrics().uptimePercentage, 50);
    driver.breaker.setMode("forced_open");
    assert.equal(driver.advance(2).breaker.metrics().uptimePercentage, 25);
  });

  it("uptime stays a share on a monotonic clock that goes back before its making", () => {
    const driver = new BreakerDriver().advance(10).fail(3).advance(10);
    driver.breaker.reset();
    driver.clock.stall(-29);
    assert.equal(driver.breaker.metrics().uptimePercentage, 100);
  });

  it("a time window's rates age while nobody calls", () => {
    const driver = new BreakerDriver({
      failureThreshold: 100,
      failureRateThreshold: 0,
      slowCallDurationMs: 5,
      minimumCalls: 2,
      window: { type: "time", durationMs: 10_000 },
    });
    driver.fail(2, { durationMs: 5 });
    assert.deepEqual([driver.breaker.metrics().failureRate, driver.breaker.metrics().slowCallRate], [1, 1]);
    driver.advance(9_999);
    assert.deepEqual([driver.breaker.metrics().failureRate, driver.breaker.metrics().slowCallRate], [1, 1]);
    driver.advance(1);
    assert.deepEqual(
      [driver.breaker.metrics().failureRate, driver.breaker.metrics().slowCallRate],
      [undefined, undefined],
    );
  });

  it("reading metrics changes nothing", () => {
    const driver = new BreakerDriver().fail(3).advanceSilently(60_000);
    const before = driver.breaker.metrics();
    assert.deepEqual(driver.breaker.metrics(), before);
    assert.equal(driver.changes.length, 1);
  });
});

describe("rule 11: bounds", () => {
  it("rule 11: many calls leave a breaker no larger than a few", () => {
    const driver = new BreakerDriver({
      failureThreshold: 1e9,
      failureRateThreshold: 0,
      window: { type: "time", durationMs: 1_000 },
    });
    for (let call = 0; call < 30_000; call++) {
      driver.clock.stall(0.37);
      if (call % 3) driver.breaker.tryAcquire()?.success(call % 977);
      else driver.breaker.tryAcquire()?.failure();
    }
    const { window } = driver.breaker.snapshot();
    assert.ok(window.type === "time" && window.steps.length > 1 && window.steps.length <= 20);
    assert.ok(JSON.stringify(driver.breaker.snapshot()).length < 4_000);
  });

  it("rule 11: trials that never report fill no memory: their leases end", () => {
    const driver = new BreakerDriver({ halfOpenMaxCalls: 3, trialTimeoutMs: 10 }).fail(3).advance(60_000);
    for (let round = 0; round < 1_000; round++) {
      driver.permits(3);
      assert.equal(driver.refuses(), true);
      driver.advance(10);
    }
    assert.equal(driver.breaker.state, "half_open");
    assert.equal(driver.breaker.metrics().totalRequests, 3_003);
  });
});
