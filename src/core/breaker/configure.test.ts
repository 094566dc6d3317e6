import assert from "node:assert/strict";
import { BreakerDriver } from "../../../test/support/breaker-driver";
import { CircuitBreaker } from "../index";

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
