import assert from "node:assert/strict";
import { BreakerDriver } from "../../../test/support/breaker-driver";

const HOUR = 3_600_000;

describe("rule 3: open to half-open and back", () => {
  it("rule 3: a timer tells a watcher, without a call", () => {
    const driver = new BreakerDriver().fail(3).advance(59_999);
    assert.equal(driver.breaker.state, "open");
    assert.equal(driver.breaker.retryAfterMs, 1);
    driver.advance(1);
    assert.deepEqual(driver.story, ["closed>open:failure_threshold", "open>half_open:recovery_timeout"]);
    assert.equal(driver.breaker.state, "half_open");
    assert.equal(driver.breaker.retryAfterMs, 0);
    assert.equal(driver.changes[1]?.retryAfterMs, 0);
    assert.equal(driver.changes[1]?.at, Date.UTC(2026, 0, 1) + 60_000);
  });

  it("rule 3: reads half-open as soon as the time has passed, though the timer is late; reading changes nothing", () => {
    const driver = new BreakerDriver().fail(3).advanceSilently(60_000);
    assert.equal(driver.breaker.state, "half_open");
    assert.equal(driver.breaker.metrics().state, "half_open");
    assert.equal(driver.breaker.snapshot().phase.state, "half_open");
    assert.equal(driver.breaker.retryAfterMs, 0);
    assert.equal(driver.changes.length, 1);
    assert.equal(driver.clock.pending, 1);
    driver.permit();
    assert.deepEqual(driver.story.slice(1), ["open>half_open:recovery_timeout"]);
    assert.equal(driver.clock.pending, 0);
  });

  it("rule 3: admits halfOpenMaxCalls at once and refuses the rest at once", () => {
    const driver = new BreakerDriver({ halfOpenMaxCalls: 3, successThreshold: 2 }).fail(3).advance(60_000);
    const [one, two] = driver.permits(3);
    assert.equal(driver.refuses(), true);
    assert.equal(driver.refusal().state, "half_open");
    one?.success();
    assert.equal(driver.breaker.state, "half_open");
    driver.permit();
    assert.equal(driver.refuses(), true);
    two?.success();
    assert.equal(driver.breaker.state, "closed");
  });

  it("rule 3: a hundred callers at the edge make one trial and no herd afterwards", async () => {
    const driver = new BreakerDriver().fail(3).advance(60_000);
    let running = 0;
    let finish = () => {};
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const calls = Array.from({ length: 100 }, () => driver.breaker.execute(async () => (running++, gate)));
    const refused = calls.map((call) =>
      call.then(
        () => false,
        () => true,
      ),
    );
    assert.equal(running, 1);
    finish();
    assert.equal((await Promise.all(refused)).filter(Boolean).length, 99);
    assert.equal(running, 1);
    assert.equal(driver.breaker.state, "closed");
  });

  it("rule 3: closes after successThreshold successes with window and streak empty", () => {
    const driver = new BreakerDriver({
      successThreshold: 3,
      minimumCalls: 1,
      failureThreshold: 2,
      failureRateThreshold: 0,
    })
      .fail(2)
      .advance(60_000)
      .succeed(2);
    assert.equal(driver.breaker.state, "half_open");
    assert.equal(driver.breaker.metrics().consecutiveSuccesses, 2);
    driver.succeed();
    assert.equal(driver.story.at(-1), "half_open>closed:trial_success");
    const { failureRate, slowCallRate, consecutiveFailures, consecutiveSuccesses } = driver.breaker.metrics();
    assert.deepEqual(
      [failureRate, slowCallRate, consecutiveFailures, consecutiveSuccesses],
      [undefined, undefined, 0, 0],
    );
    assert.equal(driver.changes.at(-1)?.consecutiveFailures, 0);
    assert.equal(driver.fail().breaker.state, "closed");
  });

  it("rule 3: old failures do not trip it again after recovery", () => {
    const driver = new BreakerDriver({
      failureThreshold: 100,
      minimumCalls: 4,
      window: { type: "count", size: 4 },
    }).fail(4);
    assert.equal(driver.breaker.state, "open");
    driver.advance(60_000).succeed().succeed(3).fail();
    assert.equal(driver.breaker.state, "closed");
    assert.equal(driver.breaker.metrics().failureRate, 0.25);
  });

  it("rule 3: opens again on one failure with a fresh recovery time", () => {
    const driver = new BreakerDriver({ successThreshold: 3 })
      .fail(3)
      .advance(60_000)
      .succeed(2)
      .fail(1, { cause: "again" });
    assert.equal(driver.story.at(-1), "half_open>open:trial_failure");
    assert.equal(driver.breaker.retryAfterMs, 60_000);
    assert.equal(driver.breaker.lastOpenCause, "again");
    assert.equal(driver.breaker.metrics().openedAt, Date.UTC(2026, 0, 1) + 60_000);
    driver.advance(60_000).succeed(2);
    assert.equal(driver.breaker.state, "half_open");
  });

  it("rule 3: successes of an opening do not count as trials", () => {
    const driver = new BreakerDriver({ successThreshold: 2, minimumCalls: 3, slowCallRateThreshold: 1 }).succeed(
      3,
      40_000,
    );
    assert.equal(driver.breaker.state, "open");
    assert.equal(driver.breaker.metrics().consecutiveSuccesses, 0);
    driver.advance(60_000).succeed();
    assert.equal(driver.breaker.state, "half_open");
  });

  it("rule 3: right after a laptop's sleep: the wall clock went on, the monotonic one did not", () => {
    const driver = new BreakerDriver().fail(3);
    driver.clock.jumpWall(8 * HOUR);
    assert.equal(driver.breaker.state, "half_open");
    assert.equal(driver.breaker.retryAfterMs, 0);
    driver.succeed();
    assert.deepEqual(driver.story.slice(1), ["open>half_open:recovery_timeout", "half_open>closed:trial_success"]);
    assert.equal(driver.clock.pending, 0);
  });

  it("rule 3: with a clock set back the monotonic time counts", () => {
    const driver = new BreakerDriver().fail(3);
    driver.clock.jumpWall(-HOUR);
    assert.equal(driver.breaker.retryAfterMs, 60_000);
    driver.advance(30_000);
    assert.equal(driver.breaker.retryAfterMs, 30_000);
    assert.equal(driver.advance(30_000).breaker.state, "half_open");
    assert.equal(driver.story.at(-1), "open>half_open:recovery_timeout");
  });

  it("rule 3: part of the time by the wall clock alone is enough for that part", () => {
    const driver = new BreakerDriver().fail(3);
    driver.clock.jumpWall(40_000);
    assert.equal(driver.breaker.retryAfterMs, 20_000);
    driver.advance(20_000);
    assert.equal(driver.breaker.state, "half_open");
  });

  it("rule 3: a timer that fires too early is set again", () => {
    const driver = new BreakerDriver().fail(3);
    driver.clock.jumpWall(-10);
    const early = driver.clock.fireNext();
    assert.equal(early, true);
    assert.equal(driver.breaker.state, "open");
    assert.equal(driver.changes.length, 1);
    assert.equal(driver.clock.pending, 1);
    driver.advance(60_000);
    assert.equal(driver.story.at(-1), "open>half_open:recovery_timeout");
  });

  it("rule 3: a time longer than timers take is waited for in the pieces that its clock makes of it", () => {
    const month = 40 * 24 * HOUR;
    const driver = new BreakerDriver({ recoveryTimeoutMs: month, failureThreshold: 1 }).fail();
    driver.clock.stall(2 ** 31 - 1);
    assert.equal(driver.clock.fireNext(), true);
    assert.equal(driver.breaker.state, "open");
    driver.advance(month - 2 ** 31);
    assert.equal(driver.breaker.state, "open");
    assert.equal(driver.clock.pending, 1);
    driver.advance(1);
    assert.equal(driver.story.at(-1), "open>half_open:recovery_timeout");
  });

  it("rule 3: readings that are no whole numbers do not hold it open by a rounding error", () => {
    const driver = new BreakerDriver({ recoveryTimeoutMs: 0.3 });
    driver.advance(1_234_567.1).fail(3).advance(0.1).advance(0.1).advance(0.1);
    assert.equal(driver.breaker.state, "half_open");
    assert.equal(driver.changes.length, 2);
  });

  it("small print: a recovery time of 0 is allowed", () => {
    const driver = new BreakerDriver({ recoveryTimeoutMs: 0 }).fail(3);
    assert.equal(driver.breaker.state, "half_open");
    driver.succeed();
    assert.deepEqual(driver.story, [
      "closed>open:failure_threshold",
      "open>half_open:recovery_timeout",
      "half_open>closed:trial_success",
    ]);
  });

  it("recover() ends the wait because a probe said so, and does nothing in another state", () => {
    const driver = new BreakerDriver();
    driver.breaker.recover();
    assert.equal(driver.changes.length, 0);
    driver.fail(3, { cause: "down" });
    driver.breaker.recover();
    assert.equal(driver.story.at(-1), "open>half_open:probe");
    assert.equal(driver.clock.pending, 0);
    assert.equal(driver.breaker.lastOpenCause, "down");
    const trial = driver.permit();
    driver.breaker.recover();
    assert.equal(driver.refuses(), true);
    trial.success();
    assert.equal(driver.breaker.state, "closed");
  });

  it("recover() on an opening whose time has passed is the timer's business", () => {
    const driver = new BreakerDriver().fail(3).advanceSilently(60_000);
    driver.breaker.recover();
    assert.deepEqual(driver.story.slice(1), ["open>half_open:recovery_timeout"]);
  });
});

