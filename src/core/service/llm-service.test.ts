import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { CircuitOpenError } from "../breaker/circuit-open-error";
import { silentLogger } from "../ports/logger";
import { EndpointError, RequestCancelledError } from "../failure/errors";
import { serviceUnderTest } from "../../../test/support/service-under-test";
import { answer, deaf, fail, hang, type Move } from "../../../test/support/scripted-client";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;

describe("LLM service: breakers", () => {
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

  it("takes any number of requests with one signal, and leaves nothing on it", async () => {
    const warnings: Error[] = [];
    const warn = (warning: Error) => void warnings.push(warning);
    process.on("warning", warn);
    try {
      const { service, run } = serviceUnderTest({ endpoints: [{ ...cloud, maxConcurrent: 50 }] }, { cloud: [hang] });
      const caller = new AbortController();
      const requests = Array.from({ length: 30 }, () =>
        assert.rejects(run(service.complete("Hi", { signal: caller.signal })), RequestCancelledError),
      );
      caller.abort("enough");
      await Promise.all(requests);
      assert.equal(getEventListeners(caller.signal, "abort").length, 0);
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual(warnings, []);
    } finally {
      process.off("warning", warn);
    }
  });

  it("tells with the error how long the endpoint asked to be left alone", async () => {
    const { service, run } = serviceUnderTest(
      { endpoints: [cloud], chain: [{ endpoint: "cloud", timeoutMs: 1_000 }] },
      { cloud: [fail("overloaded", { status: 503, retryAfterMs: 7_000 })] },
    );
    await assert.rejects(
      run(service.complete("Hi")),
      (error: unknown) => error instanceof EndpointError && error.kind === "overloaded" && error.retryAfterMs === 7_000,
    );
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

  it("refuses nothing with enableCircuitBreaker false, and keeps the metrics", async () => {
    const { service, run, clients } = serviceUnderTest(
      { endpoints: [local], enableCircuitBreaker: false },
      { local: [fail("refused")] },
    );
    for (let round = 0; round < 6; round++) await assert.rejects(run(service.complete("Hi")), EndpointError);
    assert.equal(clients.local!.calls.length, 6);
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 6);
    assert.equal(service.endpoints()[0]!.state, "closed");
  });

  it("keeps breaker and counters of an endpoint that stays through configure, and changes nothing on a bad one", async () => {
    const { service, run } = serviceUnderTest({ endpoints: [local] }, { local: [fail("refused")] });
    for (let round = 0; round < 3; round++) await assert.rejects(run(service.complete("Hi")));
    service.configure({ endpoints: [local, cloud], breaker: { recoveryTimeoutMs: 30_000 } });
    assert.equal(service.endpoints()[0]!.state, "open");
    assert.ok(service.endpoints()[0]!.retryAfterMs <= 30_000);
    assert.throws(() => service.configure({ endpoints: [local], breaker: { failureThreshold: 0 } }), RangeError);
    assert.throws(() => service.configure({ endpoints: [{ ...local, url: "nonsense" }] }), TypeError);
    assert.equal(service.endpoints().length, 2);
  });
});

describe("LLM service: events", () => {
  it("reach everybody though a listener throws, which is logged", async () => {
    const warnings: unknown[][] = [];
    const logger = { ...silentLogger, warn: (...words: unknown[]) => void warnings.push(words) };
    const { service, run } = serviceUnderTest({ endpoints: [local] }, { local: [answer()] }, { logger });
    const outcomes: string[] = [];
    const problem = new Error("a listener's own");
    service.onEvent((event) => {
      if (event.type === "request") throw problem;
    });
    service.onEvent((event) => event.type === "request" && outcomes.push(event.record.outcome));
    await run(service.complete("Hi"));
    assert.deepEqual(outcomes, ["success"]);
    assert.deepEqual(warnings, [["A listener of the service threw", problem]]);
  });

  it("tell of a request before its reader hears that it is done", async () => {
    const { service, run } = serviceUnderTest({ endpoints: [local] }, { local: [answer()] });
    const order: string[] = [];
    service.onEvent((event) => event.type === "request" && order.push("record"));
    await run(
      (async () => {
        for await (const event of service.stream("Hi")) if (event.type === "done") order.push("done");
      })(),
    );
    assert.deepEqual(order, ["record", "done"]);
  });
});

describe("LLM service: offline and oddities", () => {
  it("takes a name that does not resolve for being offline, touches no breaker and answers locally", async () => {
    const { service, run } = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [fail("dns")], local: [answer("local")] },
    );
    const events: string[] = [];
    service.onEvent((event) => event.type === "offline" && events.push(String(event.offline)));
    assert.equal((await run(service.complete("Hi"))).endpoint, "local");
    assert.equal(service.offline, true);
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 0);
    assert.deepEqual(events, ["true"]);
  });

  it("cancels at once while it finds out whether there is a network", async () => {
    const other = { ...cloud, id: "other", url: "https://other.example/v1" };
    const { service, run, clients, clock, leftovers } = serviceUnderTest(
      { endpoints: [cloud, other] },
      { cloud: [fail("dns")], other: [answer()] },
    );
    clients.other!.checkLive = (() => new Promise(() => undefined)) as never;
    const abort = new AbortController();
    const pending = service.complete("Hi", { signal: abort.signal });
    clock.setTimeout(() => abort.abort("stop"), 200);
    await assert.rejects(run(pending), RequestCancelledError);
    assert.ok(clock.now() < 300, `${clock.now()}`);
    clock.advance(2_000);
    await leftovers();
  });

  it("counts a name that does not resolve while another remote host answers", async () => {
    const other = { ...cloud, id: "other", url: "https://other.example/v1" };
    const { service, run } = serviceUnderTest(
      { endpoints: [cloud, other] },
      { cloud: [fail("dns")], other: [answer("other")] },
    );
    assert.equal((await run(service.complete("Hi"))).endpoint, "other");
    assert.equal(service.offline, false);
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 1);
  });

  it("counts an empty answer only from the third in a row", async () => {
    const empty: Move[] = [{ wait: 10 }, { finish: "stop" }];
    const { service, run } = serviceUnderTest({ endpoints: [local] }, { local: [empty] });
    for (const failures of [0, 0, 1]) {
      await assert.rejects(
        run(service.complete("Hi")),
        (error: unknown) => error instanceof EndpointError && error.kind === "empty",
      );
      assert.equal(service.endpoints()[0]!.metrics.totalFailures, failures);
    }
  });

  it("bounds the whole request by the total timeout", async () => {
    const { service, run, clock, leftovers } = serviceUnderTest(
      { endpoints: [cloud, local], totalTimeoutMs: 15_000 },
      { cloud: [hang], local: [hang] },
    );
    await assert.rejects(
      run(service.complete("Hi")),
      (error: unknown) => error instanceof EndpointError && error.kind === "ttft_timeout",
    );
    assert.ok(Math.abs(clock.now() - 15_000) < 50, `${clock.now()}`);
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 1);
    await leftovers();
  });

  it("survives a machine that slept while a token was awaited", async () => {
    const { service, run, clock } = serviceUnderTest(
      { endpoints: [local] },
      { local: [[{ wait: 20_000 }, { text: "awake" }, { finish: "stop" }]] },
    );
    const pending = service.complete("Hi");
    clock.setTimeout(() => clock.jumpWall(8 * 3_600_000), 5_000);
    assert.equal((await run(pending)).content, "awake");
  });

  it("tells of each finished request once", async () => {
    const { service, run } = serviceUnderTest(
      { endpoints: [local] },
      { local: [answer("told"), fail("server_error", { status: 500 })] },
    );
    const outcomes: string[] = [];
    service.onEvent(
      (event) =>
        event.type === "request" &&
        outcomes.push(`${event.record.outcome}:${event.record.content}:${event.record.kind ?? ""}`),
    );
    await run(service.complete("Hi"));
    await assert.rejects(run(service.complete("Hi")));
    assert.deepEqual(outcomes, ["success:told:", "failure::server_error"]);
  });

  it("tells of the requests that its disposal cancels, before it is done", async () => {
    const { service, run } = serviceUnderTest({ endpoints: [cloud] }, { cloud: [hang] });
    const told: string[] = [];
    service.onEvent((event) => event.type === "request" && told.push(event.record.outcome));
    const cancelled = [
      assert.rejects(run(service.complete("One")), RequestCancelledError),
      assert.rejects(run(service.complete("Two")), RequestCancelledError),
    ];
    await new Promise((resolve) => setImmediate(resolve));
    await service.dispose();
    assert.deepEqual(told, ["cancelled", "cancelled"]);
    await Promise.all(cancelled);
  });

  it("does not hang with a client that neither answers nor heeds its signal", async () => {
    const { service, run, clock } = serviceUnderTest(
      { endpoints: [cloud], chain: [{ endpoint: "cloud", timeoutMs: 1_000 }] },
      { cloud: [deaf] },
    );
    await assert.rejects(
      run(service.complete("Hi")),
      (error: unknown) => error instanceof EndpointError && error.kind === "ttft_timeout",
    );
    const caller = new AbortController();
    const cancelled = assert.rejects(run(service.complete("Hi", { signal: caller.signal })), RequestCancelledError);
    await new Promise((resolve) => setImmediate(resolve));
    caller.abort();
    await cancelled;
    const left = assert.rejects(run(service.complete("Hi")), RequestCancelledError);
    await new Promise((resolve) => setImmediate(resolve));
    await run(service.dispose());
    await left;
    assert.equal(clock.pending, 0);
  });

  it("rejects an empty prompt with a clear error", async () => {
    const { service } = serviceUnderTest({ endpoints: [local] }, { local: [answer()] });
    await assert.rejects(service.complete("  "), TypeError);
  });
});
