import assert from "node:assert/strict";
import { attemptUnderTest } from "../../../../../test/support/attempt-under-test";
import { answer, deaf, fail, hang, type Move } from "../../../../../test/support/scripted-client";
import { EndpointFailure } from "../../../failure/endpoint-failure";

describe("an attempt", () => {
  it("that nobody wants any more closes its call and gives its permit and its slot back without a verdict", async () => {
    const { attempt, run, client, endpoint, breaker, clock } = attemptUnderTest([hang]);
    clock.setTimeout(() => attempt.cancel(), 500);
    assert.deepEqual((await run()).end, { outcome: "cancelled" });
    assert.equal(client.calls[0]!.ended, "aborted");
    assert.deepEqual([endpoint.inFlight, breaker.metrics().totalReleased, clock.pending], [0, 1, 0]);
  });

  it("ends a quarter of a second after it was cancelled where the client does not heed its signal", async () => {
    const { attempt, run, clock } = attemptUnderTest([deaf]);
    clock.setTimeout(() => attempt.cancel(), 500);
    assert.deepEqual((await run()).end, { outcome: "cancelled" });
    assert.deepEqual([clock.now(), clock.pending], [750, 0]);
  });

  it("counts a failure that is the endpoint's doing, with the time that it took", async () => {
    const { run, breaker } = attemptUnderTest([fail("server_error", { status: 500 }, 300)]);
    const { end, record } = await run();
    assert.ok(end.outcome === "failure" && end.verdict.counts && !end.shown);
    assert.deepEqual(
      [record.kind, record.status, record.durationMs, breaker.metrics().totalFailures],
      ["server_error", 500, 300, 1],
    );
    assert.equal(breaker.metrics().avgResponseTimeMs, 300);
  });

  it("hands on what the endpoint asked for, and has its breaker wait for so long", async () => {
    const { run, breaker } = attemptUnderTest([fail("overloaded", { status: 503, retryAfterMs: 7_000 })], {
      breaker: { failureThreshold: 1 },
    });
    assert.equal((await run()).record.retryAfterMs, 7_000);
    assert.equal(breaker.retryAfterMs, 7_000);
  });

  it("counts a failure that is not the endpoint's doing as nothing", async () => {
    const { run, breaker } = attemptUnderTest([fail("bad_request", { status: 400 })]);
    const { end } = await run();
    assert.ok(end.outcome === "failure" && !end.verdict.counts && end.verdict.next === "none");
    assert.deepEqual([breaker.metrics().totalFailures, breaker.metrics().totalReleased], [0, 1]);
  });

  it("whose text is shown as it comes says that it was; one whose text is not, does not", async () => {
    const half: Move[] = [{ text: "Half" }, { eof: true }];
    for (const streamed of [true, false]) {
      const { end } = await attemptUnderTest([half], { streamed }).run();
      assert.ok(end.outcome === "failure" && end.failure.kind === "truncated" && end.shown === streamed);
    }
  });

  it("takes what a client throws that is no failure for a mistake in here", async () => {
    const { run, breaker } = attemptUnderTest([[{ fail: new TypeError("oops") as unknown as EndpointFailure }]]);
    const { end } = await run();
    assert.ok(
      end.outcome === "failure" && end.failure.kind === "internal" && /talking to it: oops/.test(end.failure.message),
    );
    assert.ok(end.failure.cause instanceof TypeError);
    assert.equal(breaker.metrics().totalFailures, 0);
  });

  it("is refused by an open breaker, and sends nothing", async () => {
    const { run, breaker, client } = attemptUnderTest([answer()]);
    breaker.trip();
    const { end, record } = await run();
    assert.deepEqual(end, { outcome: "refused" });
    assert.deepEqual([record.outcome, record.kind, client.calls.length], ["skipped", "circuit_open", 0]);
  });

  it("is refused while another window makes the trial, and gives its own lease back otherwise", async () => {
    const ends: string[] = [];
    const taken = { taken: true as const, end: () => void ends.push("ended") };
    for (const [trial, outcome] of [
      [{ taken: false as const, retryAfterMs: 9_000 }, "refused"],
      [taken, "success"],
    ] as const) {
      const { run, breaker } = attemptUnderTest([answer()], { shared: { takeTrial: async () => trial } });
      breaker.trip();
      breaker.recover();
      const { end, record } = await run();
      assert.equal(end.outcome, outcome);
      assert.equal(record.retryAfterMs, outcome === "refused" ? 9_000 : undefined);
    }
    assert.deepEqual(ends, ["ended"]);
  });

  it("tells its place in the queue, suspends the request's time there, and says how long it was in it", async () => {
    const { attempt, run, endpoint, budget, clock, events } = attemptUnderTest([answer()], {
      maxConcurrent: 1,
      totalMs: 1_000,
    });
    const bulkhead = endpoint.bulkhead("m");
    assert.ok(bulkhead.tryEnter());
    clock.setTimeout(() => bulkhead.leave(), 5_000);
    const { end, record } = await run();
    assert.equal(end.outcome, "success");
    assert.deepEqual(events, [
      { type: "queued", position: 1 },
      { type: "delta", text: "Hello" },
    ]);
    assert.deepEqual([record.queuedMs, record.durationMs, record.ttftMs], [5_000, 5_100, 100]);
    assert.equal(budget.remainingMs, Infinity);
    assert.equal(attempt.text, "Hello");
  });

  it("that is cancelled in the queue was nowhere else", async () => {
    const { attempt, run, endpoint, clock, client } = attemptUnderTest([answer()], { maxConcurrent: 1 });
    assert.ok(endpoint.bulkhead("m").tryEnter());
    clock.setTimeout(() => attempt.cancel(), 700);
    const { end, record } = await run();
    assert.deepEqual(
      [end.outcome, record.queuedMs, record.durationMs, client.calls.length, endpoint.queued],
      ["cancelled", 700, 700, 0, 0],
    );
  });

  it("asks a server again that says it is loading, a second later, and takes the load out of its time", async () => {
    const loading: Move[] = [
      { fail: new EndpointFailure("overloaded", "Loading model", { status: 503, loading: true }) },
    ];
    const { run, client, events, breaker } = attemptUnderTest([loading, loading, answer("warm", 100)]);
    assert.equal((await run()).end.outcome, "success");
    assert.deepEqual(
      client.calls.map(({ at }) => at),
      [0, 1_000, 2_000],
    );
    assert.deepEqual(
      events.map((event) => event.type),
      ["loading", "loading", "delta"],
    );
    // Until its first piece nobody can tell the load from the answer.
    assert.equal(breaker.metrics().avgResponseTimeMs, 0);
  });

  it("fails an answer of blanks, unless it was cut at its length", async () => {
    for (const [finish, outcome] of [
      ["stop", "failure"],
      ["length", "success"],
    ] as const) {
      assert.equal((await attemptUnderTest([[{ text: " \n" }, { finish }]]).run()).end.outcome, outcome);
    }
  });
});