describe("trial lease", () => {
  it("rule 3: a trial that has not reported by then gives its slot back and its late result is ignored", () => {
    const driver = new BreakerDriver().fail(3).advance(60_000);
    const hung = driver.permit();
    driver.advance(119_999);
    assert.equal(driver.breaker.retryAfterMs, 1);
    assert.equal(driver.refuses(), true);
    driver.advance(1);
    assert.equal(driver.breaker.retryAfterMs, 0);
    assert.equal(driver.clock.pending, 0);
    hung.failure();
    assert.equal(driver.breaker.state, "half_open");
    assert.equal(driver.breaker.metrics().totalFailures, 4);
    driver.succeed();
    assert.equal(driver.breaker.state, "closed");
  });

  it("a late success of a hung trial does not close either, nor take the slot of the next", () => {
    const driver = new BreakerDriver().fail(3).advance(60_000);
    const hung = driver.permit();
    driver.advance(120_000);
    const next = driver.permit();
    hung.success();
    assert.equal(driver.breaker.state, "half_open");
    assert.equal(driver.refuses(), true);
    next.success();
    assert.equal(driver.breaker.state, "closed");
  });

  it("a hung trial that is released late frees nothing twice", () => {
    const driver = new BreakerDriver().fail(3).advance(60_000);
    const hung = driver.permit();
    driver.advance(120_000);
    driver.permit();
    hung.release();
    assert.equal(driver.refuses(), true);
    assert.equal(driver.breaker.metrics().totalReleased, 1);
  });

  it("small print: full half-open says when the earliest slot can come back", () => {
    const driver = new BreakerDriver({ halfOpenMaxCalls: 2, successThreshold: 5 }).fail(3).advance(60_000);
    const first = driver.permit();
    driver.advance(10_000).permit();
    assert.equal(driver.breaker.retryAfterMs, 110_000);
    assert.equal(driver.refusal().retryAfterMs, 110_000);
    first.success();
    assert.equal(driver.breaker.retryAfterMs, 0);
    driver.advance(1_000).permit();
    assert.equal(driver.breaker.retryAfterMs, 119_000);
    driver.advance(118_000);
    assert.equal(driver.breaker.retryAfterMs, 1_000);
    driver.advance(1_000);
    assert.equal(driver.breaker.retryAfterMs, 0, "one lease has ended, the other has not");
    driver.permit();
    assert.equal(driver.breaker.retryAfterMs, 1_000);
    assert.equal(driver.refuses(), true);
  });

  it("small print: the lease is monotonic time, the opening is both clocks", () => {
    const driver = new BreakerDriver().fail(3).advance(60_000);
    driver.permit();
    driver.clock.jumpWall(8 * HOUR);
    assert.equal(driver.refuses(), true);
    assert.equal(driver.breaker.retryAfterMs, 120_000);
  });

  it("with fewer slots configured than calls in flight the wait is until there is room", () => {
    const driver = new BreakerDriver({ halfOpenMaxCalls: 3, successThreshold: 5 }).fail(3).advance(60_000);
    driver.permit();
    driver.advance(10_000).permit();
    driver.advance(10_000).permit();
    driver.breaker.configure({ halfOpenMaxCalls: 1 });
    assert.equal(driver.breaker.retryAfterMs, 120_000);
    driver.advance(110_000);
    assert.equal(driver.breaker.retryAfterMs, 10_000);
    assert.equal(driver.refuses(), true);
    driver.advance(10_000).permit();
  });
});

