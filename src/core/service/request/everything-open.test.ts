import assert from "node:assert/strict";
import { CircuitOpenError } from "../../breaker/circuit-open-error";
import { EndpointError } from "../../failure/errors";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, fail } from "../../../../test/support/scripted-client";

const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;

describe("a request where every breaker is open", () => {
  it("refuses at once when everything is open, and says when the next trial comes", async () => {
    const { service, run, clock, clients } = serviceUnderTest({ endpoints: [local] }, { local: [fail("refused")] });
    for (let round = 0; round < 3; round++) await assert.rejects(run(service.complete("Hi")), EndpointError);
    const started = clock.now();
    await assert.rejects(run(service.complete("Hi")), (error: unknown) => {
      assert.ok(error instanceof CircuitOpenError);
      assert.equal(error.code, "CIRCUIT_OPEN");
      assert.ok(error.retryAfterMs > 59_000 && error.retryAfterMs <= 60_000);
      const { attempts } = error as unknown as { attempts: { outcome: string; kind?: string }[] };
      assert.deepEqual(
        attempts.map(({ outcome, kind }) => [outcome, kind]),
        [["skipped", "circuit_open"]],
      );
      return true;
    });
    assert.equal(clock.now(), started);
    assert.equal(clients.local!.calls.length, 3);
    assert.equal(service.endpoints()[0]!.metrics.totalRejected, 1);
  });

  it("gives the cached answer with its age when everything is open, unless told not to", async () => {
    const { service, run, clock } = serviceUnderTest(
      { endpoints: [local] },
      { local: [answer("kept"), fail("refused")] },
    );
    const fresh = await run(service.complete("Hi"));
    const at = clock.wallNow();
    fresh.content = "changed by its caller";
    fresh.usage.totalTokens = -1;
    for (let round = 0; round < 3; round++) await assert.rejects(run(service.complete("Hi")), EndpointError);
    clock.advance(30_000);
    const cached = await run(service.complete("Hi"));
    assert.equal(cached.content, "kept");
    assert.equal(cached.cached, true);
    assert.equal(cached.cachedAt, at);
    cached.usage.totalTokens = -1;
    assert.equal((await run(service.complete("Hi"))).usage.totalTokens, 5);
    await assert.rejects(run(service.complete("Hi", { useCache: false })), CircuitOpenError);
    await assert.rejects(run(service.complete("Something else")), CircuitOpenError);
  });

  it("tells the cached answer to one who reads it as it comes", async () => {
    const { service, run, collect } = serviceUnderTest({ endpoints: [local] }, { local: [answer("kept")] });
    await run(service.complete("Hi"));
    service.trip("local");
    const events = await collect(service.stream("Hi"));
    assert.deepEqual(events[0], { type: "delta", text: "kept" });
    assert.ok(events.length === 2 && events[1]!.type === "done" && events[1]!.completion.cached);
  });

  it("gives the cached answer where some are open and others held back, not where none is open or one was asked", async () => {
    for (const [open, latched, cached] of [
      [true, true, true],
      [false, true, false],
      [true, false, false],
    ]) {
      const second = { ...local, id: "second", url: "http://localhost:8081/v1" };
      const { service, run } = serviceUnderTest(
        { endpoints: [local, second] },
        { local: [answer("kept")], second: [fail("auth", { status: 401 })] },
      );
      await run(service.complete("Hi"));
      service.trip("local");
      if (latched) await assert.rejects(run(service.complete("Other")), EndpointError);
      if (!open) service.configure({ healthCheckIntervalMs: 0, endpoints: [second] });
      const result = await run(service.complete("Hi").catch((error: unknown) => error));
      assert.equal(result instanceof Error, !cached, String(result));
    }
  });

  it("sends and caches what it was given, whatever becomes of the caller's own messages", async () => {
    const { service, run, clients } = serviceUnderTest(
      { endpoints: [local] },
      { local: [answer("kept"), fail("refused")] },
    );
    const messages = [{ role: "user" as const, content: "original" }];
    const completion = service.complete(messages);
    messages[0]!.content = "changed";
    messages.push({ role: "user", content: "more" });
    assert.equal((await run(completion)).content, "kept");
    assert.deepEqual(clients.local!.calls[0]!.call.messages, [{ role: "user", content: "original" }]);
    service.trip("local");
    await assert.rejects(run(service.complete("changed")), CircuitOpenError);
    assert.equal((await run(service.complete("original"))).cached, true);
  });

  it("closes again after a successful trial", async () => {
    const { service, run, clock } = serviceUnderTest(
      { endpoints: [local] },
      { local: [fail("refused"), fail("refused"), fail("refused"), answer("back")] },
    );
    for (let round = 0; round < 3; round++) await assert.rejects(run(service.complete("Hi")));
    clock.advance(60_000);
    assert.equal(service.endpoints()[0]!.state, "half_open");
    assert.equal((await run(service.complete("Hi"))).content, "back");
    assert.equal(service.endpoints()[0]!.state, "closed");
  });
});
