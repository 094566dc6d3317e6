import assert from "node:assert/strict";
import { CircuitOpenError } from "../breaker/circuit-open-error";
import { EndpointFailure } from "../failure/endpoint-failure";
import { AllEndpointsFailedError, EndpointError, RequestCancelledError } from "../failure/errors";
import { serviceUnderTest } from "../../../test/support/service-under-test";
import type { Move } from "../../../test/support/scripted-client";

const answer = (text = "Hello", afterMs = 100): Move[] => [{ wait: afterMs }, { text }, { finish: "stop" }];
const fail = (kind: EndpointFailure["kind"], details = {}, afterMs = 10): Move[] => [{ wait: afterMs }, { fail: new EndpointFailure(kind, `it failed: ${kind}`, details) }];
const hang: Move[] = [{ hang: true }];
const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;
const ollama = { id: "ollama", type: "ollama", url: "http://localhost:11434", model: "llama3.2" } as const;

describe("LLM service: the chain", () => {
  it("answers from the first step", async () => {
    const { service, run, leftovers } = serviceUnderTest({ endpoints: [cloud, local] }, { cloud: [answer()], local: [answer()] });
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.content, "Hello");
    assert.equal(completion.endpoint, "cloud");
    assert.equal(completion.attempt, 0);
    assert.equal(completion.fallbackUsed, false);
    assert.equal(completion.cached, false);
    assert.deepEqual(completion.usage, { promptTokens: 3, completionTokens: 2, totalTokens: 5 });
    assert.deepEqual(completion.attempts.map(({ endpoint, step, outcome }) => ({ endpoint, step, outcome })), [{ endpoint: "cloud", step: 0, outcome: "success" }]);
    assert.ok(completion.ttftMs >= 100 && completion.ttftMs < 130);
    await leftovers();
  });

  it("needs 67 s to a clear error when everything hangs, by the default schedule", async () => {
    const { service, run, clock, leftovers } = serviceUnderTest({ endpoints: [cloud, local] }, { cloud: [hang], local: [hang] }, { localSeemsDown: true });
    const started = clock.now();
    await assert.rejects(run(service.complete("Hi")), AllEndpointsFailedError);
    assert.ok(Math.abs(clock.now() - started - 67_000) < 200, `${clock.now() - started}`);
    await leftovers();
  });

  it("retries the same cloud endpoint with its own longer timeout, then goes to the local one", async () => {
    const { service, run, clients } = serviceUnderTest({ endpoints: [cloud, local] }, { cloud: [hang, hang], local: [answer("from local")] });
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.endpoint, "local");
    assert.equal(completion.attempt, 2);
    assert.equal(completion.fallbackUsed, true);
    assert.deepEqual(clients.cloud!.calls.map(({ at }) => Math.round(at / 100) / 10), [0, 12]);
    assert.deepEqual(completion.attempts.map(({ endpoint, kind }) => [endpoint, kind]), [["cloud", "ttft_timeout"], ["cloud", "ttft_timeout"], ["local", undefined]]);
  });

  it("does not wait before another endpoint that is known to be ready", async () => {
    const { service, run, clock } = serviceUnderTest({ endpoints: [cloud, local] }, { cloud: [fail("auth", { status: 401 })], local: [answer("from local", 50)] });
    const started = clock.now();
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.endpoint, "local");
    assert.ok(clock.now() - started < 200, `${clock.now() - started}`);
  });

  it("waits the configured 2 s before it retries a server error", async () => {
    const { service, run, clients } = serviceUnderTest({ endpoints: [cloud, local] }, { cloud: [fail("server_error", { status: 500 }), answer("at last")], local: [answer()] });
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.endpoint, "cloud");
    assert.equal(completion.attempt, 1);
    assert.equal(completion.fallbackUsed, false);
    const [first, second] = clients.cloud!.calls;
    assert.ok(second!.at - first!.at >= 2_010 && second!.at - first!.at < 2_100, `${second!.at - first!.at}`);
  });

  it("honours Retry-After before the same endpoint, and goes on at once where the hint is too long", async () => {
    const short = serviceUnderTest({ endpoints: [cloud, local] }, { cloud: [fail("rate_limited", { status: 429, retryAfterMs: 5_000 }), answer()], local: [answer()] });
    assert.equal((await short.run(short.service.complete("Hi"))).endpoint, "cloud");
    assert.ok(short.clients.cloud!.calls[1]!.at >= 5_000);
    assert.equal(short.service.endpoints()[0]!.metrics.totalFailures, 0);

    const long = serviceUnderTest({ endpoints: [cloud, local] }, { cloud: [fail("rate_limited", { status: 429, retryAfterMs: 3_600_000 }), answer()], local: [answer()] });
    assert.equal((await long.run(long.service.complete("Hi"))).endpoint, "local");
    assert.ok(long.clock.now() < 1_000);
    assert.ok(long.service.endpoints()[0]!.notBefore! > 3_000_000);
  });

  it("goes to another healthy endpoint of the tier in the retry step", async () => {
    const other = { ...cloud, id: "other", url: "https://other.example/v1" };
    const { service, run } = serviceUnderTest({ endpoints: [cloud, other, local] }, { cloud: [fail("overloaded", { status: 529 })], other: [answer("other")], local: [answer()] });
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.endpoint, "other");
    assert.equal(completion.attempt, 1);
    assert.equal(completion.fallbackUsed, true);
  });

  it("tries every local endpoint within the step where no later step would", async () => {
    const second = { ...local, id: "second", url: "http://localhost:8081/v1" };
    const { service, run } = serviceUnderTest({ endpoints: [local, second] }, { local: [fail("refused")], second: [answer("second")] });
    assert.equal((await run(service.complete("Hi"))).endpoint, "second");
  });

  it("lets the request's own failures end it, uncounted", async () => {
    for (const kind of ["bad_request", "content_filter"] as const) {
      const { service, run, clients } = serviceUnderTest({ endpoints: [cloud, local] }, { cloud: [fail(kind, { status: 400 })], local: [answer()] });
      await assert.rejects(run(service.complete("Hi")), (error: unknown) => error instanceof EndpointError && error.kind === kind && error.attempts.length === 1);
      assert.equal(clients.local!.calls.length, 0);
      assert.equal(service.endpoints()[0]!.metrics.totalFailures, 0);
    }
  });

  it("sends a text that is too long only to an endpoint with a larger context", async () => {
    const large = { ...local, id: "large", contextLength: 32_768 };
    const { service, run, clients } = serviceUnderTest(
      { endpoints: [{ ...cloud, contextLength: 8_192 }, { ...local, contextLength: 4_096 }, large] },
      { cloud: [fail("context_length", { status: 400, contextLength: 8_192, promptTokens: 9_412 })], local: [answer()], large: [answer("fits")] },
    );
    assert.equal((await run(service.complete("Hi"))).endpoint, "large");
    assert.equal(clients.local!.calls.length, 0);
  });

  it("latches a rejected key: a lone endpoint is not asked again until something changes", async () => {
    const { service, run, clients } = serviceUnderTest({ endpoints: [cloud] }, { cloud: [fail("auth", { status: 401 }), answer()] });
    for (let round = 0; round < 2; round++) await assert.rejects(run(service.complete("Hi")), (error: unknown) => error instanceof EndpointError && error.kind === "auth" && error.status === 401);
    assert.equal(clients.cloud!.calls.length, 1);
    assert.equal(service.endpoints()[0]!.latched?.kind, "auth");
    service.configure({ endpoints: [{ ...cloud, apiKey: "new" }] });
    assert.equal((await run(service.complete("Hi"))).content, "Hello");
  });

  it("lets a model that failed to load alone for a minute", async () => {
    const { service, run, clock, clients } = serviceUnderTest({ endpoints: [ollama] }, { ollama: [fail("load_failed", { status: 500 }), answer()] });
    await assert.rejects(run(service.complete("Hi")), EndpointError);
    await assert.rejects(run(service.complete("Hi")), EndpointError);
    assert.equal(clients.ollama!.calls.length, 1);
    clock.advance(60_001);
    assert.equal((await run(service.complete("Hi"))).content, "Hello");
  });
});

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
      assert.deepEqual(attempts.map(({ outcome, kind }) => [outcome, kind]), [["skipped", "circuit_open"]]);
      return true;
    });
    assert.equal(clock.now(), started);
    assert.equal(clients.local!.calls.length, 3);
    assert.equal(service.endpoints()[0]!.metrics.totalRejected, 1);
  });

  it("gives the cached answer with its age when everything is open, unless told not to", async () => {
    const { service, run, clock } = serviceUnderTest({ endpoints: [local] }, { local: [answer("kept"), fail("refused")] });
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

  it("closes again after a successful trial", async () => {
    const { service, run, clock } = serviceUnderTest({ endpoints: [local] }, { local: [fail("refused"), fail("refused"), fail("refused"), answer("back")] });
    for (let round = 0; round < 3; round++) await assert.rejects(run(service.complete("Hi")));
    clock.advance(60_000);
    assert.equal(service.endpoints()[0]!.state, "half_open");
    assert.equal((await run(service.complete("Hi"))).content, "back");
    assert.equal(service.endpoints()[0]!.state, "closed");
  });

  it("refuses nothing with enableCircuitBreaker false, and keeps the metrics", async () => {
    const { service, run, clients } = serviceUnderTest({ endpoints: [local], enableCircuitBreaker: false }, { local: [fail("refused")] });
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

describe("LLM service: streams", () => {
  it("restarts a broken stream on the next endpoint with a mark right before its first delta", async () => {
    const broken: Move[] = [{ wait: 20 }, { text: "Half an" }, { wait: 20 }, { eof: true }];
    const { service, collect } = serviceUnderTest({ endpoints: [cloud, local] }, { cloud: [broken], local: [answer("Whole")] });
    const events = await collect(service.stream("Hi"));
    assert.deepEqual(
      events.map((event) => (event.type === "delta" ? event.text : event.type)),
      ["attempt", "Half an", "attempt", "restart", "Whole", "done"],
    );
    const done = events.at(-1)!;
    assert.ok(done.type === "done" && done.completion.content === "Whole");
    assert.ok(events[3]?.type === "restart" && events[3].reason === "truncated" && events[3].endpoint === "local");
  });

  it("asks the same endpoint once more for a whole answer that broke off, which nobody has seen", async () => {
    const { service, run } = serviceUnderTest({ endpoints: [cloud, local] }, { cloud: [[{ text: "Half" }, { eof: true }], answer("Whole")], local: [answer()] });
    const completion = await run(service.complete("Hi"));
    assert.deepEqual([completion.content, completion.endpoint, completion.attempt], ["Whole", "cloud", 1]);
  });

  it("bounds the gaps of a stream, not its length", async () => {
    const long: Move[] = [{ text: "a" }, ...Array.from({ length: 10 }, () => [{ wait: 25_000 }, { text: "b" }]).flat(), { finish: "stop" }];
    const stalled: Move[] = [{ text: "a" }, { hang: true }];
    const { service, run, clock } = serviceUnderTest({ endpoints: [local] }, { local: [long, stalled] });
    assert.equal((await run(service.complete("Hi"))).content, "abbbbbbbbbb");
    const started = clock.now();
    await assert.rejects(run(service.complete("Hi")), (error: unknown) => error instanceof EndpointError && error.kind === "idle_timeout");
    assert.ok(Math.abs(clock.now() - started - 30_000) < 50);
  });

  it("takes reasoning for a sign of life", async () => {
    const thinking: Move[] = [{ wait: 5_000 }, { thinking: "hm" }, { wait: 28_000 }, { thinking: "hm" }, { wait: 28_000 }, { text: "42" }, { finish: "stop" }];
    const { service, run } = serviceUnderTest({ endpoints: [local] }, { local: [thinking] });
    assert.equal((await run(service.complete("Hi"))).content, "42");
  });

  it("cancels by the caller's signal: no verdict, socket closed, half-open slot back", async () => {
    const { service, run, clients, clock, leftovers } = serviceUnderTest({ endpoints: [local], breaker: { failureThreshold: 1 } }, { local: [fail("refused"), hang, hang, answer()] });
    await assert.rejects(run(service.complete("Hi")));
    clock.advance(60_000);
    for (let round = 0; round < 2; round++) {
      const abort = new AbortController();
      const pending = service.complete("Hi", { signal: abort.signal });
      clock.setTimeout(() => abort.abort("stop"), 500);
      await assert.rejects(run(pending), (error: unknown) => error instanceof RequestCancelledError && error.cause === "stop" && error.attempts[0]!.outcome === "cancelled");
      assert.equal(clients.local!.calls.at(-1)!.ended, "aborted");
      assert.equal(service.endpoints()[0]!.state, "half_open");
    }
    assert.equal((await run(service.complete("Hi"))).content, "Hello");
    await leftovers();
  });

  it("cancels when the consumer leaves the loop, even between two tokens", async () => {
    const { service, run, clients, leftovers } = serviceUnderTest({ endpoints: [local] }, { local: [[{ text: "a" }, { hang: true }]] });
    await run(
      (async () => {
        for await (const event of service.stream("Hi")) if (event.type === "delta") break;
      })(),
    );
    assert.equal(clients.local!.calls[0]!.ended, "aborted");
    assert.equal(service.endpoints()[0]!.inFlight, 0);
    await leftovers();
  });

  it("rejects at once with a signal that has fired already, sending nothing", async () => {
    const { service, run, clients } = serviceUnderTest({ endpoints: [local] }, { local: [answer()] });
    await assert.rejects(run(service.complete("Hi", { signal: AbortSignal.abort("early") })), RequestCancelledError);
    assert.equal(clients.local!.calls.length, 0);
  });
});

describe("LLM service: local models", () => {
  it("gives a cold model the load timeout, with progress, and counts nothing", async () => {
    const cold: Move[] = [{ wait: 120_000 }, { text: "warm" }, { finish: "stop" }];
    const { service, collect, clients } = serviceUnderTest({ endpoints: [ollama] }, { ollama: [cold] }, { loadMs: 120_000 });
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
    const { service, run, clients } = serviceUnderTest({ endpoints: [{ id, type, url }] }, { ollama: [[{ wait: 60_000 }, { text: "warm" }, { finish: "stop" }]] }, { loadMs: 60_000 });
    clients.ollama!.resolvesInMs = 2_000;
    assert.equal((await run(service.complete("Hi"))).content, "warm");
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 0);
  });

  it("gives up a load after the load timeout, uncounted", async () => {
    const { service, run, clock } = serviceUnderTest({ endpoints: [ollama], loadTimeoutMs: 90_000 }, { ollama: [hang] }, { loadMs: 1e9 });
    await assert.rejects(run(service.complete("Hi")), (error: unknown) => error instanceof EndpointError && error.kind === "load_timeout");
    assert.ok(Math.abs(clock.now() - 90_000) < 100);
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 0);
  });

  it("counts a resident model that sends no token", async () => {
    const { service, run, clients, clock } = serviceUnderTest({ endpoints: [ollama] }, { ollama: [hang] }, { loadMs: 1 });
    clients.ollama!.resident = true;
    await assert.rejects(run(service.complete("Hi")), (error: unknown) => error instanceof EndpointError && error.kind === "ttft_timeout");
    assert.ok(Math.abs(clock.now() - 30_000) < 50);
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 1);
  });

  it("starts the local load as soon as the cloud fails, and ends the wait when the model is resident", async () => {
    const { service, run, clock, clients } = serviceUnderTest({ endpoints: [cloud, ollama] }, { cloud: [fail("refused")], ollama: [answer("local", 50)] }, { loadMs: 3_000 });
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.endpoint, "ollama");
    assert.equal(clients.ollama!.warmUps.length, 1);
    assert.ok(clients.ollama!.warmUps[0]!.at < 100);
    // Refused by a cloud endpoint: once more after 2 s, and then the load has one more second to go.
    assert.ok(clock.now() > 3_000 && clock.now() < 4_200, `${clock.now()}`);
  });

  it("queues a second call of a local model, tells its place, and lets it be cancelled", async () => {
    const { service, run, collect, clients } = serviceUnderTest({ endpoints: [local] }, { local: [answer("one", 1_000), answer("two", 10)] });
    const first = service.complete("one");
    const second = collect(service.stream("two"));
    const abort = new AbortController();
    const third = service.complete("three", { signal: abort.signal });
    abort.abort();
    await assert.rejects(run(third), RequestCancelledError);
    await run(first);
    const events = await second;
    assert.deepEqual(events.map(({ type }) => type), ["attempt", "queued", "delta", "done"]);
    assert.equal(clients.local!.calls.length, 2);
  });
});

