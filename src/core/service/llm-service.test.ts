import assert from "node:assert/strict";
import { silentLogger } from "../ports/logger";
import { EndpointError, RequestCancelledError } from "../failure/errors";
import { serviceUnderTest } from "../../../test/support/service-under-test";
import { answer, fail, hang } from "../../../test/support/scripted-client";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;

describe("the service's breakers", () => {
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

describe("the service's events", () => {
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

  it("cancels what it is asked after its disposal as what was under way then", async () => {
    const { service, run, clients } = serviceUnderTest({ endpoints: [cloud] }, { cloud: [hang] });
    const isCancelled = (error: unknown): boolean =>
      error instanceof RequestCancelledError && /disposed/.test(String(error.cause)) && error.attempts.length < 2;
    const before = assert.rejects(run(service.complete("One")), isCancelled);
    await new Promise((resolve) => setImmediate(resolve));
    await service.dispose();
    await before;
    await assert.rejects(service.complete("Two"), isCancelled);
    await assert.rejects(service.stream("Three")[Symbol.asyncIterator]().next(), isCancelled);
    assert.equal(clients.cloud!.calls.length, 1);
  });
});