describe("a trial of a half-open breaker", () => {
  const every50Seconds = (move: Move): Move[] => Array.from({ length: 6 }, () => [{ wait: 50_000 }, move]).flat();
  const times = { timeoutMs: 60_000, idleTimeoutMs: 60_000, thinkingTimeoutMs: 600_000 };

  for (const [what, move] of [
    ["text", { text: "word " }],
    ["reasoning", { thinking: "hm" }],
    ["signs of life", { sign: true }],
  ] as const) {
    it(`closes it also with an answer that takes longer than a trial may be silent: ${what}`, async () => {
      const { run, breaker } = attemptUnderTest([[...every50Seconds(move), { text: "end" }, { finish: "stop" }]], {
        times,
      });
      breaker.trip();
      breaker.recover();
      assert.equal((await run()).end.outcome, "success");
      assert.equal(breaker.state, "closed");
    });
  }

  it("closes it also after a load that is seen to go on for longer than that", async () => {
    const { run, breaker } = attemptUnderTest([[{ wait: 200_000 }, { text: "warm" }, { finish: "stop" }]], {
      loadMs: 200_000,
    });
    breaker.trip();
    breaker.recover();
    assert.equal((await run()).end.outcome, "success");
    assert.equal(breaker.state, "closed");
  });

  it("that is silent for longer than that is a trial no more", async () => {
    const { run, breaker } = attemptUnderTest([answer("late", 130_000)], { times: { timeoutMs: 200_000 } });
    breaker.trip();
    breaker.recover();
    assert.equal((await run()).end.outcome, "success");
    assert.equal(breaker.state, "half_open");
  });
});

describe("an attempt whose model is being loaded", () => {
  const alternative = { alternative: () => ({}) as never };

  it("leaves its call open when another endpoint shall answer: the load goes on until the model is there, and then closes it", async () => {
    const slow: Move[] = [{ wait: 40_000 }, { text: "warm" }, { hang: true }];
    const { run, client, clock, endpoint, breaker, settle } = attemptUnderTest([slow], {
      loadMs: 40_000,
      times: { timeoutMs: 10_000 },
      planner: alternative,
    });
    const { end } = await run();
    assert.ok(end.outcome === "failure" && end.failure.kind === "load_timeout" && !end.verdict.counts);
    assert.equal(clock.now(), 10_000);
    assert.deepEqual([client.calls[0]!.ended, endpoint.inFlight, breaker.metrics().totalReleased], ["running", 0, 1]);
    await settle(40_000);
    assert.equal(client.calls[0]!.ended, "aborted");
    assert.ok(endpoint.knownWarm("m"));
    assert.equal(clock.pending, 0);
  });

  it("that lost a race leaves its call open too; nothing cancels what it has left", async () => {
    const { attempt, run, client, clock, settle } = attemptUnderTest(
      [[{ wait: 40_000 }, { text: "warm" }, { finish: "stop" }]],
      { loadMs: 40_000 },
    );
    clock.setTimeout(() => attempt.lose(), 5_000);
    assert.deepEqual((await run()).end, { outcome: "cancelled" });
    attempt.cancel();
    await settle(20_000);
    assert.equal(client.calls[0]!.ended, "running");
    await settle(20_000);
    assert.equal(client.calls[0]!.ended, "answered");
  });

  it("that is cancelled closes its call", async () => {
    const { attempt, run, client, clock } = attemptUnderTest([hang], { loadMs: 40_000 });
    clock.setTimeout(() => attempt.cancel(), 5_000);
    assert.deepEqual((await run()).end, { outcome: "cancelled" });
    assert.equal(client.calls[0]!.ended, "aborted");
  });
});
