import assert from "node:assert/strict";
import { completion, failed, started, wayOf, question } from "../../../../test/support/answer/session-under-test";
import { endpointStatus } from "../../../../test/unit/support/endpoint-status";
import { EndpointError } from "../../../core/failure/errors";
import type { AttemptRecord } from "../../../core/model/attempt";

describe("the way of an answer that a session tells", () => {
  it("tells the way an answer took", async () => {
    const { run, heads, session } = started([
      { type: "attempt", endpoint: "cloud", step: 0 },
      failed({}),
      { type: "waiting", endpoint: "cloud", untilMs: 1_002_000, why: "again", reason: "" },
      { passes: 2000 },
      { type: "attempt", endpoint: "cloud", step: 1 },
      failed({ step: 1, kind: "overloaded", status: 529 }),
      { type: "waiting", endpoint: "ollama", untilMs: 1_007_000, why: "ready", reason: "" },
      { passes: 20 },
      { type: "attempt", endpoint: "ollama", step: 2 },
      { type: "delta", text: "because" },
      { type: "done", completion: completion() },
    ]);
    await run;
    assert.equal(
      wayOf(heads.at(-1)),
      "cloud: no token after 10 s · waiting 2 s · cloud retry: 529 overloaded · answered by ollama, llama3.2, 1.4 s",
    );
    assert.deepEqual(heads.at(-1)?.status, {
      phase: "done",
      summary: "212 tokens · 13 s in all · first token 0.3 s",
      actions: [],
    });
    assert.equal(session.content, "because");
    assert.equal(session.busy, false);
  });

  it("takes what local only passes over for no failure", async () => {
    const skipped = (kind: AttemptRecord["kind"]) => failed({ outcome: "skipped", ...(kind && { kind }) });
    const { run, heads } = started([
      skipped("local_only"),
      skipped("circuit_open"),
      { type: "attempt", endpoint: "ollama", step: 2 },
      { type: "done", completion: completion() },
    ]);
    await run;
    assert.deepEqual(
      heads.at(-1)?.way.map(({ tone }) => tone),
      ["note", "failed", "answered"],
    );
  });

  it("says how long a wait was that ended early", async () => {
    const { run, heads } = started([
      { type: "waiting", endpoint: "ollama", untilMs: 1_005_000, why: "ready", reason: "" },
      { passes: 400 },
      { type: "attempt", endpoint: "ollama", step: 2 },
      { type: "done", completion: completion() },
    ]);
    await run;
    assert.ok(heads.some((head) => wayOf(head) === "waiting 5 s"));
    assert.equal(wayOf(heads.at(-1)), "waiting 0.4 s · answered by ollama, llama3.2, 1.4 s");
  });

  it("shows the step under way while it lasts", async () => {
    const { run, heads, session } = started([
      { type: "attempt", endpoint: "cloud", step: 0 },
      failed({}),
      { type: "attempt", endpoint: "cloud", step: 1 },
      { hangs: true },
    ]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(heads.at(-1)?.way.at(-1), { tone: "pending", text: "asking cloud retry" });
    session.stop();
    await run;
  });

  it("says that a model thinks and for how long, and in the way as well", async () => {
    const { run, heads } = started([
      { type: "attempt", endpoint: "cloud", step: 0 },
      { type: "thinking", endpoint: "cloud", elapsedMs: 1_000 },
      { type: "thinking", endpoint: "cloud", elapsedMs: 42_000 },
      { type: "delta", text: "because" },
      { type: "done", completion: completion() },
    ]);
    await run;
    const thinking = heads.filter(({ status }) => status.phase === "thinking");
    assert.deepEqual(
      thinking.map(({ status }) => status),
      [1_000, 42_000].map((elapsedMs) => ({ phase: "thinking", endpoint: "cloud", elapsedMs })),
    );
    assert.equal(wayOf(thinking.at(-1)), "cloud is thinking");
    assert.ok(!wayOf(heads.at(-1)).includes("thinking"), "what was under way is gone from the way");
  });

  it("offers the setting for it where a model has thought for too long", async () => {
    const attempt: AttemptRecord = {
      endpoint: "cloud",
      step: 0,
      startedAt: 0,
      durationMs: 301_000,
      outcome: "failure",
      kind: "ttft_timeout",
      thoughtMs: 300_000,
      message: "cloud was thinking for 5 min without an answer.",
    };
    const { run, heads, session } = started([
      { type: "attempt", endpoint: "cloud", step: 0 },
      { attempt },
      { throws: new EndpointError("ttft_timeout", attempt.message!, [attempt], { endpoint: "cloud" }) },
    ]);
    await run;
    assert.equal(wayOf(heads.at(-1)), "cloud: thought for 5 min without an answer");
    assert.deepEqual(session.actionAt(0), { do: "open_settings", setting: "llmBreaker.thinkingTimeout" });
  });

  it("tells the time to the first token as the person waited for it, whoever was asked before", async () => {
    const attempts: AttemptRecord[] = [
      {
        endpoint: "cloud",
        step: 0,
        startedAt: 1_000,
        durationMs: 10_000,
        outcome: "failure",
        kind: "ttft_timeout",
        message: "no token",
      },
      { endpoint: "ollama", step: 1, startedAt: 13_000, durationMs: 900, ttftMs: 300, outcome: "success" },
    ];
    const { run, heads } = started([
      { type: "delta", text: "because" },
      { type: "done", completion: completion({ attempts, responseTimeMs: 12_900, ttftMs: 300 }) },
    ]);
    await run;
    const status = heads.at(-1)?.status;
    assert.ok(status?.phase === "done");
    assert.match(status.summary, /first token 12 s/);
  });

  it("says while it asks that what one sees may be a simulated outage", async () => {
    const { run, heads, session } = started(
      [{ type: "attempt", endpoint: "ollama", step: 0 }, { hangs: true }],
      { ...question, notice: "Nothing was selected." },
      [endpointStatus({ simulated: true })],
    );
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(heads.at(-1)?.notice, "Nothing was selected. An outage of ollama is being simulated.");
    session.stop();
    await run;
    assert.equal(heads.at(-1)?.notice, "Nothing was selected.");
  });
});
