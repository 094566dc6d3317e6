import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { healthUnderTest, heldProbe, URL_A } from "../../../test/support/health-under-test";
import { HealthChecker, type HealthEvent, type Probe } from "../index";

const START = Date.UTC(2026, 0, 1);

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
    "says nothing of it": async () => ({}) as never,
    "says live: 1": async () => ({ live: 1 as never }),
  };
  for (const [name, probe] of Object.entries(oddProbes)) {
    it(`never throws: a probe that ${name} has found nothing alive`, async () => {
      const { health } = healthUnderTest({ probe });
      assert.equal(await health.healthCheck(URL_A), false);
      assert.equal(health.getHealthStatus(URL_A)?.live, false);
    });
  }

  it("does not know either what a probe says not to know", async () => {
    const { health } = healthUnderTest({ probe: async () => ({ live: undefined, message: "not looked at" }) });
    assert.equal(await health.healthCheck(URL_A), false);
    const { live, message } = health.getHealthStatus(URL_A)!;
    assert.deepEqual([live, message], [undefined, "not looked at"]);
  });

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
