import assert from "node:assert/strict";
import { attemptUnderTest } from "../../../../../test/support/attempt-under-test";
import { answer, type Move } from "../../../../../test/support/scripted-client";

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
      if (outcome === "refused")
        assert.equal(record.message, "Another window is trying it just now (http://localhost:1).");
    }
    assert.deepEqual(ends, ["ended"]);
  });

  it("asks no other window where its breaker is closed", async () => {
    const { run } = attemptUnderTest([answer()], { shared: { takeTrial: () => assert.fail("nobody is to be asked") } });
    assert.equal((await run()).end.outcome, "success");
  });
});
