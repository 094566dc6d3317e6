import assert from "node:assert/strict";
import { EndpointError } from "../../failure/errors";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, fail, hang, type Move } from "../../../../test/support/scripted-client";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;

describe("a failure of a request", () => {
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
});
