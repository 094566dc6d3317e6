import assert from "node:assert/strict";
import { BreakerDriver } from "../../../test/support/breaker-driver";
import { CircuitBreaker, type StateChange } from "../index";

describe("rule 12: listeners", () => {
  it("rule 12: one that throws breaks neither the breaker nor the other listeners nor the call", async () => {
    const driver = new BreakerDriver({ failureThreshold: 1, recoveryTimeoutMs: 10 });
    const heard: string[] = [];
    const { breaker } = driver;
    breaker.onStateChange(() => {
      throw new Error("listener");
    });
    breaker.onStateChange(({ to }) => heard.push(to));
    await assert.rejects(
      breaker.execute(() => Promise.reject(new Error("call"))),
      /call/,
    );
    driver.advance(10);
    assert.equal(await breaker.execute(() => "value"), "value");
    assert.deepEqual(heard, ["open", "half_open", "closed"]);
    assert.deepEqual(
      driver.changes.map(({ to }) => to),
      heard,
    );
  });

  it("rule 12: an async one that rejects leaves no unhandled rejection", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    const { breaker } = new BreakerDriver();
    breaker.onStateChange((async () => {
      throw new Error("async listener");
    }) as () => void);
    breaker.trip();
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off("unhandledRejection", note);
    assert.deepEqual(unhandled, []);
  });

  it("rule 12: inside a listener the state is the new one, and it is told synchronously", () => {
    const driver = new BreakerDriver();
    const seen: string[] = [];
    driver.breaker.onStateChange((change) => seen.push(`${change.to}=${driver.breaker.state}`));
    driver.fail(3);
    assert.deepEqual(seen, ["open=open"]);
    driver.advance(60_000).succeed();
    assert.deepEqual(seen, ["open=open", "half_open=half_open", "closed=closed"]);
  });

  it("rule 12: options that a listener changes stay, also where it hears of a transition that `configure` noticed", () => {
    const driver = new BreakerDriver().fail(3).advanceSilently(60_000);
    const { breaker } = driver;
    breaker.onStateChange(() => breaker.configure({ successThreshold: 2 }));
    breaker.configure({ halfOpenMaxCalls: 3 });
    assert.deepEqual([breaker.options.successThreshold, breaker.options.halfOpenMaxCalls], [2, 3]);
  });

  it("rule 12: calling the breaker inside a listener is safe, and transitions are delivered in order", () => {
    const driver = new BreakerDriver();
    const { breaker } = driver;
    const story: string[] = [];
    breaker.onStateChange(({ to }) => {
      story.push(`first ${to}`);
      if (to === "open") breaker.recover();
      if (to === "half_open") breaker.tryAcquire()?.success();
    });
    breaker.onStateChange(({ to }) => story.push(`second ${to}, is ${breaker.state}`));
    breaker.trip();
    assert.deepEqual(story, [
      "first open",
      "second open, is half_open",
      "first half_open",
      "second half_open, is closed",
      "first closed",
      "second closed, is closed",
    ]);
    assert.deepEqual(driver.story, ["closed>open:trip", "open>half_open:probe", "half_open>closed:trial_success"]);
    assert.equal(driver.clock.pending, 0);
  });

  it("rule 12: a listener that takes the only trial slot leaves none for the call that woke the breaker", () => {
    const driver = new BreakerDriver().fail(3).advanceSilently(60_000);
    driver.breaker.onStateChange(({ to }) => to === "half_open" && void driver.breaker.acquire());
    assert.equal(driver.breaker.tryAcquire(), undefined);
    assert.equal(driver.breaker.metrics().totalRequests, 4);
    assert.equal(driver.breaker.metrics().totalRejected, 1);
  });

  it("rule 12: a listener that trips the breaker during admission has the call refused", async () => {
    const driver = new BreakerDriver().fail(3).advanceSilently(60_000);
    driver.breaker.onStateChange(({ to }) => to === "half_open" && driver.breaker.trip());
    await assert.rejects(
      driver.breaker.execute(() => 1),
      { code: "CIRCUIT_OPEN", state: "open", retryAfterMs: 60_000 },
    );
  });

  it("a listener is called once for each registration and no more after its disposal", () => {
    const { breaker } = new BreakerDriver();
    let calls = 0;
    const listener = () => void calls++;
    const [one, two] = [breaker.onStateChange(listener), breaker.onStateChange(listener)];
    breaker.trip();
    assert.equal(calls, 2);
    one.dispose();
    one.dispose();
    breaker.reset();
    assert.equal(calls, 3);
    two.dispose();
    breaker.trip();
    assert.equal(calls, 3);
  });

  it("one that is disposed by an earlier one is not called; one that is added hears the next change", () => {
    const { breaker } = new BreakerDriver();
    const heard: string[] = [];
    breaker.onStateChange(({ to }) => {
      second.dispose();
      if (to === "open") breaker.onStateChange((change) => heard.push(`added ${change.to}`));
    });
    const second = breaker.onStateChange(() => heard.push("second"));
    breaker.onStateChange(({ to }) => heard.push(`third ${to}`));
    breaker.trip();
    breaker.reset();
    assert.deepEqual(heard, ["third open", "third closed", "added closed"]);
  });

  it("a change cannot be altered for the others", () => {
    const { breaker } = new BreakerDriver();
    const changes: StateChange[] = [];
    breaker.onStateChange((change) => {
      (change as { to: string }).to = "closed";
    });
    breaker.onStateChange((change) => changes.push(change));
    breaker.trip();
    assert.equal(changes[0]?.to, "open");
  });

  it("rule 11: dispose() inside a listener ends the delivery", () => {
    const { breaker } = new BreakerDriver();
    const heard: string[] = [];
    breaker.onStateChange(({ to }) => {
      heard.push(to);
      breaker.reset();
      breaker.dispose();
    });
    breaker.onStateChange(() => heard.push("second"));
    breaker.trip();
    assert.deepEqual(heard, ["open"]);
  });
});

