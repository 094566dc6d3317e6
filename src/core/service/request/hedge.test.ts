import assert from "node:assert/strict";
import { FakeClock } from "../../../../test/support/fake-clock";
import { EndpointFailure } from "../../failure/endpoint-failure";
import type { Attempt } from "./attempt/attempt";
import type { AttemptEnd, AttemptEvent } from "./attempt/attempt-types";
import { runHedged } from "./hedge";

const success = { outcome: "success", content: "Hi" } as AttemptEnd;
const failure: AttemptEnd = {
  outcome: "failure",
  failure: new EndpointFailure("server_error", "it failed"),
  shown: false,
  verdict: { counts: true, retry: "yes", next: "any", restraint: { type: "none" } },
};

/** An attempt that does what its test says. */
class ScriptedAttempt {
  tell: (event: AttemptEvent) => void = () => assert.fail("it does not run");
  end: (end: AttemptEnd) => void = () => assert.fail("it does not run");
  lost = 0;
  constructor(readonly name: string) {}
  run(tell: (event: AttemptEvent) => void): Promise<AttemptEnd> {
    this.tell = tell;
    return new Promise((resolve) => (this.end = resolve));
  }
  lose(): void {
    this.lost++;
    this.end({ outcome: "cancelled" });
  }
  delta(text = "Hi"): void {
    this.tell({ type: "delta", text });
  }
}

function race(delayMs = 1_000, hasSecond = true) {
  const clock = new FakeClock();
  const [first, second] = [new ScriptedAttempt("first"), new ScriptedAttempt("second")];
  const heard: string[] = [];
  let started = 0;
  const result = runHedged({
    first: first as unknown as Attempt,
    delayMs,
    clock,
    startSecond: () => (started++, hasSecond ? (second as unknown as Attempt) : undefined),
    hear: (event) => {
      const { name } = event.attempt as unknown as ScriptedAttempt;
      if (event.type === "told") heard.push(`${name} ${event.event.type}`);
      if (event.type === "ended") heard.push(`${name} ${event.end.outcome}`);
    },
  }).then(({ attempt, end }) => `${(attempt as unknown as ScriptedAttempt).name} ${end.outcome}`);
  const pass = async (ms: number) => {
    clock.advance(ms);
    await new Promise(setImmediate);
  };
  return { clock, first, second, heard, result, pass, started: () => started };
}

describe("a hedged attempt", () => {
  it("stays alone when it is fast, and leaves no timer", async () => {
    const { clock, first, heard, result, pass, started } = race();
    await pass(999);
    first.delta();
    await pass(5_000);
    first.end(success);
    assert.equal(await result, "first success");
    assert.deepEqual([heard, started(), clock.pending], [["first delta", "first success"], 0, 0]);
  });

  it("is never hedged with a delay of 0", async () => {
    const { clock, first, result, pass, started } = race(0);
    assert.equal(clock.pending, 0);
    await pass(60_000);
    first.end(success);
    assert.equal(await result, "first success");
    assert.deepEqual([started(), clock.pending], [0, 0]);
  });

  it("goes on alone where there is nobody to ask beside", async () => {
    const { first, result, pass, started } = race(1_000, false);
    await pass(1_000);
    await pass(5_000);
    first.end(success);
    assert.deepEqual([await result, started()], ["first success", 1]);
  });

  it("loses to the second's first token, and is told of no more", async () => {
    const { first, second, heard, result, pass } = race();
    await pass(1_000);
    second.delta();
    assert.equal(first.lost, 1);
    first.delta("too late");
    second.delta();
    second.end(success);
    assert.equal(await result, "second success");
    assert.deepEqual(heard, ["first cancelled", "second delta", "second delta", "second success"]);
  });

  it("wins with its own first token", async () => {
    const { first, second, heard, result, pass } = race();
    await pass(1_000);
    first.delta();
    assert.equal(second.lost, 1);
    first.end(success);
    assert.equal(await result, "first success");
    assert.deepEqual(heard, ["second cancelled", "first delta", "first success"]);
  });

  it("wins with an answer without a token", async () => {
    const { first, second, heard, result, pass } = race();
    await pass(1_000);
    first.end(success);
    assert.equal(await result, "first success");
    assert.equal(second.lost, 1);
    assert.deepEqual(heard, ["second cancelled", "first success"]);
  });

  it("lets the other go on when one fails, and fails with the last", async () => {
    const { first, second, heard, result, pass } = race();
    await pass(1_000);
    first.end(failure);
    await pass(0);
    assert.equal(second.lost, 0);
    second.end(failure);
    assert.equal(await result, "second failure");
    assert.deepEqual(heard, ["first failure", "second failure"]);
  });

  it("that fails before the second is due fails at once, and nobody is asked beside", async () => {
    const { clock, first, result, started } = race();
    first.end(failure);
    assert.equal(await result, "first failure");
    assert.deepEqual([started(), clock.pending], [0, 0]);
  });

  it("tells what both wait for while nobody has won", async () => {
    const { first, second, heard, result, pass } = race();
    await pass(1_000);
    first.tell({ type: "thinking", elapsedMs: 1 });
    second.tell({ type: "queued", position: 1 });
    first.delta();
    second.tell({ type: "queued", position: 2 });
    first.end(success);
    await result;
    assert.deepEqual(heard, ["first thinking", "second queued", "second cancelled", "first delta", "first success"]);
  });
});
