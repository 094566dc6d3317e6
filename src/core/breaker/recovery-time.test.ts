import assert from "node:assert/strict";
import { BreakerDriver } from "../../../test/support/breaker-driver";

describe("rule 4: how long", () => {
  it("rule 4: the endpoint's own hint sets the time of that opening, longer or shorter, and of no other", () => {
    const longer = new BreakerDriver().fail(2).fail(1, { retryAfterMs: 90_000 });
    assert.equal(longer.breaker.retryAfterMs, 90_000);
    assert.equal(longer.changes[0]?.retryAfterMs, 90_000);
    longer.advance(90_000).fail();
    assert.equal(longer.breaker.retryAfterMs, 60_000);
    const shorter = new BreakerDriver().fail(2).fail(1, { retryAfterMs: 5_000 });
    assert.equal(shorter.advance(5_000).breaker.state, "half_open");
  });

  it("rule 4: a hint on a failure that does not open is not kept", () => {
    assert.equal(new BreakerDriver().fail(2, { retryAfterMs: 5_000 }).fail().breaker.retryAfterMs, 60_000);
  });

  it("rule 4: a hint is capped by maxMs, also below a longer configured time, and never jittered", () => {
    const options = { recoveryTimeoutMs: 600_000, recoveryBackoff: { maxMs: 200_000, jitter: 1 } };
    const driver = new BreakerDriver(options, undefined, { random: () => 1 })
      .fail(2)
      .fail(1, { retryAfterMs: 900_000 });
    assert.equal(driver.breaker.retryAfterMs, 200_000);
  });

  it("small print: a hint however long is capped by maxMs, also that of a trial", () => {
    for (const retryAfterMs of [300_001, 2 ** 53, 1e300, Number.MAX_VALUE]) {
      const driver = new BreakerDriver().fail(2).fail(1, { retryAfterMs });
      assert.equal(driver.breaker.retryAfterMs, 300_000, String(retryAfterMs));
      assert.equal(
        driver.advance(300_000).fail(1, { retryAfterMs }).breaker.retryAfterMs,
        300_000,
        String(retryAfterMs),
      );
    }
  });

  it("rule 4: a hint that is no time to wait is ignored: 0, a date that has passed, no finite number", () => {
    for (const retryAfterMs of [
      NaN,
      Infinity,
      -Infinity,
      -1,
      0,
      -0,
      undefined,
      "5" as unknown as number,
      null as unknown as number,
    ]) {
      const driver = new BreakerDriver().fail(2).fail(1, { retryAfterMs });
      assert.equal(driver.breaker.retryAfterMs, 60_000, String(retryAfterMs));
      driver.breaker.configure({ recoveryTimeoutMs: 5_000 });
      assert.equal(driver.breaker.retryAfterMs, 5_000, "no hint has set it");
    }
  });

  it("rule 4: no hint switches a breaker off: it opens for a second at least, or for the recovery time where that is less", () => {
    for (const retryAfterMs of [Number.MIN_VALUE, 0.5, 1, 999, 1_000]) {
      assert.equal(
        new BreakerDriver().fail(2).fail(1, { retryAfterMs }).breaker.retryAfterMs,
        1_000,
        String(retryAfterMs),
      );
      assert.equal(
        new BreakerDriver({ recoveryTimeoutMs: 200 }).fail(2).fail(1, { retryAfterMs }).breaker.retryAfterMs,
        Math.max(200, retryAfterMs),
        String(retryAfterMs),
      );
    }
    assert.equal(
      new BreakerDriver({ recoveryTimeoutMs: 0 }).fail(2).fail(1, { retryAfterMs: 1 }).breaker.retryAfterMs,
      1,
    );
    const driver = new BreakerDriver();
    let admitted = 0;
    for (let call = 0; call < 12; call++) {
      const permit = driver.breaker.tryAcquire();
      if (permit) admitted++;
      permit?.failure({ retryAfterMs: 0 });
    }
    assert.equal(admitted, 3, "of twelve calls to a server that says Retry-After: 0");
  });

  it("rule 4: a trial's hint sets the next opening", () => {
    const driver = new BreakerDriver().fail(3).advance(60_000).fail(1, { retryAfterMs: 7_000 });
    assert.equal(driver.breaker.retryAfterMs, 7_000);
  });

  it("rule 4: by default repeated opening keeps the time", () => {
    const driver = new BreakerDriver().fail(3);
    for (let trial = 0; trial < 5; trial++) driver.advance(60_000).fail();
    assert.equal(driver.breaker.retryAfterMs, 60_000);
  });

  it("rule 4: with a factor the time grows with each failed trial up to maxMs and starts anew after closing", () => {
    const driver = new BreakerDriver({ recoveryTimeoutMs: 1_000, recoveryBackoff: { factor: 3, maxMs: 20_000 } }).fail(
      3,
    );
    const times = [driver.breaker.retryAfterMs];
    for (let trial = 0; trial < 4; trial++)
      times.push(driver.advance(driver.breaker.retryAfterMs).fail().breaker.retryAfterMs);
    assert.deepEqual(times, [1_000, 3_000, 9_000, 20_000, 20_000]);
    driver.advance(20_000).succeed().fail(3);
    assert.equal(driver.breaker.retryAfterMs, 1_000);
  });

  it("rule 4: reset() starts the growth anew too", () => {
    const driver = new BreakerDriver({ recoveryBackoff: { factor: 2 } }).fail(3).advance(60_000).fail();
    assert.equal(driver.breaker.retryAfterMs, 120_000);
    driver.breaker.reset();
    assert.equal(driver.fail(3).breaker.retryAfterMs, 60_000);
  });

  it("small print: maxMs caps grown times, not a larger configured one", () => {
    const driver = new BreakerDriver({ recoveryTimeoutMs: 600_000, recoveryBackoff: { factor: 2 } }).fail(3);
    assert.equal(driver.breaker.retryAfterMs, 600_000);
    assert.equal(driver.advance(600_000).fail().breaker.retryAfterMs, 600_000);
  });

  it("small print: growth has no overflow, and nothing grows from 0", () => {
    const huge = new BreakerDriver({ recoveryTimeoutMs: 1, recoveryBackoff: { factor: 1e200 } }).fail(3);
    for (let trial = 0; trial < 4; trial++) huge.advance(huge.breaker.retryAfterMs).fail();
    assert.equal(huge.breaker.retryAfterMs, 300_000);
    const zero = new BreakerDriver({ recoveryTimeoutMs: 0, recoveryBackoff: { factor: 1e200 } })
      .fail(3)
      .fail()
      .fail()
      .fail();
    assert.equal(zero.breaker.retryAfterMs, 0);
    assert.deepEqual(
      zero.changes.map(({ retryAfterMs }) => retryAfterMs).filter((ms) => ms !== 0),
      [],
    );
    assert.equal(zero.breaker.state, "half_open");
  });

  it("small print: jitter is time × (1 ± jitter)", () => {
    const withRandom = (value: number) =>
      new BreakerDriver({ recoveryBackoff: { jitter: 0.2 } }, undefined, { random: () => value }).fail(3).breaker
        .retryAfterMs;
    assert.equal(withRandom(0), 48_000);
    assert.equal(withRandom(0.5), 60_000);
    assert.equal(withRandom(1), 72_000);
    assert.equal(withRandom(0.75), 66_000);
  });

  it("small print: with jitter too, what has grown stays within maxMs", () => {
    const options = { recoveryTimeoutMs: 1_000, recoveryBackoff: { factor: 10, maxMs: 5_000, jitter: 0.5 } };
    const grown = (value: number) =>
      new BreakerDriver(options, undefined, { random: () => value }).fail(3).advance(1_500).fail().breaker.retryAfterMs;
    assert.equal(grown(1), 5_000);
    assert.equal(grown(0), 2_500);
  });

  it("small print: what has not grown is jittered beyond maxMs, as it may be configured beyond it", () => {
    const options = { recoveryTimeoutMs: 600_000, recoveryBackoff: { jitter: 0.5 } };
    const driver = new BreakerDriver(options, undefined, { random: () => 1 }).fail(3);
    assert.equal(driver.breaker.retryAfterMs, 900_000);
    assert.equal(driver.advance(900_000).fail().breaker.retryAfterMs, 900_000);
    const growing = new BreakerDriver({ ...options, recoveryBackoff: { factor: 2, jitter: 0.5 } }, undefined, {
      random: () => 1,
    }).fail(3);
    assert.equal(growing.breaker.retryAfterMs, 900_000);
  });

  it("asks for no random number when there is no jitter", () => {
    const random = () => assert.fail("asked");
    assert.equal(new BreakerDriver({}, undefined, { random }).fail(3).breaker.state, "open");
  });
});
