import assert from "node:assert/strict";
import { healthUnderTest, open, refused, URL_A } from "../../../test/support/health-under-test";

describe("health checker: recovery by a check", () => {
  it("after a refused connection a check that answers makes an open breaker half-open at once", async () => {
    const { health, breaker } = healthUnderTest();
    open(breaker, refused());
    const reasons: string[] = [];
    breaker.onStateChange(({ to, reason }) => reasons.push(`${to}:${reason}`));
    await health.healthCheck(URL_A);
    assert.deepEqual(reasons, ["half_open:probe"]);
    assert.equal(health.getHealthStatus(URL_A)?.state, "half_open");
  });

  it("not when the check fails", async () => {
    const { health, breaker } = healthUnderTest({ probe: async () => false });
    open(breaker, refused());
    await health.healthCheck(URL_A);
    assert.equal(breaker.state, "open");
    assert.equal(breaker.retryAfterMs, 60_000);
  });

  const dead: [string, unknown][] = [
    ["its kind", { kind: "refused" }],
    ["kind reset", Object.assign(new Error(), { kind: "reset" })],
    ["kind connect_timeout", { kind: "connect_timeout" }],
    ["ECONNRESET", { code: "ECONNRESET" }],
    ["what fetch throws", new TypeError("fetch failed", { cause: refused() })],
    ["undici's socket error below a truncated answer", { kind: "truncated", cause: { code: "UND_ERR_SOCKET" } }],
    ["several addresses tried", new AggregateError([new Error("x"), refused()])],
    ["connect timing out in the kernel", { code: "ETIMEDOUT", syscall: "connect" }],
    ["a wrapped one", { cause: { cause: { cause: refused() } } }],
  ];
  for (const [name, cause] of dead) {
    it(`knows a dead connection by ${name}`, async () => {
      const { health, breaker } = healthUnderTest();
      open(breaker, cause);
      await health.healthCheck(URL_A);
      assert.equal(breaker.state, "half_open");
    });
  }

  const ring: { cause?: unknown } = {};
  ring.cause = ring;
  const alive: [string, unknown][] = [
    ["a hang", { kind: "ttft_timeout" }],
    ["a stalled stream over a socket that was reset by us", { kind: "idle_timeout", cause: { code: "ECONNRESET" } }],
    ["an HTTP 500", { kind: "server_error", status: 500 }],
    ["a truncated answer without more", { kind: "truncated" }],
    ["reading timing out", { code: "ETIMEDOUT", syscall: "read" }],
    ["an ordinary error", new Error("x")],
    ["nothing", undefined],
    ["a string", "ECONNREFUSED"],
    ["a ring of causes", ring],
  ];
  for (const [name, cause] of alive) {
    it(`a breaker opened by ${name} stays open for its full time though the server answers`, async () => {
      const { health, breaker } = healthUnderTest();
      open(breaker, cause);
      assert.equal(await health.healthCheck(URL_A), true);
      assert.equal(breaker.state, "open");
    });
  }

  it("a breaker opened by trip() or by slow calls stays open", async () => {
    const { health, breaker } = healthUnderTest({}, { slowCallRateThreshold: 1, minimumCalls: 1 });
    breaker.trip();
    await health.healthCheck(URL_A);
    assert.equal(breaker.state, "open");
    breaker.reset();
    breaker.acquire().success(100_000);
    await health.healthCheck(URL_A);
    assert.equal(breaker.state, "open");
  });

  it("what opened it last counts: a trial that hung after a refused connection", async () => {
    const { health, breaker } = healthUnderTest();
    open(breaker, refused());
    await health.healthCheck(URL_A);
    breaker.acquire().failure({ cause: { kind: "ttft_timeout" } });
    await health.healthCheck(URL_A);
    assert.equal(breaker.state, "open");
  });

  it("takes another opinion on what a dead connection is", async () => {
    const { health, breaker } = healthUnderTest({ isDeadConnection: (cause) => cause === "gone" });
    open(breaker, "gone");
    await health.healthCheck(URL_A);
    assert.equal(breaker.state, "half_open");
  });

  it("a forced-open breaker stays so", async () => {
    const { health, breaker } = healthUnderTest();
    open(breaker, refused());
    breaker.setMode("forced_open");
    await health.healthCheck(URL_A);
    assert.equal(breaker.mode, "forced_open");
    assert.equal(breaker.state, "open");
  });
});
