import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { healthUnderTest, open, refused, URL_A } from "../../../test/support/health-under-test";
import { CircuitBreaker, getHealthChecker, HealthChecker, type HealthEvent, type Probe } from "../index";

const START = Date.UTC(2026, 0, 1);

/** A probe that answers when told to. */
function heldProbe() {
  const asked: {
    url: string;
    signal: AbortSignal;
    answer(found: boolean | { live: boolean }): void;
    fail(error: Error): void;
  }[] = [];
  const probe = (url: string, signal: AbortSignal) =>
    new Promise<boolean | { live: boolean }>((answer, fail) => asked.push({ url, signal, answer, fail }));
  return { asked, probe };
}

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

describe("health checker: checks", () => {
  it("tells what it found, with state and time", async () => {
    const { health, clock } = healthUnderTest({
      probe: async () => ({ live: true, ready: false, warm: undefined, message: "no model", models: [] }),
    });
    assert.deepEqual(health.getHealthStatus(URL_A), {
      id: URL_A,
      url: URL_A,
      state: "closed",
      mode: "auto",
      retryAfterMs: 0,
      live: undefined,
      lastHealthCheckAt: undefined,
    });
    clock.advance(5_000);
    assert.equal(await health.healthCheck(`${URL_A}/v1`), true);
    assert.deepEqual(health.getHealthStatus(URL_A), {
      id: URL_A,
      url: URL_A,
      state: "closed",
      mode: "auto",
      retryAfterMs: 0,
      live: true,
      ready: false,
      warm: undefined,
      message: "no model",
      lastHealthCheckAt: START + 5_000,
    });
  });

  it("a failed check shows as live: false and touches neither state nor window", async () => {
    const { health, breaker } = healthUnderTest(
      { probe: () => Promise.reject(new Error("refused")) },
      { failureThreshold: 1, minimumCalls: 1 },
    );
    const { uptimePercentage: _, ...before } = breaker.metrics();
    for (let check = 0; check < 5; check++) assert.equal(await health.healthCheck(URL_A), false);
    const { uptimePercentage: __, ...after } = breaker.metrics();
    assert.deepEqual(after, before);
    assert.equal(health.getHealthStatus(URL_A)?.live, false);
    assert.equal(health.getHealthStatus(URL_A)?.message, "refused");
    assert.equal(health.getHealthStatus(URL_A)?.lastHealthCheckAt, START);
  });

  const oddProbes: Record<string, Probe> = {
    "throws at once": () => {
      throw new Error("sync");
    },
    "rejects with undefined": () => Promise.reject(undefined),
    "says false": () => false,
    "says nothing": () => undefined as never,
    "says something odd": () => "yes" as never,
    "says live: false": async () => ({ live: false }),
    "says live: 1": async () => ({ live: 1 as never }),
  };
  for (const [name, probe] of Object.entries(oddProbes)) {
    it(`never throws: a probe that ${name} has found nothing alive`, async () => {
      const { health } = healthUnderTest({ probe });
      assert.equal(await health.healthCheck(URL_A), false);
      assert.equal(health.getHealthStatus(URL_A)?.live, false);
    });
  }

  it("is bounded by 6 s of its own, whether or not the probe heeds its signal", async () => {
    const { asked, probe } = heldProbe();
    const { health, clock } = healthUnderTest({ probe });
    const check = health.healthCheck(URL_A);
    clock.advance(5_999);
    assert.equal(asked[0]?.signal.aborted, false);
    clock.advance(1);
    assert.equal(asked[0]?.signal.aborted, true);
    assert.equal(await check, false);
    assert.equal(health.getHealthStatus(URL_A)?.message, "No answer within 6 s");
    asked[0]?.answer(true);
    await Promise.resolve();
    assert.equal(health.getHealthStatus(URL_A)?.live, false);
    assert.equal(clock.pending, 0);
  });

  it("leaves no timer when the probe answers, and takes another bound", async () => {
    const { asked, probe } = heldProbe();
    const { health, clock } = healthUnderTest({ probe, timeoutMs: 100 });
    const first = health.healthCheck(URL_A);
    asked[0]?.answer(true);
    assert.equal(await first, true);
    assert.equal(clock.pending, 0);
    const second = health.healthCheck(URL_A);
    clock.advance(100);
    assert.equal(await second, false);
  });

  it("checks of one endpoint at the same time are one check, then the next is a new one", async () => {
    const { asked, probe } = heldProbe();
    const { health } = healthUnderTest({ probe });
    const checks = [
      health.healthCheck(URL_A),
      health.healthCheck(`${URL_A}/v1`),
      health.healthCheck("localhost:11434"),
    ];
    assert.equal(asked.length, 1);
    assert.equal(asked[0]?.url, URL_A);
    asked[0]?.answer({ live: true });
    assert.deepEqual(await Promise.all(checks), [true, true, true]);
    void health.healthCheck(URL_A);
    assert.equal(asked.length, 2);
  });

  it("looks at what is not registered too, and keeps nothing", async () => {
    const { asked, probe } = heldProbe();
    const { health } = healthUnderTest({ probe });
    const checks = [health.healthCheck("http://other"), health.healthCheck("http://other/v1")];
    assert.deepEqual(
      asked.map(({ url }) => url),
      ["http://other"],
    );
    asked[0]?.answer(true);
    assert.deepEqual(await Promise.all(checks), [true, true]);
    assert.equal(health.getHealthStatus("http://other"), undefined);
    assert.equal(await new HealthChecker().healthCheck("no address at all"), false);
  });

  it("by default any HTTP answer is a sign of life", async () => {
    const server = createServer((_request, response) => response.writeHead(500).end("out of order"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const health = new HealthChecker();
    health.registerEndpoint(url);
    assert.equal(await health.healthCheck(url), true);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    assert.equal(await health.healthCheck(url), false);
    assert.equal(health.getHealthStatus(url)?.live, false);
    health.dispose();
  });

  it("gives metrics with failure rate, average and the time of the last check", async () => {
    const { health, breaker } = healthUnderTest({}, { minimumCalls: 2 });
    breaker.acquire().success(100);
    breaker.acquire().success(300);
    assert.equal(health.getMetricsSummary(URL_A)?.lastHealthCheck, undefined);
    await health.healthCheck(URL_A);
    const summary = health.getMetricsSummary(URL_A);
    assert.deepEqual(
      [summary?.failureRate, summary?.avgResponseTimeMs, summary?.lastHealthCheck, summary?.totalRequests],
      [0, 200, START, 2],
    );
  });

  it("tells of each check, and whether anything is new; a listener that throws harms nobody", async () => {
    const found = [true, true, { live: true, warm: true }, false];
    const { health } = healthUnderTest({ probe: async () => found.shift() ?? false });
    const events: HealthEvent[] = [];
    health.onHealth(() => {
      throw new Error("listener");
    });
    const subscription = health.onHealth((event) => events.push(event));
    for (let check = 0; check < 4; check++) await health.healthCheck(URL_A);
    assert.deepEqual(
      events.map(({ live, warm, changed }) => [live, warm, changed]),
      [
        [true, undefined, true],
        [true, undefined, false],
        [true, true, true],
        [false, undefined, true],
      ],
    );
    assert.deepEqual([events[0]?.id, events[0]?.url, events[0]?.at], [URL_A, URL_A, START]);
    subscription.dispose();
    await health.healthCheck(URL_A);
    assert.equal(events.length, 4);
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
