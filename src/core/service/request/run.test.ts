import assert from "node:assert/strict";
import { AllEndpointsFailedError, EndpointError } from "../../failure/errors";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, fail, hang } from "../../../../test/support/scripted-client";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;
const ollama = { id: "ollama", type: "ollama", url: "http://localhost:11434", model: "llama3.2" } as const;

describe("a request on its way through the chain", () => {
  it("answers from the first step", async () => {
    const { service, run, leftovers } = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [answer()], local: [answer()] },
    );
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.content, "Hello");
    assert.equal(completion.endpoint, "cloud");
    assert.equal(completion.attempt, 0);
    assert.equal(completion.fallbackUsed, false);
    assert.equal(completion.cached, false);
    assert.deepEqual(completion.usage, { promptTokens: 3, completionTokens: 2, totalTokens: 5 });
    assert.deepEqual(
      completion.attempts.map(({ endpoint, step, outcome }) => ({ endpoint, step, outcome })),
      [{ endpoint: "cloud", step: 0, outcome: "success" }],
    );
    assert.ok(completion.ttftMs >= 100 && completion.ttftMs < 130);
    await leftovers();
  });

  it("needs 67 s to a clear error when everything hangs, by the default schedule", async () => {
    const { service, run, clock, leftovers } = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [hang], local: [hang] },
      { localSeemsDown: true },
    );
    const started = clock.now();
    await assert.rejects(run(service.complete("Hi")), AllEndpointsFailedError);
    assert.ok(Math.abs(clock.now() - started - 67_000) < 200, `${clock.now() - started}`);
    await leftovers();
  });

  it("retries the same cloud endpoint with its own longer timeout, then goes to the local one", async () => {
    const { service, run, clients } = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [hang, hang], local: [answer("from local")] },
    );
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.endpoint, "local");
    assert.equal(completion.attempt, 2);
    assert.equal(completion.fallbackUsed, true);
    assert.deepEqual(
      clients.cloud!.calls.map(({ at }) => Math.round(at / 100) / 10),
      [0, 12],
    );
    assert.deepEqual(
      completion.attempts.map(({ endpoint, kind }) => [endpoint, kind]),
      [
        ["cloud", "ttft_timeout"],
        ["cloud", "ttft_timeout"],
        ["local", undefined],
      ],
    );
  });

  it("does not wait before another endpoint that is known to be ready", async () => {
    const { service, run, clock } = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [fail("auth", { status: 401 })], local: [answer("from local", 50)] },
    );
    const started = clock.now();
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.endpoint, "local");
    assert.ok(clock.now() - started < 200, `${clock.now() - started}`);
  });

  it("waits the configured 2 s before it retries a server error", async () => {
    const { service, run, clients } = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [fail("server_error", { status: 500 }), answer("at last")], local: [answer()] },
    );
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.endpoint, "cloud");
    assert.equal(completion.attempt, 1);
    assert.equal(completion.fallbackUsed, false);
    const [first, second] = clients.cloud!.calls;
    assert.ok(second!.at - first!.at >= 2_010 && second!.at - first!.at < 2_100, `${second!.at - first!.at}`);
  });

  it("honours Retry-After before the same endpoint, and goes on at once where the hint is too long", async () => {
    const short = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [fail("rate_limited", { status: 429, retryAfterMs: 5_000 }), answer()], local: [answer()] },
    );
    assert.equal((await short.run(short.service.complete("Hi"))).endpoint, "cloud");
    assert.ok(short.clients.cloud!.calls[1]!.at >= 5_000);
    assert.equal(short.service.endpoints()[0]!.metrics.totalFailures, 0);

    const long = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [fail("rate_limited", { status: 429, retryAfterMs: 3_600_000 }), answer()], local: [answer()] },
    );
    assert.equal((await long.run(long.service.complete("Hi"))).endpoint, "local");
    assert.ok(long.clock.now() < 1_000);
    assert.ok(long.service.endpoints()[0]!.notBefore! > 3_000_000);
  });

  it("goes to another healthy endpoint of the tier in the retry step", async () => {
    const other = { ...cloud, id: "other", url: "https://other.example/v1" };
    const { service, run } = serviceUnderTest(
      { endpoints: [cloud, other, local] },
      { cloud: [fail("overloaded", { status: 529 })], other: [answer("other")], local: [answer()] },
    );
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.endpoint, "other");
    assert.equal(completion.attempt, 1);
    assert.equal(completion.fallbackUsed, true);
  });

  it("tries every local endpoint within the step where no later step would", async () => {
    const second = { ...local, id: "second", url: "http://localhost:8081/v1" };
    const { service, run } = serviceUnderTest(
      { endpoints: [local, second] },
      { local: [fail("refused")], second: [answer("second")] },
    );
    assert.equal((await run(service.complete("Hi"))).endpoint, "second");
  });

  it("lets the request's own failures end it, uncounted", async () => {
    for (const kind of ["bad_request", "content_filter"] as const) {
      const { service, run, clients } = serviceUnderTest(
        { endpoints: [cloud, local] },
        { cloud: [fail(kind, { status: 400 })], local: [answer()] },
      );
      await assert.rejects(
        run(service.complete("Hi")),
        (error: unknown) => error instanceof EndpointError && error.kind === kind && error.attempts.length === 1,
      );
      assert.equal(clients.local!.calls.length, 0);
      assert.equal(service.endpoints()[0]!.metrics.totalFailures, 0);
    }
  });

  it("sends a text that is too long only to an endpoint with a larger context", async () => {
    const large = { ...local, id: "large", contextLength: 32_768 };
    const { service, run, clients } = serviceUnderTest(
      { endpoints: [{ ...cloud, contextLength: 8_192 }, { ...local, contextLength: 4_096 }, large] },
      {
        cloud: [fail("context_length", { status: 400, contextLength: 8_192, promptTokens: 9_412 })],
        local: [answer()],
        large: [answer("fits")],
      },
    );
    assert.equal((await run(service.complete("Hi"))).endpoint, "large");
    assert.equal(clients.local!.calls.length, 0);
  });

  it("latches a rejected key: a lone endpoint is not asked again until something changes", async () => {
    const { service, run, clients } = serviceUnderTest(
      { endpoints: [cloud] },
      { cloud: [fail("auth", { status: 401 }), answer()] },
    );
    for (let round = 0; round < 2; round++)
      await assert.rejects(
        run(service.complete("Hi")),
        (error: unknown) => error instanceof EndpointError && error.kind === "auth" && error.status === 401,
      );
    assert.equal(clients.cloud!.calls.length, 1);
    assert.equal(service.endpoints()[0]!.latched?.kind, "auth");
    service.configure({ endpoints: [{ ...cloud, apiKey: "new" }] });
    assert.equal((await run(service.complete("Hi"))).content, "Hello");
  });

  it("lets a model that failed to load alone for a minute", async () => {
    const { service, run, clock, clients } = serviceUnderTest(
      { endpoints: [ollama] },
      { ollama: [fail("load_failed", { status: 500 }), answer()] },
    );
    await assert.rejects(run(service.complete("Hi")), EndpointError);
    await assert.rejects(run(service.complete("Hi")), EndpointError);
    assert.equal(clients.ollama!.calls.length, 1);
    clock.advance(60_001);
    assert.equal((await run(service.complete("Hi"))).content, "Hello");
  });
});