describe("LLM service: hedge, balance, pace", () => {
  const other = { ...cloud, id: "other", url: "https://other.example/v1" };

  it("starts a second endpoint when no token came, and aborts the loser uncounted", async () => {
    const { service, run, clients, clock, leftovers } = serviceUnderTest({ endpoints: [cloud, other], hedgeDelayMs: 1_000 }, { cloud: [hang], other: [answer("fast", 200)] });
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.endpoint, "other");
    assert.ok(clock.now() < 1_300);
    assert.equal(clients.cloud!.calls[0]!.ended, "aborted");
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 0);
    assert.deepEqual(completion.attempts.map(({ endpoint, outcome }) => [endpoint, outcome]), [["cloud", "cancelled"], ["other", "success"]]);
    await leftovers();
  });

  it("starts no second endpoint when the first token came in time", async () => {
    const { service, run, clients } = serviceUnderTest({ endpoints: [cloud, other], hedgeDelayMs: 1_000 }, { cloud: [[{ wait: 500 }, { text: "a" }, { wait: 5_000 }, { text: "b" }, { finish: "stop" }]], other: [answer()] });
    assert.equal((await run(service.complete("Hi"))).content, "ab");
    assert.equal(clients.other!.calls.length, 0);
  });

  it("takes turns, leaving out what is open", async () => {
    const { service, run } = serviceUnderTest({ endpoints: [cloud, other], loadBalancing: "roundRobin" }, { cloud: [answer()], other: [answer()] });
    const used: string[] = [];
    for (let round = 0; round < 4; round++) used.push((await run(service.complete("Hi"))).endpoint);
    assert.deepEqual(used, ["cloud", "other", "cloud", "other"]);
    service.trip("cloud");
    for (let round = 0; round < 2; round++) assert.equal((await run(service.complete("Hi"))).endpoint, "other");
  });

  it("shrinks the step's timeout to the endpoint's own pace after 20 successes, never below 3 s", async () => {
    const scripts = [...Array.from({ length: 20 }, () => answer("quick", 1_000)), hang];
    const { service, run, clock } = serviceUnderTest({ endpoints: [local] }, { local: scripts });
    for (let round = 0; round < 20; round++) await run(service.complete("Hi"));
    const started = clock.now();
    await assert.rejects(run(service.complete("Hi")));
    assert.ok(Math.abs(clock.now() - started - 4_000) < 100, `${clock.now() - started}`);
  });
});

