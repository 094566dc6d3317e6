import assert from "node:assert/strict";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, fail, hang } from "../../../../test/support/scripted-client";
import { CircuitOpenError } from "../../breaker/circuit-open-error";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { AllEndpointsFailedError, EndpointError } from "../../failure/errors";
import type { SharedBreakers } from "../../history/shared-breakers";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;
const ollama = { id: "ollama", type: "ollama", url: "http://localhost:11434", model: "llama3.2" } as const;
const nothing = { healthCheckIntervalMs: 0, endpoints: [] };

/** Another window makes every trial; `asked` happens while this one asks for it. */
const othersTrials = (asked: () => void): SharedBreakers => ({
  saveSnapshot: () => undefined,
  loadSnapshots: async () => [],
  watch: () => ({ dispose: () => undefined }),
  tryTakeTrial: async () => (asked(), { taken: false, retryAfterMs: 5_000 }),
  renewTrial: () => undefined,
  releaseTrial: () => undefined,
});

describe("an endpoint that the settings name no more while a request runs", () => {
  it("gives the answer that was on its way", async () => {
    const { service, clock, run, leftovers } = serviceUnderTest(
      { endpoints: [cloud] },
      { cloud: [answer("Hello", 3_000)] },
    );
    clock.setTimeout(() => service.configure(nothing), 1_000);
    assert.equal((await run(service.complete("Hi"))).content, "Hello");
    await leftovers();
  });

  it("is not asked again, nor for the first time", async () => {
    const { service, clock, clients, run } = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [fail("server_error", { status: 500 })], local: [answer()] },
    );
    clock.setTimeout(() => service.configure(nothing), 5);
    await assert.rejects(
      run(service.complete("Hi")),
      (error: unknown) => error instanceof EndpointError && error.kind === "server_error",
    );
    assert.deepEqual([clients.cloud!.calls.length, clients.local!.calls.length, clock.now()], [1, 0, 10]);
  });

  it("is not asked under another address either: that is for the next request", async () => {
    const { service, clock, clients, run } = serviceUnderTest(
      { endpoints: [cloud] },
      { cloud: [fail("server_error", { status: 500 }), answer()] },
    );
    const moved = { ...cloud, url: "https://elsewhere.example/v1" };
    clock.setTimeout(() => service.configure({ ...nothing, endpoints: [moved] }), 5);
    await assert.rejects(run(service.complete("Hi")), EndpointError);
    assert.equal(clients.cloud!.calls.length, 1);
    assert.equal((await run(service.complete("Hi"))).content, "Hello");
  });

  it("sends no call that waits in its queue, and says why", async () => {
    const { service, clock, clients, run, leftovers } = serviceUnderTest(
      { endpoints: [local] },
      { local: [answer("first", 3_000)] },
    );
    const [first, second] = [service.complete("One"), service.complete("Two")];
    clock.setTimeout(() => service.configure(nothing), 1_000);
    await assert.rejects(run(second), (error: unknown) => {
      assert.ok(error instanceof EndpointError && error.kind === "internal");
      assert.equal(error.message, "local was removed from the settings before it was asked.");
      assert.deepEqual(
        error.attempts.map(({ endpoint, outcome, kind }) => [endpoint, outcome, kind]),
        [["local", "cancelled", undefined]],
      );
      return true;
    });
    assert.equal((await first).content, "first");
    assert.equal(clients.local!.calls.length, 1);
    await leftovers();
  });

  it("is told of by name though its breaker had refused before", async () => {
    const { service, clock, run } = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [answer()], local: [answer("first", 3_000)] },
    );
    service.trip("cloud");
    const [first, second] = [service.complete("One"), service.complete("Two", { useCache: false })];
    clock.setTimeout(() => service.configure(nothing), 1_000);
    await assert.rejects(run(second), (error: unknown) => {
      assert.ok(error instanceof AllEndpointsFailedError, String(error));
      const words = "cloud could not be asked. local was removed from the settings before it was asked.";
      assert.equal(error.message, `No endpoint can be asked. ${words}`);
      return true;
    });
    assert.equal((await first).endpoint, "local");
  });

  it("leaves the refusals of the others to be told", async () => {
    const shared = othersTrials(() => service.configure({ ...nothing, endpoints: [cloud] }));
    const { service, run } = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [hang], local: [hang] },
      { shared },
    );
    service.trip("cloud");
    service.trip("local");
    service.allowTrial("local");
    await assert.rejects(
      run(service.complete("Hi")),
      (error: unknown) => error instanceof CircuitOpenError && /^Nothing was sent: cloud is not/.test(error.message),
    );
  });

  it("loads its model no more, and keeps no other from loading one of that name", async () => {
    const { service, clock, clients, run, leftovers } = serviceUnderTest(
      { endpoints: [cloud, ollama] },
      { cloud: [fail("auth", { status: 401 })], ollama: [hang] },
      { loadMs: 60_000 },
    );
    const moved = { ...ollama, url: "http://localhost:11435" };
    clock.setTimeout(() => service.configure({ ...nothing, endpoints: [{ ...cloud, apiKey: "new" }, moved] }), 1_000);
    await assert.rejects(run(service.complete("Hi")));
    await assert.rejects(run(service.complete("Hi")));
    assert.deepEqual(
      clients.ollama!.warmUps.map(({ at }) => at > 1_000),
      [false, true],
    );
    await leftovers();
  });
});

describe("an endpoint that is given another key while a request runs", () => {
  const renewed = { ...nothing, endpoints: [{ ...cloud, apiKey: "new" }] };

  for (const kind of ["auth", "quota", "rate_limited"] as const)
    it(`is not kept from its calls by what the old one hears: ${kind}`, async () => {
      const { service, clock, run, leftovers } = serviceUnderTest(
        { endpoints: [{ ...cloud, apiKey: "old" }], chain: [{ endpoint: "cloud", timeoutMs: 10_000 }] },
        { cloud: [fail(kind, { retryAfterMs: 60_000 }, 3_000), answer("Hello")] },
      );
      clock.setTimeout(
        () => service.configure({ ...renewed, chain: [{ endpoint: "cloud", timeoutMs: 10_000 }] }),
        1_000,
      );
      await assert.rejects(run(service.complete("Hi")), EndpointError);
      const [status] = service.endpoints();
      assert.deepEqual([status?.latched, status?.notBefore, status?.trouble], [undefined, undefined, undefined]);
      assert.equal((await run(service.complete("Hi"))).content, "Hello");
      await leftovers();
    });

  it("is asked with it by a later step of the same request", async () => {
    const { service, clients, clock, run, leftovers } = serviceUnderTest(
      { endpoints: [{ ...cloud, apiKey: "old" }] },
      { cloud: [fail("auth", { status: 401 }, 3_000), answer("Hello")] },
    );
    clock.setTimeout(() => service.configure(renewed), 1_000);
    assert.equal((await run(service.complete("Hi"))).content, "Hello");
    assert.equal(clients.cloud!.calls.length, 2);
    await leftovers();
  });

  it("is not said to need somebody by a look with the old one", async () => {
    const { service, clients, clock, run, leftovers } = serviceUnderTest(
      { endpoints: [{ ...cloud, apiKey: "old" }] },
      { cloud: [answer("Hello")] },
    );
    clients.cloud!.looksForMs = 1_000;
    clients.cloud!.facts = { live: true, failure: new EndpointFailure("auth", "The key is wrong.", { status: 401 }) };
    const looking = service.checkHealth("cloud");
    clock.setTimeout(() => service.configure(renewed), 500);
    assert.equal((await run(looking)).latched, undefined);
    await leftovers();
  });
});
