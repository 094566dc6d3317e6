import assert from "node:assert/strict";
import { BreakerDriver } from "../../../test/support/breaker-driver";
import { FakeClock } from "../../../test/support/fake-clock";
import type { OptionsPatch } from "../index";

const START = Date.UTC(2026, 0, 1);

/** A breaker in a later process: another monotonic clock, the wall clock `afterMs` later. */
function restart(driver: BreakerDriver, afterMs: number, options: OptionsPatch = {}): BreakerDriver {
  const initial: unknown = JSON.parse(JSON.stringify(driver.breaker.snapshot()));
  return new BreakerDriver(options, new FakeClock(driver.clock.wallNow() + afterMs), { initial });
}

describe("rule 10: snapshots", () => {
  it("rule 10: is plain JSON", () => {
    for (const driver of [
      new BreakerDriver(),
      new BreakerDriver().fail(3),
      new BreakerDriver({ window: { type: "time", durationMs: 1_000 } }).fail(2),
    ]) {
      const snapshot = driver.breaker.snapshot();
      assert.deepEqual(JSON.parse(JSON.stringify(snapshot)), snapshot);
    }
  });

  it("rule 10: has this form, version 2", () => {
    const driver = new BreakerDriver().succeed().advance(1_000).fail(3, { retryAfterMs: 30_000 }).advance(500);
    driver.refuses();
    const { checksum, ...content } = driver.breaker.snapshot();
    assert.ok(Number.isInteger(checksum));
    assert.deepEqual(content, {
      version: 2,
      savedAt: START + 1_500,
      phase: { state: "open", mode: "auto", elapsedMs: 500, recoveryMs: 30_000, hinted: true },
      failedTrials: 0,
      consecutiveFailures: 3,
      consecutiveSuccesses: 0,
      totalRequests: 4,
      totalSuccesses: 1,
      totalFailures: 3,
      totalReleased: 0,
      totalRejected: 1,
      lastFailureAt: START + 1_000,
      lastHealthyAt: START,
      openedAt: START + 1_000,
      window: { type: "count", outcomes: "0111" },
    });
    const { lastFailureAt, openedAt, phase, window } = new BreakerDriver({
      window: { type: "time", durationMs: 1_000 },
    })
      .succeed()
      .breaker.snapshot();
    assert.deepEqual([lastFailureAt, openedAt, phase], [undefined, undefined, { state: "closed", mode: "auto" }]);
    assert.deepEqual(window, { type: "time", steps: [{ ageMs: 0, calls: 1, failures: 0, slowCalls: 0 }] });
  });

  it("rule 10: carries counters, totals and times of a closed breaker", () => {
    const driver = new BreakerDriver().succeed(2).advance(10).fail(2);
    driver.permit().release();
    const next = restart(driver, 5_000);
    const {
      consecutiveFailures,
      totalRequests,
      totalSuccesses,
      totalFailures,
      totalReleased,
      lastFailureAt,
      lastHealthyAt,
      openedAt,
    } = next.breaker.metrics();
    assert.deepEqual(
      [consecutiveFailures, totalRequests, totalSuccesses, totalFailures, totalReleased],
      [2, 5, 2, 2, 1],
    );
    assert.deepEqual([lastFailureAt, lastHealthyAt, openedAt], [START + 10, START, undefined]);
    assert.equal(next.breaker.state, "closed");
    assert.equal(next.fail().breaker.state, "open");
  });

  it("rule 10: carries the streak of successes of a half-open breaker", () => {
    const driver = new BreakerDriver({ successThreshold: 3 }).fail(3).advance(60_000).succeed(2);
    const next = restart(driver, 0, { successThreshold: 3 });
    assert.equal(next.breaker.state, "half_open");
    assert.equal(next.succeed().breaker.state, "closed");
  });

  it("rule 10: an open breaker stays open for the rest of its time by wall clock", () => {
    const driver = new BreakerDriver().fail(3).advance(20_000);
    const next = restart(driver, 15_000);
    assert.equal(next.breaker.state, "open");
    assert.equal(next.breaker.retryAfterMs, 25_000);
    assert.equal(next.breaker.metrics().openedAt, START);
    assert.equal(next.refusal().openedAt, START);
    assert.equal(next.clock.pending, 1);
    next.advance(24_999);
    assert.equal(next.breaker.state, "open");
    next.advance(1);
    assert.deepEqual(next.story, ["open>half_open:recovery_timeout"]);
  });

  it("rule 10: its own time holds, not the one configured meanwhile, until somebody configures another", () => {
    const next = restart(new BreakerDriver().fail(3), 10_000, { recoveryTimeoutMs: 5_000 });
    assert.equal(next.breaker.retryAfterMs, 50_000);
    next.breaker.configure({ recoveryTimeoutMs: 30_000 });
    assert.equal(next.breaker.retryAfterMs, 20_000);
    const hinted = restart(new BreakerDriver().fail(2).fail(1, { retryAfterMs: 40_000 }), 10_000);
    hinted.breaker.configure({ recoveryTimeoutMs: 1_000 });
    assert.equal(hinted.breaker.retryAfterMs, 30_000);
  });

  it("rule 10: one whose time has passed may be tried at once, without a timer or an event", () => {
    const next = restart(new BreakerDriver().fail(3), 60_000);
    assert.equal(next.breaker.state, "half_open");
    assert.equal(next.clock.pending, 0);
    assert.equal(next.changes.length, 0);
    assert.equal(next.succeed().breaker.state, "closed");
    assert.equal(next.breaker.metrics().totalFailures, 3);
  });

  it("rule 10: a half-open one may be tried at once, though its slots were taken", () => {
    const driver = new BreakerDriver().fail(3).advance(60_000);
    driver.permit();
    const next = restart(driver, 10);
    assert.equal(next.breaker.state, "half_open");
    assert.equal(next.breaker.retryAfterMs, 0);
    assert.equal(next.fail().breaker.state, "open");
  });

  it("rule 10: the level of the backoff is carried", () => {
    const options = { recoveryBackoff: { factor: 2 } };
    const driver = new BreakerDriver(options).fail(3).advance(60_000).fail().advance(120_000);
    const next = restart(driver, 0, options);
    assert.equal(next.fail().breaker.retryAfterMs, 240_000);
  });

  it("rule 10: modes are carried", () => {
    const forced = new BreakerDriver();
    forced.breaker.setMode("forced_open");
    const later = restart(forced, 3_600_000);
    assert.deepEqual(
      [later.breaker.mode, later.breaker.state, later.breaker.retryAfterMs],
      ["forced_open", "open", Infinity],
    );
    assert.equal(later.refuses(), true);
    const recording = new BreakerDriver();
    recording.breaker.setMode("metrics_only");
    const next = restart(recording.fail(5), 1_000);
    assert.deepEqual(
      [next.breaker.mode, next.breaker.state, next.breaker.metrics().consecutiveFailures],
      ["metrics_only", "closed", 5],
    );
    assert.equal(next.fail(20).breaker.state, "closed");
  });

  it("rule 10: a count window goes on where it was, the oldest call leaving first", () => {
    const options: OptionsPatch = {
      failureThreshold: 100,
      failureRateThreshold: 0.9,
      minimumCalls: 4,
      window: { type: "count", size: 4 },
    };
    const driver = new BreakerDriver(options).succeed(3).fail(2).succeed(1, 40_000);
    assert.deepEqual(driver.breaker.snapshot().window, { type: "count", outcomes: "0112" });
    const next = restart(driver, 1_000, options);
    assert.deepEqual([next.breaker.metrics().failureRate, next.breaker.metrics().slowCallRate], [0.5, 0.25]);
    assert.equal(next.succeed().breaker.metrics().failureRate, 0.5);
    assert.equal(next.succeed().breaker.metrics().failureRate, 0.25);
  });

  it("a smaller window takes the newest calls, another kind of window none", () => {
    const driver = new BreakerDriver({ failureThreshold: 100, failureRateThreshold: 0 }).succeed(10).fail(5);
    const smaller = restart(driver, 0, { window: { type: "count", size: 6 }, minimumCalls: 6 });
    assert.equal(smaller.breaker.metrics().failureRate, 5 / 6);
    const timed = restart(driver, 0, { window: { type: "time", durationMs: 60_000 }, minimumCalls: 1 });
    assert.equal(timed.breaker.metrics().failureRate, undefined);
    assert.equal(timed.breaker.metrics().totalFailures, 5);
    const counted = restart(new BreakerDriver({ window: { type: "time", durationMs: 60_000 } }).fail(), 0, {
      minimumCalls: 1,
    });
    assert.equal(counted.breaker.metrics().failureRate, undefined);
  });

  it("small print: a time window ages while down", () => {
    const options: OptionsPatch = {
      failureThreshold: 100,
      failureRateThreshold: 0,
      minimumCalls: 1,
      window: { type: "time", durationMs: 60_000 },
    };
    const driver = new BreakerDriver(options).fail(4).advance(30_000).succeed(2, 1).advance(1_000);
    assert.equal(restart(driver, 28_999, options).breaker.metrics().failureRate, 4 / 6);
    const later = restart(driver, 29_000, options);
    assert.equal(later.breaker.metrics().failureRate, 0);
    later.advance(29_999);
    assert.equal(later.breaker.metrics().failureRate, 0);
    assert.equal(later.advance(1).breaker.metrics().failureRate, undefined);
    assert.equal(restart(driver, 59_000, options).breaker.metrics().failureRate, undefined);
  });

  it("rule 10: with a wall clock set back meanwhile nothing is younger than it was", () => {
    const driver = new BreakerDriver().fail(3).advance(20_000);
    const next = restart(driver, -30_000);
    assert.equal(next.breaker.retryAfterMs, 40_000);
    assert.equal(next.advance(40_000).breaker.state, "half_open");
  });

  it("rule 10: a wall clock set back while open is no future", () => {
    const driver = new BreakerDriver().fail(3);
    driver.clock.jumpWall(-3_600_000);
    driver.advance(10_000);
    assert.equal(driver.breaker.snapshot().savedAt, START - 3_590_000);
    assert.equal(restart(driver, 20_000).breaker.retryAfterMs, 30_000);
  });

  it("rule 10: from the future means more than 60 s ahead", () => {
    const driver = new BreakerDriver().fail(3);
    assert.equal(restart(driver, -60_000).breaker.state, "open");
    const ignored = restart(driver, -60_001);
    assert.equal(ignored.breaker.state, "closed");
    assert.equal(ignored.breaker.metrics().totalFailures, 0);
  });

  it("rule 10: the object given is not changed, nor kept", () => {
    const snapshot = new BreakerDriver({ window: { type: "time", durationMs: 1_000 } }).fail(3).breaker.snapshot();
    const copy = structuredClone(snapshot);
    const next = new BreakerDriver({ window: { type: "time", durationMs: 1_000 } }, new FakeClock(), {
      initial: snapshot,
    });
    next.advance(100_000).succeed();
    assert.deepEqual(snapshot, copy);
    const frozen = Object.freeze(structuredClone(copy));
    assert.equal(new BreakerDriver({}, new FakeClock(), { initial: frozen }).breaker.state, "open");
  });

  it("a snapshot of a disposed breaker is still its state", () => {
    const driver = new BreakerDriver().fail(3);
    driver.breaker.dispose();
    assert.equal(restart(driver, 1_000).breaker.state, "open");
  });

  it("uptime begins with the new breaker: the time it was down before is not its own", () => {
    const next = restart(new BreakerDriver().fail(3).advance(20_000), 10_000);
    next.advance(30_000).succeed();
    assert.equal(next.breaker.metrics().uptimePercentage, 0);
    next.advance(30_000);
    assert.equal(next.breaker.metrics().uptimePercentage, 50);
  });

  it("uptime is right too when a restored opening turns out to be over by a new option", () => {
    const next = restart(new BreakerDriver().fail(3).advance(20_000), 10_000);
    next.breaker.configure({ recoveryTimeoutMs: 10_000 });
    assert.equal(next.advance(10_000).breaker.metrics().uptimePercentage, 100);
    next.fail().advance(10_000);
    assert.equal(next.breaker.metrics().uptimePercentage, 50);
  });
});
