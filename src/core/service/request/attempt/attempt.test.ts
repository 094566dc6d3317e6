import assert from "node:assert/strict";
import { attemptUnderTest } from "../../../../../test/support/attempt-under-test";
import { answer, deaf, fail, hang, type Move } from "../../../../../test/support/scripted-client";
import type { EndpointFailure } from "../../../failure/endpoint-failure";

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

  it("sends what the request says, to the model that was asked for", async () => {
    const messages = [{ role: "user", content: "Hi" }];
    const plain = attemptUnderTest([answer()]);
    await plain.run();
    assert.deepEqual(plain.client.calls[0]!.call, { model: "m", messages, stream: true });
    const warm = attemptUnderTest([answer()], { temperature: 0, maxTokens: 5 });
    await warm.run();
    assert.deepEqual(warm.client.calls[0]!.call, { model: "m", messages, stream: true, temperature: 0, maxTokens: 5 });
  });

  it("asks which model there is where none is named, and says which it was", async () => {
    const { run, client, endpoint } = attemptUnderTest([answer()], { model: undefined });
    client.resolveModel = async () => "found";
    const { end, record } = await run();
    assert.ok(end.outcome === "success" && end.model === "found");
    assert.deepEqual([record.model, client.calls[0]!.call.model, endpoint.defaultModel], ["found", "found", "found"]);
  });

  it("may be cancelled while it asks which model there is, though that is not heeded", async () => {
    const { attempt, run, client, clock, endpoint } = attemptUnderTest([answer()], { model: undefined });
    client.resolveModel = () => new Promise(() => undefined);
    clock.setTimeout(() => attempt.cancel(), 300);
    const { end, record } = await run();
    assert.deepEqual([end.outcome, record.model, clock.now(), client.calls.length], ["cancelled", undefined, 300, 0]);
    assert.deepEqual([endpoint.inFlight, clock.pending], [0, 0]);
  });

  it("measures from its own start, whenever that is", async () => {
    const good = attemptUnderTest([answer("Hello", 400)], { startAt: 7_000 });
    const { end, record } = await good.run();
    assert.ok(end.outcome === "success" && end.ttftMs === 400);
    assert.deepEqual([record.durationMs, record.ttftMs, record.chunks], [400, 400, 1]);
    assert.equal(record.startedAt, good.clock.wallNow() - 400);
    assert.deepEqual([good.endpoint.ttft.count, good.endpoint.ttft.ewmaMs], [1, 400]);
    assert.equal(good.breaker.metrics().avgResponseTimeMs, 400);
    const bad = attemptUnderTest([fail("server_error", { status: 500 }, 300)], { startAt: 7_000 });
    assert.equal((await bad.run()).record.durationMs, 300);
    assert.equal(bad.breaker.metrics().avgResponseTimeMs, 300);
  });

  it("with nothing but an end took as long for its first token as for all, which says nothing of the endpoint's pace", async () => {
    const { run, endpoint } = attemptUnderTest([[{ wait: 400 }, { finish: "length" }]]);
    const { end, record } = await run();
    assert.ok(end.outcome === "success" && end.ttftMs === 400 && end.content === "");
    assert.deepEqual([record.ttftMs, endpoint.ttft.count], [undefined, 0]);
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
