import assert from "node:assert/strict";
import { BreakerDriver } from "../../../test/support/breaker-driver";
import { CircuitBreaker } from "../index";

describe("rule 9: modes", () => {
  it("rule 9: forced_open refuses until released, whatever the time", () => {
    const driver = new BreakerDriver();
    driver.breaker.setMode("forced_open");
    driver.advance(365 * 24 * 3_600_000);
    assert.equal(driver.breaker.state, "open");
    assert.equal(driver.breaker.mode, "forced_open");
    assert.equal(driver.breaker.retryAfterMs, Infinity);
    assert.equal(driver.refuses(), true);
    const error = driver.refusal();
    assert.equal(error.retryAfterMs, Infinity);
    assert.match(error.message, /^Circuit breaker is open: no call is admitted until it is released$/);
    assert.equal(error.openedAt, Date.UTC(2026, 0, 1));
    assert.equal(driver.clock.pending, 0);
    driver.breaker.setMode("auto");
    assert.equal(driver.breaker.state, "closed");
    assert.deepEqual(driver.story, ["closed>open:mode", "open>closed:mode"]);
    assert.equal(driver.changes[0]?.retryAfterMs, Infinity);
    driver.succeed();
  });

  it("rule 9: metrics_only never refuses and never opens, but records", () => {
    const driver = new BreakerDriver({ slowCallRateThreshold: 0.1, slowCallDurationMs: 1 });
    driver.breaker.setMode("metrics_only");
    driver.fail(50, { durationMs: 100 }).succeed(1, 100);
    driver.breaker.trip();
    driver.breaker.recover();
    assert.equal(driver.breaker.state, "closed");
    assert.equal(driver.breaker.mode, "metrics_only");
    assert.equal(driver.breaker.retryAfterMs, 0);
    const { totalFailures, failureRate, slowCallRate, avgResponseTimeMs } = driver.breaker.metrics();
    assert.deepEqual([totalFailures, failureRate, slowCallRate, avgResponseTimeMs], [50, 0.95, 1, 100]);
    assert.equal(driver.changes.length, 0);
    assert.equal(driver.clock.pending, 0);
  });

  it("rule 9: leaving metrics_only returns to closed, with streak and window empty", () => {
    const driver = new BreakerDriver({ minimumCalls: 1 });
    driver.breaker.setMode("metrics_only");
    driver.fail(20);
    driver.breaker.setMode("auto");
    assert.equal(driver.changes.length, 0);
    const { state, mode, consecutiveFailures, failureRate, totalFailures } = driver.breaker.metrics();
    assert.deepEqual(
      [state, mode, consecutiveFailures, failureRate, totalFailures],
      ["closed", "auto", 0, undefined, 20],
    );
  });

  it("small print: in forced_open trip, recover and reset do nothing", () => {
    const driver = new BreakerDriver();
    driver.breaker.setMode("forced_open");
    driver.breaker.trip();
    driver.breaker.recover();
    driver.breaker.reset();
    assert.equal(driver.breaker.state, "open");
    assert.equal(driver.breaker.mode, "forced_open");
    assert.equal(driver.changes.length, 1);
    assert.equal(driver.clock.pending, 0);
  });

  it("small print: a mode change ends a generation and empties streak and window", () => {
    const driver = new BreakerDriver({ minimumCalls: 1, failureRateThreshold: 0 }).fail(2);
    const old = driver.permit();
    driver.breaker.setMode("metrics_only");
    old.failure();
    assert.equal(driver.breaker.metrics().consecutiveFailures, 0);
    assert.equal(driver.breaker.metrics().failureRate, undefined);
    assert.equal(driver.breaker.metrics().totalFailures, 3);
    assert.equal(driver.changes.length, 0);
  });

  it("small print: from open to forced_open the state is the same, so nothing is told; its timer is gone", () => {
    const driver = new BreakerDriver().fail(3, { cause: "down" }).advance(10_000);
    driver.breaker.setMode("forced_open");
    assert.equal(driver.changes.length, 1);
    assert.equal(driver.clock.pending, 0);
    assert.equal(driver.breaker.metrics().openedAt, Date.UTC(2026, 0, 1));
    assert.equal(driver.breaker.metrics().consecutiveFailures, 0);
    assert.equal(driver.breaker.lastOpenCause, undefined);
    driver.breaker.setMode("metrics_only");
    assert.equal(driver.story.at(-1), "open>closed:mode");
  });

  it("from half-open both modes are told, and openedAt is the moment of forcing", () => {
    const driver = new BreakerDriver().fail(3).advance(60_000);
    driver.breaker.setMode("forced_open");
    assert.equal(driver.story.at(-1), "half_open>open:mode");
    assert.equal(driver.breaker.metrics().openedAt, Date.UTC(2026, 0, 1) + 60_000);
    const other = new BreakerDriver().fail(3).advance(60_000);
    other.breaker.setMode("metrics_only");
    assert.equal(other.story.at(-1), "half_open>closed:mode");
  });

  it("an opening whose time has passed is half-open before its mode changes", () => {
    const driver = new BreakerDriver().fail(3).advanceSilently(60_000);
    driver.breaker.setMode("forced_open");
    assert.deepEqual(driver.story.slice(1), ["open>half_open:recovery_timeout", "half_open>open:mode"]);
  });

  it("the growth of the recovery time starts anew after a mode", () => {
    const driver = new BreakerDriver({ recoveryBackoff: { factor: 2 } }).fail(3).advance(60_000).fail();
    driver.breaker.setMode("forced_open");
    driver.breaker.setMode("auto");
    assert.equal(driver.fail(3).breaker.retryAfterMs, 60_000);
  });

  it("setting the mode it has changes nothing, not even the generation", () => {
    const driver = new BreakerDriver().fail(2);
    const permit = driver.permit();
    driver.breaker.setMode("auto");
    permit.failure();
    assert.equal(driver.breaker.state, "open");
    driver.breaker.setMode("auto");
    assert.equal(driver.breaker.state, "open");
    driver.breaker.setMode("forced_open");
    driver.advance(1_000);
    driver.breaker.setMode("forced_open");
    assert.equal(driver.breaker.metrics().openedAt, Date.UTC(2026, 0, 1));
  });

  it("reset() in metrics_only empties and stays in it", () => {
    const driver = new BreakerDriver({ minimumCalls: 1 });
    driver.breaker.setMode("metrics_only");
    driver.fail(5);
    driver.breaker.reset();
    assert.equal(driver.breaker.mode, "metrics_only");
    assert.equal(driver.breaker.metrics().consecutiveFailures, 0);
    assert.equal(driver.breaker.metrics().failureRate, undefined);
    assert.equal(driver.changes.length, 0);
  });

  it("rule 7: what is no mode is named", () => {
    assert.throws(
      () => new CircuitBreaker().setMode("closed" as never),
      new RangeError('mode must be auto or forced_open or metrics_only, but is "closed"'),
    );
    assert.throws(() => new CircuitBreaker().setMode(undefined as never), /mode must be .*, but is undefined/);
  });
});
