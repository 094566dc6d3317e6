import assert from "node:assert/strict";
import { attemptUnderTest } from "../../../../../test/support/attempt-under-test";
import { fail, type Move } from "../../../../../test/support/scripted-client";
import { EndpointFailure } from "../../../failure/endpoint-failure";

describe("what an attempt's failure says of its endpoint", () => {
  it("shows by a status that somebody answers there, and by a dead connection that nobody does", async () => {
    for (const [script, answers] of [
      [fail("server_error", { status: 500 }), true],
      [fail("refused"), false],
    ] as const) {
      const { endpoint, run } = attemptUnderTest([script]);
      await run();
      assert.equal(endpoint.lastAnswerAt !== undefined, answers);
    }
  });

  it("doubts the network where a name is not found or no route is there, and nowhere else", async () => {
    for (const [kind, online, counts] of [
      ["dns", true, true],
      ["dns", false, false],
      ["offline", false, false],
      ["refused", false, true],
    ] as const) {
      let asked = 0;
      const { run } = attemptUnderTest([fail(kind)], { isOnline: async () => (asked++, online) });
      const { end } = await run();
      assert.ok(end.outcome === "failure");
      assert.deepEqual([asked, end.verdict.counts], [kind === "refused" ? 0 : 1, counts], `${kind} ${online}`);
    }
  });

  it("may be cancelled while it doubts the network, and takes one that cannot be asked for there", async () => {
    const waiting = attemptUnderTest([fail("dns")], { isOnline: () => new Promise(() => undefined) });
    waiting.clock.setTimeout(() => waiting.attempt.cancel(), 300);
    assert.deepEqual((await waiting.run()).end, { outcome: "cancelled" });
    assert.deepEqual([waiting.clock.now(), waiting.breaker.metrics().totalReleased], [300, 1]);
    const broken = attemptUnderTest([fail("dns")], { isOnline: () => Promise.reject(new Error("no")) });
    const { end } = await broken.run();
    assert.ok(end.outcome === "failure" && end.verdict.counts);
  });

  it("counts an empty answer as the breaker's matter only from the third in a row", async () => {
    const empty: Move[] = [{ wait: 10 }, { finish: "stop" }];
    const { endpoint, run, breaker } = attemptUnderTest([empty]);
    for (let before = 0; before < 2; before++) endpoint.failed(new EndpointFailure("empty", "before"));
    const { end } = await run();
    assert.ok(end.outcome === "failure" && end.failure.kind === "empty" && end.verdict.counts);
    assert.equal(end.failure.message, "it gave an empty answer (http://localhost:1).");
    assert.deepEqual([endpoint.emptyStreak, breaker.metrics().totalFailures], [3, 1]);
  });
});
