import assert from "node:assert/strict";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, fail, hang, type Move } from "../../../../test/support/scripted-client";
import { EndpointError } from "../../failure/errors";
import type { SharedBreakers } from "../../history/shared-breakers";
import { silentLogger } from "../../ports/logger";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const other = { ...cloud, id: "other", url: "https://other.example/v1" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;
const second = { ...local, id: "second", url: "http://localhost:8081/v1" } as const;
const ollama = { id: "ollama", type: "ollama", url: "http://localhost:11434", model: "llama3.2" } as const;
const oneStep = [{ tier: "local" as const, timeoutMs: 1_000 }];

describe("a step of a request", () => {
  it("gives a further endpoint what is left of its time, and no more", async () => {
    const { service, run, clock, clients } = serviceUnderTest(
      { endpoints: [local, second], chain: oneStep },
      { local: [fail("server_error", { status: 500 }, 700)], second: [hang] },
    );
    clock.advance(5_000);
    await assert.rejects(run(service.complete("Hi")));
    assert.deepEqual([clock.now(), clients.second!.calls.length], [6_000, 1]);
  });

  for (const [atMs, asked] of [
    [750, 1],
    [760, 0],
  ] as const)
    it(`${asked ? "asks" : "does not ask"} a further endpoint with ${1_000 - atMs} ms left`, async () => {
      const { service, run, clients } = serviceUnderTest(
        { endpoints: [local, second], chain: oneStep },
        { local: [fail("server_error", { status: 500 }, atMs)], second: [answer("Hello", 10)] },
      );
      await run(service.complete("Hi").catch(() => undefined));
      assert.equal(clients.second!.calls.length, asked);
    });

  it("may be shorter than what is worth a further endpoint", async () => {
    const { service, run } = serviceUnderTest(
      { endpoints: [local], chain: [{ tier: "local", timeoutMs: 200 }] },
      { local: [answer("Hello", 100)] },
    );
    assert.equal((await run(service.complete("Hi"))).content, "Hello");
  });

  it("has the request's time instead of its own where it asks for one", async () => {
    const { service, run, clock } = serviceUnderTest({ endpoints: [local], chain: oneStep }, { local: [hang] });
    await assert.rejects(run(service.complete("Hi", { timeoutMs: 3_000 })), { kind: "ttft_timeout" });
    assert.equal(clock.now(), 3_000);
  });

  it("has its whole time where times do not adapt, or where the model may have to be loaded", async () => {
    const quick = Array.from({ length: 20 }, () => answer("quick", 1_000));
    const fixed = serviceUnderTest({ endpoints: [local], adaptive: false }, { local: [...quick, hang] });
    for (let round = 0; round < 20; round++) await fixed.run(fixed.service.complete("Hi"));
    let started = fixed.clock.now();
    await assert.rejects(fixed.run(fixed.service.complete("Hi")));
    assert.equal(fixed.clock.now() - started, 30_000);

    const cold = serviceUnderTest({ endpoints: [ollama] }, { ollama: [...quick, hang] }, { loadMs: 1 });
    for (let round = 0; round < 20; round++) await cold.run(cold.service.complete("Hi"));
    cold.clock.advance(60_000);
    started = cold.clock.now();
    await assert.rejects(cold.run(cold.service.complete("Hi")));
    assert.equal(cold.clock.now() - started, 30_000);
  });

  it("is waited for as long as it says, where waits do not adapt", async () => {
    for (const [adaptive, waitedMs] of [
      [true, 1_000],
      [false, 2_000],
    ] as const) {
      const scripts = [
        ...Array.from({ length: 20 }, () => answer("quick", 1_000)),
        fail("server_error", { status: 500 }),
        answer(),
      ];
      const { service, run, clients } = serviceUnderTest({ endpoints: [cloud], adaptive }, { cloud: scripts });
      for (let round = 0; round < 21; round++) await run(service.complete("Hi"));
      const [failed, again] = clients.cloud!.calls.slice(-2);
      assert.equal(again!.at - failed!.at, 10 + waitedMs);
    }
  });

  it("does not wait where it is the first", async () => {
    const chain = [{ tier: "local" as const, timeoutMs: 1_000, delayMs: 5_000 }];
    const { service, run, clock } = serviceUnderTest({ endpoints: [local], chain }, { local: [answer("Hello", 10)] });
    await run(service.complete("Hi"));
    assert.equal(clock.now(), 10);
  });

  it("waits for a rate limit's end though it is the first, and tells so", async () => {
    const scripts = [fail("rate_limited", { status: 429, retryAfterMs: 9_000 }), answer("Hello", 10)];
    const { service, run, collect, clock } = serviceUnderTest(
      { endpoints: [local], chain: oneStep },
      { local: scripts },
    );
    await assert.rejects(run(service.complete("Hi")), EndpointError);
    const untilMs = clock.wallNow() + 9_000;
    const events = await collect(service.stream("Hi"));
    assert.deepEqual(events[0], {
      type: "waiting",
      endpoint: "local",
      untilMs,
      why: "pause",
      reason: "local is rate limited and asked for a pause",
    });
    assert.equal(clock.now(), 9_020);
  });

  it("is not taken any more once the request's time is over during the wait before it", async () => {
    const { service, run, clock, clients } = serviceUnderTest(
      { endpoints: [cloud], totalTimeoutMs: 1_000 },
      { cloud: [fail("server_error", { status: 500 }), answer()] },
    );
    await assert.rejects(run(service.complete("Hi")), { kind: "server_error" });
    assert.deepEqual([clock.now(), clients.cloud!.calls.length], [1_000, 1]);
  });

  it("asks nobody again who refused, be it for another window's trial", async () => {
    let asked = 0;
    const shared: SharedBreakers = {
      saveSnapshot: () => undefined,
      loadSnapshots: async () => [],
      watch: () => ({ dispose: () => undefined }),
      tryTakeTrial: async () => (asked++, { taken: false, retryAfterMs: 5_000 }),
      renewTrial: () => undefined,
      releaseTrial: () => undefined,
    };
    const { service, run } = serviceUnderTest({ endpoints: [cloud] }, { cloud: [answer()] }, { shared });
    service.trip("cloud");
    service.allowTrial("cloud");
    await assert.rejects(run(service.complete("Hi")), { code: "CIRCUIT_OPEN", retryAfterMs: 5_000 });
    assert.equal(asked, 1);
  });
});

describe("the total time of a request", () => {
  it("is told with where it was spent, and counts against nobody who is asked then", async () => {
    const { service, run, clock } = serviceUnderTest(
      { endpoints: [cloud, other], totalTimeoutMs: 15_000 },
      { cloud: [hang], other: [hang] },
    );
    await assert.rejects(run(service.complete("Hi")), {
      name: "AllEndpointsFailedError",
      message:
        "All endpoints timed out: no token within 15 s. cloud sent no token within 10 s (https://cloud.example/v1). " +
        "other sent no token before the request's 15 s were over (https://other.example/v1).",
    });
    assert.equal(clock.now(), 15_000);
    assert.deepEqual(
      service.endpoints().map(({ metrics }) => [metrics.totalFailures, metrics.totalReleased]),
      [
        [1, 0],
        [0, 1],
      ],
    );
  });

  it("does not end an answer that has begun", async () => {
    const slow: Move[] = [{ text: "a" }, { wait: 20_000 }, { text: "b" }, { finish: "stop" }];
    const { service, run } = serviceUnderTest({ endpoints: [local], totalTimeoutMs: 5_000 }, { local: [slow] });
    assert.equal((await run(service.complete("Hi"))).content, "ab");
  });
});

describe("what a request tells of its attempts beside its answer", () => {
  it("is that the network is there, by any answer from outside", async () => {
    for (const [script, online] of [
      [answer(), true],
      [fail("server_error", { status: 500 }), true],
      [fail("refused"), false],
    ] as const) {
      const { service, run } = serviceUnderTest(
        { endpoints: [cloud, local] },
        { cloud: [fail("dns"), script], local: [answer()] },
      );
      await run(service.complete("Hi"));
      assert.equal(service.offline, true);
      await run(service.complete("Hi"));
      assert.equal(service.offline, !online);
    }
  });

  it("is written to the log: each failure, and mistakes of our own with their cause", async () => {
    const lines: unknown[][] = [];
    const logger = {
      ...silentLogger,
      info: (...words: unknown[]) => void lines.push(["info", ...words]),
      error: (...words: unknown[]) => void lines.push(["error", ...words]),
    };
    const oops = new TypeError("oops");
    const { service, run } = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [fail("auth", { status: 401 })], local: [[{ fail: oops as never }]] },
      { logger },
    );
    await assert.rejects(run(service.complete("Hi")));
    assert.deepEqual(lines, [
      ["info", "cloud: auth: it failed: auth"],
      ["info", "local: internal: Internal error while talking to local: oops"],
      ["error", "local: internal error", oops],
    ]);
  });
});
