import assert from "node:assert/strict";
import { attemptUnderTest } from "../../../../../test/support/attempt-under-test";
import { answer } from "../../../../../test/support/scripted-client";

describe("an attempt that waits for its turn", () => {
  it("tells its place in the queue, suspends the request's time there, and says how long it was in it", async () => {
    const { attempt, run, endpoint, budget, clock, events } = attemptUnderTest([answer()], {
      maxConcurrent: 1,
      totalMs: 1_000,
      startAt: 300,
    });
    const bulkhead = endpoint.bulkhead("m");
    assert.ok(bulkhead.tryEnter());
    clock.setTimeout(() => bulkhead.leave(), 5_000);
    clock.setTimeout(() => assert.equal(budget.remainingMs, 1_000), 4_000);
    clock.setTimeout(() => assert.ok(budget.remainingMs < 1_000), 5_050);
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
    const { attempt, run, endpoint, clock, client, budget } = attemptUnderTest([answer()], {
      maxConcurrent: 1,
      totalMs: 1_000,
      startAt: 300,
    });
    assert.ok(endpoint.bulkhead("m").tryEnter());
    clock.setTimeout(() => attempt.cancel(), 700);
    const { end, record } = await run();
    assert.deepEqual(
      [end.outcome, record.queuedMs, record.durationMs, client.calls.length, endpoint.queued, endpoint.inFlight],
      ["cancelled", 700, 700, 0, 0, 1],
    );
    clock.advance(500);
    assert.equal(budget.remainingMs, 500);
  });

  it("has no turn at an endpoint that is removed before, and says so", async () => {
    const { run, endpoint, client } = attemptUnderTest([answer()]);
    endpoint.remove();
    const { end, record } = await run();
    assert.deepEqual([end, client.calls.length], [{ outcome: "removed" }, 0]);
    assert.deepEqual(
      [record.outcome, record.kind, record.message],
      ["cancelled", undefined, "it was removed from the settings before it was asked."],
    );
  });

  it("tells whoever shows the status as it begins to wait, is sent, and ends", async () => {
    const { run, endpoint, clock } = attemptUnderTest([answer()], { maxConcurrent: 1 });
    const seen: string[] = [];
    endpoint.changed = () => void seen.push(`${clock.now()} ${endpoint.inFlight} ${endpoint.queued}`);
    const bulkhead = endpoint.bulkhead("m");
    bulkhead.tryEnter();
    clock.setTimeout(() => bulkhead.leave(), 1_000);
    await run();
    assert.deepEqual(seen, ["0 1 1", "1000 1 0", "1100 0 0"]);
  });
});
