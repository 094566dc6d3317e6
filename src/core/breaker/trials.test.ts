import assert from "node:assert/strict";
import { BreakerDriver } from "../../../test/support/breaker-driver";
import { FakeClock } from "../../../test/support/fake-clock";
import type { OptionsPatch } from "../index";
import { TrialSlots } from "./trial-slots";

describe("renew", () => {
  const trying = (options: OptionsPatch = {}) =>
    new BreakerDriver({ trialTimeoutMs: 1_000, ...options }).fail(3).advance(60_000);

  it("small print: a trial that shows signs of life keeps its slot however long it takes, and its success closes", () => {
    const driver = trying();
    const permit = driver.permit();
    for (let piece = 0; piece < 10; piece++) {
      driver.advance(900);
      permit.renew();
      assert.equal(driver.breaker.retryAfterMs, 1_000);
    }
    permit.success();
    assert.equal(driver.breaker.state, "closed");
  });

  it("small print: once the lease has ended nothing renews it", () => {
    const driver = trying();
    const permit = driver.permit();
    driver.advance(1_000);
    permit.renew();
    assert.equal(driver.breaker.retryAfterMs, 0);
    permit.success();
    assert.equal(driver.breaker.state, "half_open");
  });

  it("does nothing for a call that has reported, is late or is no trial", () => {
    const closed = new BreakerDriver();
    const early = closed.permit();
    early.renew();
    closed.fail(3).advance(60_000);
    early.renew();
    assert.equal(closed.breaker.retryAfterMs, 0);
    const driver = trying({ successThreshold: 2 });
    const permit = driver.permit();
    permit.success();
    permit.renew();
    assert.equal(driver.breaker.retryAfterMs, 0);
  });

  it("with several trials the one without a sign of life gives its slot back first", () => {
    const driver = trying({ halfOpenMaxCalls: 3, successThreshold: 9 });
    const [first, second, third] = driver.permits(3);
    driver.advance(400);
    first?.renew();
    third?.renew();
    assert.equal(driver.breaker.retryAfterMs, 600);
    driver.advance(600);
    assert.equal(driver.refuses(), false);
    second?.success();
    assert.equal(driver.breaker.metrics().consecutiveSuccesses, 0, "its lease has ended");
    first?.success();
    third?.success();
    assert.equal(driver.breaker.metrics().consecutiveSuccesses, 2);
  });
});

describe("trial slots", () => {
  it("filling and giving back many slots takes no more steps than there are", () => {
    const slots = new TrialSlots();
    let steps = 0;
    const counting = (leaseEndsAt: number) => ({ valueOf: () => (steps++, leaseEndsAt) }) as unknown as number;
    const trials = Array.from({ length: 20_000 }, (_, index) => slots.take(counting(index + 1)));
    for (const trial of [...trials].reverse()) slots.giveBack(trial);
    assert.ok(steps <= 4 * trials.length, `${steps} comparisons of leases`);
    assert.equal(slots.freeAt(1, 0), 0);
  });

  it("rule 14: with the slow-call rule on, a slow trial is a failed trial", () => {
    const options: OptionsPatch = { slowCallRateThreshold: 1, slowCallDurationMs: 100 };
    const driver = new BreakerDriver(options).fail(3).advance(60_000).succeed(1, 100);
    assert.deepEqual([driver.breaker.state, driver.story.at(-1)], ["open", "half_open>open:trial_failure"]);
    assert.equal(driver.advance(60_000).succeed(1, 99).breaker.state, "closed");
    const off = new BreakerDriver({ ...options, slowCallRateThreshold: 0 }).fail(3).advance(60_000).succeed(1, 100);
    assert.equal(off.breaker.state, "closed");
  });

  it("rule 3: as many are admitted as there are slots, though time goes on between two readings of the clock", () => {
    class RunningClock extends FakeClock {
      override now(): number {
        this.stall(1);
        return super.now();
      }
    }
    for (let beforeMs = 100; beforeMs < 110; beforeMs++) {
      const driver = new BreakerDriver({ trialTimeoutMs: 600_000 }, new RunningClock()).fail(3);
      driver.advanceSilently(60_000 - beforeMs);
      const admitted = Array.from({ length: 200 }, () => driver.breaker.tryAcquire()).filter(Boolean);
      assert.equal(admitted.length, 1);
      admitted[0]?.success();
      assert.equal(
        driver.story.join(),
        "closed>open:failure_threshold,open>half_open:recovery_timeout,half_open>closed:trial_success",
      );
    }
  });

  it("are free now when leases have ended without a word, not in the past", () => {
    const driver = new BreakerDriver({ halfOpenMaxCalls: 2, trialTimeoutMs: 1_000 }).fail(3).advance(60_000);
    driver.permit();
    driver.advance(500).permit();
    driver.advance(700);
    assert.deepEqual([driver.breaker.retryAfterMs, driver.refuses(), driver.refuses()], [0, false, true]);
  });

  it("keep their order where one in the middle is given back", () => {
    const slots = new TrialSlots();
    slots.take(100);
    const middle = slots.take(50);
    slots.take(30);
    slots.giveBack(middle);
    assert.equal(slots.freeAt(2, 0), 30);
    assert.equal(slots.freeAt(1, 0), 100);
    assert.equal(slots.freeAt(2, 30), 30);
    assert.equal(slots.freeAt(1, 30), 100);
  });

  it("permit functions may be handed on as callbacks", () => {
    const driver = new BreakerDriver({ failureThreshold: 1 });
    const { success, release, renew } = driver.permit();
    renew();
    success();
    release();
    const { failure } = driver.permit();
    failure();
    assert.deepEqual(
      [driver.breaker.state, driver.breaker.metrics().totalSuccesses, driver.breaker.metrics().totalReleased],
      ["open", 1, 0],
    );
  });
});