describe("trip() and reset()", () => {
  it("trip() opens as a failure would", () => {
    const driver = new BreakerDriver({ recoveryBackoff: { jitter: 0.5 } }, undefined, { random: () => 1 });
    driver.breaker.trip();
    assert.deepEqual(driver.story, ["closed>open:trip"]);
    assert.equal(driver.breaker.retryAfterMs, 90_000);
    assert.equal(driver.refusal().cause, undefined);
    assert.equal(driver.advance(90_000).succeed().breaker.state, "closed");
  });

  it("small print: trip() does nothing when open and is no failed trial when half-open", () => {
    const driver = new BreakerDriver({ recoveryBackoff: { factor: 2 } }).fail(3, { cause: "first" }).advance(10_000);
    driver.breaker.trip();
    assert.equal(driver.changes.length, 1);
    assert.equal(driver.breaker.retryAfterMs, 50_000);
    assert.equal(driver.breaker.lastOpenCause, "first");
    driver.advance(50_000);
    driver.breaker.trip();
    assert.equal(driver.story.at(-1), "half_open>open:trip");
    assert.equal(driver.breaker.retryAfterMs, 60_000);
    assert.equal(driver.advance(60_000).fail().breaker.retryAfterMs, 120_000);
  });

  it("trip() on an opening whose time has passed opens anew", () => {
    const driver = new BreakerDriver().fail(3).advanceSilently(60_000);
    driver.breaker.trip();
    assert.deepEqual(driver.story.slice(1), ["open>half_open:recovery_timeout", "half_open>open:trip"]);
    assert.equal(driver.breaker.retryAfterMs, 60_000);
  });

  it("reset() closes and empties, from open and from half-open", () => {
    const open = new BreakerDriver({ minimumCalls: 1, failureRateThreshold: 0 }).fail(3);
    open.breaker.reset();
    assert.equal(open.story.at(-1), "open>closed:reset");
    assert.equal(open.breaker.metrics().failureRate, undefined);
    assert.equal(open.breaker.metrics().consecutiveFailures, 0);
    assert.equal(open.clock.pending, 0);
    const half = new BreakerDriver().fail(3).advance(60_000);
    half.breaker.reset();
    assert.equal(half.story.at(-1), "half_open>closed:reset");
    assert.equal(half.breaker.metrics().totalFailures, 3);
  });

  it("small print: reset() says nothing when the breaker was closed already, and keeps the totals", () => {
    const driver = new BreakerDriver().succeed().fail(2);
    driver.breaker.reset();
    assert.equal(driver.changes.length, 0);
    const { totalRequests, totalSuccesses, totalFailures, consecutiveFailures } = driver.breaker.metrics();
    assert.deepEqual([totalRequests, totalSuccesses, totalFailures, consecutiveFailures], [3, 1, 2, 0]);
    assert.equal(driver.fail(2).breaker.state, "closed");
  });
});