describe("rule 11: dispose and timers", () => {
  it("rule 11: no timer runs while closed or half-open", () => {
    const driver = new BreakerDriver({ window: { type: "time", durationMs: 1_000 }, successThreshold: 2 });
    assert.equal(driver.clock.pending, 0);
    driver.succeed(5).fail();
    assert.equal(driver.clock.pending, 0);
    driver.fail(2);
    assert.equal(driver.clock.pending, 1);
    driver.advance(60_000).succeed();
    assert.equal(driver.clock.pending, 0);
    driver.succeed();
    assert.equal(driver.clock.pending, 0);
  });

  it("rule 11: none after dispose(), which also ends its events, and nothing starts one again", () => {
    const driver = new BreakerDriver({ recoveryTimeoutMs: 10 });
    const permits = driver.permits(2);
    driver.fail(3);
    driver.breaker.dispose();
    assert.equal(driver.clock.pending, 0);
    for (const permit of permits) permit.failure();
    driver.breaker.trip();
    driver.breaker.recover();
    driver.breaker.reset();
    driver.breaker.setMode("forced_open");
    driver.breaker.configure({ recoveryTimeoutMs: 20 });
    driver.breaker.dispose();
    driver.advance(100);
    assert.equal(driver.clock.pending, 0);
    assert.equal(driver.changes.length, 1);
    assert.equal(driver.breaker.mode, "auto");
    assert.equal(driver.breaker.metrics().totalFailures, 5);
  });

  it("small print: after dispose() calls are refused, those of a closed breaker as well", async () => {
    const driver = new BreakerDriver();
    const old = driver.permits(3);
    driver.breaker.dispose();
    assert.equal(driver.breaker.state, "closed");
    assert.equal(driver.breaker.retryAfterMs, Infinity);
    assert.equal(driver.refuses(), true);
    const error = driver.refusal();
    assert.equal(error.state, "open");
    assert.equal(error.retryAfterMs, Infinity);
    assert.equal(error.openedAt, undefined);
    await assert.rejects(
      driver.breaker.execute(() => 1),
      { code: "CIRCUIT_OPEN" },
    );
    for (const permit of old) permit.failure();
    assert.equal(driver.breaker.state, "closed");
    assert.equal(driver.breaker.metrics().consecutiveFailures, 0);
    assert.equal(driver.breaker.metrics().totalRejected, 3);
    driver.breaker.trip();
    assert.equal(driver.breaker.state, "closed");
    assert.equal(driver.clock.pending, 0);
  });

  it("rule 11: a breaker to which nobody listens is disposed too", () => {
    const breaker = new CircuitBreaker();
    breaker.trip();
    breaker.dispose();
    assert.equal(breaker.tryAcquire(), undefined);
  });

  it("rule 11: nobody can listen after dispose()", () => {
    const { breaker } = new BreakerDriver();
    breaker.dispose();
    const subscription = breaker.onStateChange(() => assert.fail("heard something"));
    breaker.trip();
    assert.doesNotThrow(() => subscription.dispose());
  });

  it("rule 11: a timer that fires although it was cleared does nothing", () => {
    const driver = new BreakerDriver().fail(3);
    const fire = driver.clock.nextCallback;
    driver.breaker.reset();
    driver.advanceSilently(60_000);
    fire?.();
    assert.equal(driver.story.at(-1), "open>closed:reset");
    driver.fail(3);
    fire?.();
    assert.equal(driver.clock.pending, 1, "the new opening has its own timer, and one");
    const again = driver.clock.nextCallback;
    driver.breaker.dispose();
    driver.advanceSilently(60_000);
    again?.();
    assert.equal(driver.clock.pending, 0);
    assert.equal(driver.changes.length, 3);
  });

  it("rule 3: on the runtime's own clock it tells by itself", async () => {
    const breaker = new CircuitBreaker({ recoveryTimeoutMs: 20, failureThreshold: 1 });
    const half = new Promise<void>((resolve) => breaker.onStateChange(({ to }) => to === "half_open" && resolve()));
    const keepAlive = setTimeout(() => {}, 5_000);
    breaker.trip();
    await half;
    clearTimeout(keepAlive);
    assert.equal(breaker.state, "half_open");
  });
});
