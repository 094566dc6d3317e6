import assert from "node:assert/strict";
import { EndpointError, RequestCancelledError } from "../../failure/errors";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, fail, hang, type Move } from "../../../../test/support/scripted-client";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;
const ollama = { id: "ollama", type: "ollama", url: "http://localhost:11434", model: "llama3.2" } as const;

describe("LLM service: local models", () => {
  it("gives a cold model the load timeout, with progress, and counts nothing", async () => {
    const cold: Move[] = [{ wait: 120_000 }, { text: "warm" }, { finish: "stop" }];
    const { service, collect, clients } = serviceUnderTest(
      { endpoints: [ollama] },
      { ollama: [cold] },
      { loadMs: 120_000 },
    );
    const loads: boolean[] = [];
    service.onEvent((event) => event.type === "loading" && loads.push(event.active));
    const events = await collect(service.stream("Hi"));
    assert.deepEqual(loads, [true, false]);
    const loading = events.filter((event) => event.type === "loading");
    assert.ok(loading.length > 100, `${loading.length}`);
    assert.equal(events.at(-1)!.type, "done");
    assert.equal(clients.ollama!.calls.length, 1);
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 0);
  });

  it("notices a load too where it took long to learn which model there is", async () => {
    const { id, type, url } = ollama;
    const { service, run, clients } = serviceUnderTest(
      { endpoints: [{ id, type, url }] },
      { ollama: [[{ wait: 60_000 }, { text: "warm" }, { finish: "stop" }]] },
      { loadMs: 60_000 },
    );
    clients.ollama!.resolvesInMs = 2_000;
    assert.equal((await run(service.complete("Hi"))).content, "warm");
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 0);
  });

  it("gives up a load after the load timeout, uncounted", async () => {
    const { service, run, clock } = serviceUnderTest(
      { endpoints: [ollama], loadTimeoutMs: 90_000 },
      { ollama: [hang] },
      { loadMs: 1e9 },
    );
    await assert.rejects(
      run(service.complete("Hi")),
      (error: unknown) => error instanceof EndpointError && error.kind === "load_timeout",
    );
    assert.ok(Math.abs(clock.now() - 90_000) < 100);
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 0);
  });

  it("counts a resident model that sends no token", async () => {
    const { service, run, clients, clock } = serviceUnderTest(
      { endpoints: [ollama] },
      { ollama: [hang] },
      { loadMs: 1 },
    );
    clients.ollama!.resident = true;
    await assert.rejects(
      run(service.complete("Hi")),
      (error: unknown) => error instanceof EndpointError && error.kind === "ttft_timeout",
    );
    assert.ok(Math.abs(clock.now() - 30_000) < 50);
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 1);
  });

  it("starts the local load as soon as the cloud fails, and ends the wait when the model is resident", async () => {
    const { service, run, clock, clients } = serviceUnderTest(
      { endpoints: [cloud, ollama] },
      { cloud: [fail("refused")], ollama: [answer("local", 50)] },
      { loadMs: 3_000 },
    );
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.endpoint, "ollama");
    assert.equal(clients.ollama!.warmUps.length, 1);
    assert.ok(clients.ollama!.warmUps[0]!.at < 100);
    // Refused by a cloud endpoint: once more after 2 s, and then the load has one more second to go.
    assert.ok(clock.now() > 3_000 && clock.now() < 4_200, `${clock.now()}`);
  });

  it("queues a second call of a local model, tells its place, and lets it be cancelled", async () => {
    const { service, run, collect, clients } = serviceUnderTest(
      { endpoints: [local] },
      { local: [answer("one", 1_000), answer("two", 10)] },
    );
    const first = service.complete("one");
    const second = collect(service.stream("two"));
    const abort = new AbortController();
    const third = service.complete("three", { signal: abort.signal });
    abort.abort();
    await assert.rejects(run(third), RequestCancelledError);
    await run(first);
    const events = await second;
    assert.deepEqual(
      events.map(({ type }) => type),
      ["attempt", "queued", "delta", "done"],
    );
    assert.equal(clients.local!.calls.length, 2);
  });
});
