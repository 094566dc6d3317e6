import assert from "node:assert/strict";
import { attemptUnderTest } from "../../../../../test/support/attempt-under-test";
import { answer, hang, type Move } from "../../../../../test/support/scripted-client";
import { EndpointFailure } from "../../../failure/endpoint-failure";

describe("an attempt whose model is being loaded", () => {
  const alternative = { alternative: () => ({}) as never };

  it("leaves its call open when another endpoint shall answer: the load goes on until the model is there, and then closes it", async () => {
    const slow: Move[] = [{ wait: 40_000 }, { text: "warm" }, { hang: true }];
    const { run, client, clock, endpoint, breaker, settle } = attemptUnderTest([slow], {
      loadMs: 40_000,
      times: { timeoutMs: 10_000 },
      planner: alternative,
    });
    const { end, record } = await run();
    assert.ok(end.outcome === "failure" && end.failure.kind === "load_timeout" && !end.verdict.counts);
    assert.deepEqual([clock.now(), record.durationMs], [10_000, 10_000]);
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

  it("that is cancelled leaves its call open where others wait for the same model, who would wait for all of its load again", async () => {
    const { attempt, run, client, clock, endpoint, settle } = attemptUnderTest(
      [[{ wait: 40_000 }, { text: "warm" }, { hang: true }]],
      { loadMs: 40_000 },
    );
    const { signal } = new AbortController();
    let entered = false;
    clock.setTimeout(() => void endpoint.bulkhead("m").enter(signal, () => undefined).then(() => (entered = true)), 1); // prettier-ignore
    clock.setTimeout(() => attempt.cancel(), 5_000);
    assert.deepEqual((await run()).end, { outcome: "cancelled" });
    await settle(1_000);
    assert.deepEqual([client.calls[0]!.ended, entered], ["running", true]);
    await settle(40_000);
    assert.equal(client.calls[0]!.ended, "aborted");
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

  it("asks a server that is loading sooner where its step is short", async () => {
    const loading: Move[] = [
      { fail: new EndpointFailure("overloaded", "Loading model", { status: 503, loading: true }) },
    ];
    const { run, client } = attemptUnderTest([loading, answer()], { times: { timeoutMs: 2_000 } });
    await run();
    assert.deepEqual(
      client.calls.map(({ at }) => at),
      [0, 500],
    );
  });

  it("may be cancelled between two questions to a server that is loading", async () => {
    const loading: Move[] = [
      { fail: new EndpointFailure("overloaded", "Loading model", { status: 503, loading: true }) },
    ];
    for (const end of ["cancel", "lose"] as const) {
      const { attempt, run, client, clock, breaker } = attemptUnderTest([loading], { loadMs: 60_000 });
      clock.setTimeout(() => attempt[end](), 500);
      assert.deepEqual((await run()).end, { outcome: "cancelled" });
      assert.deepEqual([client.calls.length, clock.now(), clock.pending], [1, 500, 0]);
      assert.equal(breaker.metrics().totalReleased, 1);
    }
  });

  it("that lost a race and waits for no load closes its call", async () => {
    for (const setting of [{}, { loadMs: 60_000 }]) {
      const { attempt, run, client, clock } = attemptUnderTest([hang], setting);
      clock.setTimeout(() => attempt.lose(), 300);
      assert.deepEqual((await run()).end, { outcome: "cancelled" });
      assert.deepEqual([client.calls[0]!.ended, clock.now()], ["aborted", 300]);
    }
  });
});