describe("LLM service: offline and oddities", () => {
  it("takes a name that does not resolve for being offline, touches no breaker and answers locally", async () => {
    const { service, run } = serviceUnderTest({ endpoints: [cloud, local] }, { cloud: [fail("dns")], local: [answer("local")] });
    const events: string[] = [];
    service.onEvent((event) => event.type === "offline" && events.push(String(event.offline)));
    assert.equal((await run(service.complete("Hi"))).endpoint, "local");
    assert.equal(service.offline, true);
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 0);
    assert.deepEqual(events, ["true"]);
  });

  it("cancels at once while it finds out whether there is a network", async () => {
    const other = { ...cloud, id: "other", url: "https://other.example/v1" };
    const { service, run, clients, clock, leftovers } = serviceUnderTest({ endpoints: [cloud, other] }, { cloud: [fail("dns")], other: [answer()] });
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
    const { service, run } = serviceUnderTest({ endpoints: [cloud, other] }, { cloud: [fail("dns")], other: [answer("other")] });
    assert.equal((await run(service.complete("Hi"))).endpoint, "other");
    assert.equal(service.offline, false);
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 1);
  });

  it("counts an empty answer only from the third in a row", async () => {
    const empty: Move[] = [{ wait: 10 }, { finish: "stop" }];
    const { service, run } = serviceUnderTest({ endpoints: [local] }, { local: [empty] });
    for (const failures of [0, 0, 1]) {
      await assert.rejects(run(service.complete("Hi")), (error: unknown) => error instanceof EndpointError && error.kind === "empty");
      assert.equal(service.endpoints()[0]!.metrics.totalFailures, failures);
    }
  });

  it("bounds the whole request by the total timeout", async () => {
    const { service, run, clock, leftovers } = serviceUnderTest({ endpoints: [cloud, local], totalTimeoutMs: 15_000 }, { cloud: [hang], local: [hang] });
    await assert.rejects(run(service.complete("Hi")), (error: unknown) => error instanceof EndpointError && error.kind === "ttft_timeout");
    assert.ok(Math.abs(clock.now() - 15_000) < 50, `${clock.now()}`);
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 1);
    await leftovers();
  });

  it("survives a machine that slept while a token was awaited", async () => {
    const { service, run, clock } = serviceUnderTest({ endpoints: [local] }, { local: [[{ wait: 20_000 }, { text: "awake" }, { finish: "stop" }]] });
    const pending = service.complete("Hi");
    clock.setTimeout(() => clock.jumpWall(8 * 3_600_000), 5_000);
    assert.equal((await run(pending)).content, "awake");
  });

  it("tells of each finished request once", async () => {
    const { service, run } = serviceUnderTest({ endpoints: [local] }, { local: [answer("told"), fail("server_error", { status: 500 })] });
    const outcomes: string[] = [];
    service.onEvent((event) => event.type === "request" && outcomes.push(`${event.record.outcome}:${event.record.content}:${event.record.kind ?? ""}`));
    await run(service.complete("Hi"));
    await assert.rejects(run(service.complete("Hi")));
    assert.deepEqual(outcomes, ["success:told:", "failure::server_error"]);
  });

  it("rejects an empty prompt with a clear error", async () => {
    const { service } = serviceUnderTest({ endpoints: [local] }, { local: [answer()] });
    await assert.rejects(service.complete("  "), TypeError);
  });
});
