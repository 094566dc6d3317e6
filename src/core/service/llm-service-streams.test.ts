import assert from "node:assert/strict";
import { EndpointError, RequestCancelledError } from "../failure/errors";
import { serviceUnderTest } from "../../../test/support/service-under-test";
import { answer, fail, hang, type Move } from "../../../test/support/scripted-client";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;

describe("LLM service: streams", () => {
  it("restarts a broken stream on the next endpoint with a mark right before its first delta", async () => {
    const broken: Move[] = [{ wait: 20 }, { text: "Half an" }, { wait: 20 }, { eof: true }];
    const { service, collect } = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [broken], local: [answer("Whole")] },
    );
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
    const { service, run } = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [[{ text: "Half" }, { eof: true }], answer("Whole")], local: [answer()] },
    );
    const completion = await run(service.complete("Hi"));
    assert.deepEqual([completion.content, completion.endpoint, completion.attempt], ["Whole", "cloud", 1]);
  });

  it("bounds the gaps of a stream, not its length", async () => {
    const long: Move[] = [
      { text: "a" },
      ...Array.from({ length: 10 }, () => [{ wait: 25_000 }, { text: "b" }]).flat(),
      { finish: "stop" },
    ];
    const stalled: Move[] = [{ text: "a" }, { hang: true }];
    const { service, run, clock } = serviceUnderTest({ endpoints: [local] }, { local: [long, stalled] });
    assert.equal((await run(service.complete("Hi"))).content, "abbbbbbbbbb");
    const started = clock.now();
    await assert.rejects(
      run(service.complete("Hi")),
      (error: unknown) => error instanceof EndpointError && error.kind === "idle_timeout",
    );
    assert.ok(Math.abs(clock.now() - started - 30_000) < 50);
  });

  it("takes reasoning for a sign of life", async () => {
    const thinking: Move[] = [
      { wait: 5_000 },
      { thinking: "hm" },
      { wait: 28_000 },
      { thinking: "hm" },
      { wait: 28_000 },
      { text: "42" },
      { finish: "stop" },
    ];
    const { service, run } = serviceUnderTest({ endpoints: [local] }, { local: [thinking] });
    assert.equal((await run(service.complete("Hi"))).content, "42");
  });

  it("cancels by the caller's signal: no verdict, socket closed, half-open slot back", async () => {
    const { service, run, clients, clock, leftovers } = serviceUnderTest(
      { endpoints: [local], breaker: { failureThreshold: 1 } },
      { local: [fail("refused"), hang, hang, answer()] },
    );
    await assert.rejects(run(service.complete("Hi")));
    clock.advance(60_000);
    for (let round = 0; round < 2; round++) {
      const abort = new AbortController();
      const pending = service.complete("Hi", { signal: abort.signal });
      clock.setTimeout(() => abort.abort("stop"), 500);
      await assert.rejects(
        run(pending),
        (error: unknown) =>
          error instanceof RequestCancelledError &&
          error.cause === "stop" &&
          error.attempts[0]!.outcome === "cancelled",
      );
      assert.equal(clients.local!.calls.at(-1)!.ended, "aborted");
      assert.equal(service.endpoints()[0]!.state, "half_open");
    }
    assert.equal((await run(service.complete("Hi"))).content, "Hello");
    await leftovers();
  });

  it("cancels when the consumer leaves the loop, even between two tokens", async () => {
    const { service, run, clients, leftovers } = serviceUnderTest(
      { endpoints: [local] },
      { local: [[{ text: "a" }, { hang: true }]] },
    );
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

describe("LLM service: hedge, balance, pace", () => {
  const other = { ...cloud, id: "other", url: "https://other.example/v1" };

  it("starts a second endpoint when no token came, and aborts the loser uncounted", async () => {
    const { service, run, clients, clock, leftovers } = serviceUnderTest(
      { endpoints: [cloud, other], hedgeDelayMs: 1_000 },
      { cloud: [hang], other: [answer("fast", 200)] },
    );
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.endpoint, "other");
    assert.ok(clock.now() < 1_300);
    assert.equal(clients.cloud!.calls[0]!.ended, "aborted");
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 0);
    assert.deepEqual(
      completion.attempts.map(({ endpoint, outcome }) => [endpoint, outcome]),
      [
        ["cloud", "cancelled"],
        ["other", "success"],
      ],
    );
    await leftovers();
  });

  it("starts no second endpoint when the first token came in time", async () => {
    const { service, run, clients } = serviceUnderTest(
      { endpoints: [cloud, other], hedgeDelayMs: 1_000 },
      {
        cloud: [[{ wait: 500 }, { text: "a" }, { wait: 5_000 }, { text: "b" }, { finish: "stop" }]],
        other: [answer()],
      },
    );
    assert.equal((await run(service.complete("Hi"))).content, "ab");
    assert.equal(clients.other!.calls.length, 0);
  });

  it("takes turns, leaving out what is open", async () => {
    const { service, run } = serviceUnderTest(
      { endpoints: [cloud, other], loadBalancing: "roundRobin" },
      { cloud: [answer()], other: [answer()] },
    );
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
