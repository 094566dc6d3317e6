import assert from "node:assert/strict";
import { BreakerDriver } from "../../../test/support/breaker-driver";

describe("rule 5: generations", () => {
  it("rule 5: a failure from before the outage does not reopen a half-open breaker", () => {
    const driver = new BreakerDriver();
    const old = driver.permit();
    driver.fail(3).advance(60_000);
    old.failure();
    assert.equal(driver.breaker.state, "half_open");
    assert.equal(driver.breaker.metrics().totalFailures, 4);
  });

  it("rule 5: a success from before the outage does not close a half-open breaker", () => {
    const driver = new BreakerDriver();
    const old = driver.permit();
    driver.fail(3).advance(60_000);
    old.success();
    assert.equal(driver.breaker.state, "half_open");
    assert.equal(driver.breaker.metrics().totalSuccesses, 1);
    assert.equal(driver.breaker.metrics().consecutiveSuccesses, 0);
  });

  it("rule 5: an old outcome frees no slot of the new generation", () => {
    const driver = new BreakerDriver();
    const [one, two, three] = driver.permits(3);
    driver.fail(3).advance(60_000).permit();
    one?.success();
    two?.failure();
    three?.release();
    assert.equal(driver.refuses(), true);
    assert.equal(driver.breaker.retryAfterMs, 120_000);
  });

  it("rule 5: failures that arrive after recovery neither trip it nor feed the new window", () => {
    const driver = new BreakerDriver({ minimumCalls: 1, failureRateThreshold: 0.9 });
    const old = driver.permits(7);
    for (const permit of old.slice(0, 3)) permit.failure();
    driver.advance(60_000).succeed().succeed();
    for (const permit of old.slice(3)) permit.failure();
    assert.equal(driver.breaker.state, "closed");
    const { failureRate, consecutiveFailures, totalFailures, lastFailureAt } = driver.breaker.metrics();
    assert.deepEqual([failureRate, consecutiveFailures, totalFailures, lastFailureAt], [0, 0, 7, Date.UTC(2026, 0, 1)]);
  });

  it("rule 5: a late outcome counts in the totals only: no streak, no latency, no time of last success", () => {
    const driver = new BreakerDriver({ failureThreshold: 1 });
    const old = driver.permit();
    driver.fail(1, { durationMs: 10 }).advance(60_000).succeed(1, 10);
    driver.advance(1_000);
    old.success(5_000);
    const { consecutiveSuccesses, avgResponseTimeMs, lastHealthyAt, totalSuccesses } = driver.breaker.metrics();
    assert.deepEqual(
      [consecutiveSuccesses, avgResponseTimeMs, lastHealthyAt, totalSuccesses],
      [0, 10, Date.UTC(2026, 0, 1) + 60_000, 2],
    );
  });

  it("rule 5: reset() ends a generation, of a closed breaker too", () => {
    const driver = new BreakerDriver();
    const old = driver.permits(3);
    driver.breaker.reset();
    for (const permit of old) permit.failure();
    assert.equal(driver.breaker.state, "closed");
    assert.equal(driver.breaker.metrics().consecutiveFailures, 0);
  });

  it("rule 5: trip() ends a generation", () => {
    const driver = new BreakerDriver();
    const old = driver.permit();
    driver.breaker.trip();
    driver.advance(60_000);
    old.success();
    assert.equal(driver.breaker.state, "half_open");
  });

  it("rule 5: a trial of an earlier half-open time counts no more", () => {
    const driver = new BreakerDriver({ halfOpenMaxCalls: 2 }).fail(3).advance(60_000);
    const [slow, quick] = driver.permits(2);
    quick?.failure();
    driver.advance(60_000);
    slow?.success();
    assert.equal(driver.breaker.state, "half_open");
    assert.equal(driver.breaker.retryAfterMs, 0);
  });

  it("recover() is a transition and ends a generation", () => {
    const driver = new BreakerDriver();
    const old = driver.permit();
    driver.fail(3);
    driver.breaker.recover();
    old.failure();
    assert.equal(driver.breaker.state, "half_open");
  });
});

describe("rule 6: released permits", () => {
  it("rule 6: N cancelled trials in a row leave it half-open with its permits intact", () => {
    const driver = new BreakerDriver({ halfOpenMaxCalls: 2 }).fail(3).advance(60_000);
    for (let trial = 0; trial < 50; trial++) {
      const [one, two] = driver.permits(2);
      assert.equal(driver.refuses(), true);
      one?.release();
      two?.release();
    }
    assert.equal(driver.breaker.state, "half_open");
    assert.equal(driver.breaker.retryAfterMs, 0);
    assert.equal(driver.changes.length, 2);
    assert.equal(driver.breaker.metrics().totalReleased, 100);
  });

  it("rule 6: records neither success nor failure", () => {
    const driver = new BreakerDriver({ minimumCalls: 1 }).succeed(1, 10);
    const before = driver.breaker.metrics();
    driver.permit().release();
    const after = driver.breaker.metrics();
    assert.deepEqual(after, { ...before, totalRequests: 2, totalReleased: 1 });
  });

  it("exactly one report counts, later ones are ignored", () => {
    const driver = new BreakerDriver({ failureThreshold: 1 });
    const [one, two, three] = driver.permits(3);
    one?.success();
    one?.failure();
    one?.release();
    one?.success();
    assert.equal(driver.breaker.state, "closed");
    two?.release();
    two?.failure();
    two?.success();
    assert.equal(driver.breaker.state, "closed");
    three?.failure();
    three?.release();
    three?.failure();
    const { totalSuccesses, totalFailures, totalReleased } = driver.breaker.metrics();
    assert.deepEqual([totalSuccesses, totalFailures, totalReleased], [1, 1, 1]);
  });
});
