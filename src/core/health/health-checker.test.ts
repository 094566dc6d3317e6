import assert from "node:assert/strict";
import { healthUnderTest, heldProbe, open, refused, URL_A } from "../../../test/support/health-under-test";
import { CircuitBreaker, getHealthChecker, HealthChecker } from "../index";

describe("health checker: endpoints", () => {
  it("keeps one breaker per endpoint, whatever the spelling of its URL", () => {
    const { health, breaker } = healthUnderTest();
    for (const spelling of [
      URL_A,
      `${URL_A}/`,
      `${URL_A}/v1`,
      `${URL_A}/v1/`,
      "HTTP://LocalHost:11434//",
      " localhost:11434 ",
    ]) {
      assert.equal(health.breaker(spelling), breaker, spelling);
      assert.equal(health.registerEndpoint(spelling), breaker, spelling);
    }
    assert.equal(health.getAllHealthStatus().length, 1);
    assert.notEqual(health.registerEndpoint("http://localhost:11435"), breaker);
    assert.equal(health.breaker("http://localhost:1"), undefined);
  });

  it("takes failureThreshold, recoveryTimeoutSeconds and any other option of a breaker", () => {
    const { breaker } = healthUnderTest(
      { breaker: { minimumCalls: 4, failureThreshold: 9 } },
      { failureThreshold: 2, recoveryTimeoutSeconds: 30, successThreshold: 2 },
    );
    assert.deepEqual(
      [
        breaker.options.failureThreshold,
        breaker.options.recoveryTimeoutMs,
        breaker.options.successThreshold,
        breaker.options.minimumCalls,
      ],
      [2, 30_000, 2, 4],
    );
  });

  it("names a bad option", () => {
    const health = new HealthChecker();
    for (const recoveryTimeoutSeconds of [-1, NaN, Infinity, "60" as unknown as number]) {
      assert.throws(
        () => health.registerEndpoint(URL_A, { recoveryTimeoutSeconds }),
        (error) =>
          error instanceof RangeError && /recoveryTimeoutSeconds .* but is (-1|NaN|Infinity|60)/.test(error.message),
      );
    }
    assert.throws(() => health.registerEndpoint(URL_A, { failureThreshold: 0 }), /failureThreshold/);
    assert.equal(health.breaker(URL_A), undefined);
    assert.equal(health.registerEndpoint(URL_A, { recoveryTimeoutSeconds: 0 }).options.recoveryTimeoutMs, 0);
  });

  it("registering again changes options and keeps the counters", () => {
    const { health, breaker } = healthUnderTest();
    breaker.acquire().failure();
    assert.equal(health.registerEndpoint(`${URL_A}/v1`, { failureThreshold: 7 }), breaker);
    assert.equal(breaker.options.failureThreshold, 7);
    assert.equal(breaker.metrics().consecutiveFailures, 1);
  });

  it("adopts a breaker, which stays its maker's", () => {
    const { health, breaker } = healthUnderTest();
    const own = new CircuitBreaker({ failureThreshold: 9 });
    assert.equal(health.registerEndpoint(URL_A, { breaker: own, successThreshold: 2 }), own);
    assert.equal(health.breaker(URL_A), own);
    assert.deepEqual([own.options.failureThreshold, own.options.successThreshold], [9, 2]);
    assert.equal(breaker.tryAcquire(), undefined, "the one made before is disposed");
    health.unregisterEndpoint(URL_A);
    assert.ok(own.tryAcquire());
    const second = new HealthChecker();
    assert.equal(second.registerEndpoint(URL_A, { breaker: own }), own);
    second.dispose();
    assert.ok(own.tryAcquire());
  });

  it("of two endpoints with one URL the first has the URL, and both their id", async () => {
    const { health } = healthUnderTest();
    const asked: string[] = [];
    const [fast, slow] = [new CircuitBreaker(), new CircuitBreaker()];
    health.registerEndpoint("https://api.example/v1", {
      id: "fast",
      breaker: fast,
      probe: async () => Boolean(asked.push("fast")),
    });
    health.registerEndpoint("https://api.example", {
      id: "slow",
      breaker: slow,
      probe: async () => Boolean(asked.push("slow")),
    });
    assert.equal(health.breaker("fast"), fast);
    assert.equal(health.breaker("slow"), slow);
    assert.equal(health.breaker("https://api.example/v1/"), fast);
    await Promise.all([health.healthCheck("slow"), health.healthCheck("https://api.example")]);
    assert.deepEqual(asked, ["slow", "fast"]);
    assert.equal(health.unregisterEndpoint("fast"), true);
    assert.equal(health.breaker("https://api.example"), slow);
  });

  it("an id that moves to another address forgets what was found at the old one", async () => {
    const { health } = healthUnderTest();
    const breaker = new CircuitBreaker();
    health.registerEndpoint("http://one", { id: "x", breaker });
    await health.healthCheck("x");
    assert.equal(health.getHealthStatus("x")?.live, true);
    health.registerEndpoint("http://two", { id: "x", breaker });
    assert.equal(health.getHealthStatus("x")?.live, undefined);
    assert.equal(health.getHealthStatus("x")?.lastHealthCheckAt, undefined);
    assert.equal(health.getHealthStatus("x")?.url, "http://two");
    assert.equal(health.breaker("http://one"), undefined);
  });

  it("unregistering ends the breaker it made", () => {
    const { health, breaker, clock } = healthUnderTest();
    open(breaker, refused());
    assert.equal(health.unregisterEndpoint(`${URL_A}/`), true);
    assert.equal(clock.pending, 0);
    assert.equal(health.unregisterEndpoint(URL_A), false);
    assert.equal(health.getHealthStatus(URL_A), undefined);
    assert.equal(health.getMetricsSummary(URL_A), undefined);
  });
});

describe("health checker: the end", () => {
  it("dispose() ends checks, breakers and events, and answers no more", async () => {
    const { asked, probe } = heldProbe();
    const { health, breaker, clock } = healthUnderTest({ probe });
    open(breaker, refused());
    health.onHealth(() => assert.fail("told"));
    const check = health.healthCheck(URL_A);
    health.dispose();
    assert.equal(await check, false);
    assert.equal(asked[0]?.signal.aborted, true);
    assert.equal(clock.pending, 0);
    assert.equal(breaker.tryAcquire(), undefined);
    assert.equal(await health.healthCheck(URL_A), false);
    assert.equal(asked.length, 1);
    assert.equal(health.breaker(URL_A), undefined);
  });

  it("a check under way is given up when its endpoint is removed", async () => {
    const { asked, probe } = heldProbe();
    const { health } = healthUnderTest({ probe });
    health.onHealth(() => assert.fail("told"));
    const check = health.healthCheck(URL_A);
    health.unregisterEndpoint(URL_A);
    asked[0]?.answer(true);
    assert.equal(await check, false);
  });

  it("getHealthChecker() is shared, and a new one after its disposal", () => {
    const shared = getHealthChecker();
    assert.equal(getHealthChecker(), shared);
    assert.ok(shared instanceof HealthChecker);
    new HealthChecker().dispose();
    assert.equal(getHealthChecker(), shared);
    shared.dispose();
    assert.notEqual(getHealthChecker(), shared);
    getHealthChecker().dispose();
  });
});
