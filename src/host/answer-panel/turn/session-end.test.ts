import assert from "node:assert/strict";
import { completion, failed, question, started, wayOf } from "../../../../test/support/answer/session-under-test";
import { endpointStatus } from "../../../../test/unit/support/endpoint-status";
import { CircuitOpenError } from "../../../core/breaker/circuit-open-error";
import { EndpointError } from "../../../core/failure/errors";
import type { OfTurn } from "../../../core/messages/answer";
import type { Completion } from "../../../core/model/request";
import type { StreamEvent } from "../../../core/model/service-events";

describe("the end of an answer that a session tells", () => {
  it("says when the answer ended once it is whole, or when the one of the history did", async () => {
    const done: StreamEvent[] = [
      { type: "delta", text: "Yes." },
      { type: "done", completion: completion({ content: "Yes." }) },
    ];
    const fresh = started(done);
    await fresh.run;
    const endOf = ({ session }: typeof fresh): unknown => {
      const { end } = session.kept();
      return end.type === "done" ? end.at : end.type;
    };
    assert.equal(endOf(fresh), 1_000_000);
    const request = {
      id: 1,
      command: "Ask",
      startedAt: 70,
      durationMs: 7,
      outcome: "success" as const,
      attempts: [],
      messages: question.messages,
      content: "Yes.",
    };
    const again = started([], { type: "replay", title: "why?", request });
    await again.run;
    assert.equal(endOf(again), 77);
  });

  it("keeps what came of an answer that was ended for its length, and says why it ends", async () => {
    const error = new EndpointError(
      "too_large",
      "The answer of cloud was longer than 8 MB and was ended (https://cloud.example).",
      [],
      { endpoint: "cloud" },
    );
    const { run, heads, session } = started([
      { type: "attempt", endpoint: "cloud", step: 0 },
      { type: "delta", text: "on and on" },
      failed({ kind: "too_large" }),
      { throws: error },
    ]);
    await run;
    const { status, broken } = heads.at(-1)!;
    assert.ok(status.phase === "failed" && status.message === error.message);
    assert.deepEqual([session.content, broken, session.busy], ["on and on", true, false]);
    assert.equal(wayOf(heads.at(-1)), "cloud: answer too long");
  });

  it("shows a cached answer with its age", async () => {
    const { run, heads, messages } = started([
      { type: "done", completion: completion({ cached: true, cachedAt: 1_000_000 - 300_000, attempts: [] }) },
    ]);
    await run;
    const status = heads.at(-1)?.status;
    assert.ok(status?.phase === "done");
    assert.match(status.notice ?? "", /cached answer .* from 5 min ago/);
    assert.ok(messages.some((message) => message.type === "show" && message.text === "because"));
  });

  it("says that an answer was cut at the token limit", async () => {
    const { run, heads } = started([
      { type: "delta", text: "because" },
      { type: "done", completion: completion({ finishReason: "length" }) },
    ]);
    await run;
    const status = heads.at(-1)?.status;
    assert.ok(status?.phase === "done");
    assert.match(status.ending ?? "", /token limit/);
  });

  it("says that a piece of the answer could not be read, and offers to ask again", async () => {
    const { run, heads, session } = started([
      { type: "delta", text: "because" },
      { type: "done", completion: completion({ finishReason: "length", unreadable: 1 }) },
    ]);
    await run;
    const status = heads.at(-1)?.status;
    assert.ok(status?.phase === "done");
    assert.match(status.ending ?? "", /^A piece of this answer could not be read and is missing\. .*token limit/);
    assert.deepEqual(status.actions, [{ label: "Ask Again", primary: true }]);
    assert.deepEqual(session.actionAt(0), { do: "ask_again" });
  });

  it("says that the server left out a part of the question, and that the answer was cut too", async () => {
    const ended = async (more: Partial<Completion>) => {
      const { run, heads } = started([
        { type: "delta", text: "because" },
        { type: "done", completion: completion({ promptTruncated: true, ...more }) },
      ]);
      await run;
      const status = heads.at(-1)?.status;
      return status?.phase === "done" ? status.ending : undefined;
    };
    assert.match((await ended({})) ?? "", /left out a part of it: the answer may miss what stood there\.$/);
    assert.match((await ended({ finishReason: "length" })) ?? "", /left out a part.*token limit\.$/);
  });

  it("ends in a sentence and buttons when there is no answer", async () => {
    const error = new EndpointError("refused", "Ollama isn't running at http://localhost:11434.", [], {
      endpoint: "ollama",
    });
    const { run, heads, session } = started([{ throws: error }]);
    await run;
    const status = heads.at(-1)?.status;
    assert.ok(status?.phase === "failed");
    assert.equal(status.message, "Ollama isn't running at http://localhost:11434.");
    assert.deepEqual(
      status.actions.map(({ label }) => label),
      ["Start Ollama", "Add a Cloud Endpoint…", "Open Settings", "Show Log"],
    );
    assert.deepEqual(session.actionAt(0), { do: "start_ollama" });
    assert.equal(session.actionAt(9), undefined);
  });

  it("tells a page that comes late how long it still is to the next try", async () => {
    const { run, session, tick, heads } = started(
      [{ throws: new CircuitOpenError({ state: "open", retryAfterMs: 9_000, openedAt: undefined, cause: undefined }) }],
      question,
      [endpointStatus({ state: "open", retryAfterMs: 9_000 })],
    );
    await run;
    const linesOf = (message: OfTurn): unknown =>
      "head" in message && message.head.status.phase === "failed" ? message.head.status.lines : undefined;
    assert.deepEqual(linesOf({ type: "head", head: heads.at(-1)! }), [
      { endpoint: "ollama", text: "ollama: failed repeatedly", nextTryInMs: 9_000 },
    ]);
    tick(4_000);
    assert.deepEqual(linesOf(session.snapshot()), [
      { endpoint: "ollama", text: "ollama: failed repeatedly", nextTryInMs: 5_000 },
    ]);
    tick(60_000);
    assert.deepEqual(linesOf(session.snapshot()), [
      { endpoint: "ollama", text: "ollama: failed repeatedly", nextTryInMs: 0 },
    ]);
  });

  it("does not go on counting down to a trial that has come early, or is over", async () => {
    const ollama = endpointStatus({ state: "open", retryAfterMs: 9_000 });
    const cloud = endpointStatus({ id: "cloud", state: "open", retryAfterMs: 20_000 });
    const { run, session, tick, heads } = started(
      [{ throws: new CircuitOpenError({ state: "open", retryAfterMs: 9_000, openedAt: undefined, cause: undefined }) }],
      question,
      [ollama, cloud],
    );
    const lines = (): unknown => {
      const status = heads.at(-1)!.status;
      return status.phase === "failed" && status.lines.map(({ text, nextTryInMs }) => [text, nextTryInMs]);
    };
    await run;
    const before = heads.length;
    session.breakerChanged("another");
    assert.equal(heads.length, before, "nothing is said of it");
    tick(4_000);
    Object.assign(ollama, { state: "half_open", retryAfterMs: 0 });
    Object.assign(cloud, { retryAfterMs: 16_000 });
    session.breakerChanged("ollama");
    assert.deepEqual(lines(), [
      ["ollama: failed repeatedly", 0],
      ["cloud: failed repeatedly", 16_000],
    ]);
    Object.assign(ollama, { state: "closed" });
    session.breakerChanged("ollama");
    assert.deepEqual(lines(), [
      ["ollama: can be asked again", undefined],
      ["cloud: failed repeatedly", 16_000],
    ]);
    const said = (): unknown => {
      const { status } = heads.at(-1)!;
      return status.phase === "failed" && [status.message, ...status.actions.map(({ label }) => label)];
    };
    assert.deepEqual(said(), ["ollama can be asked again.", "Ask Again", "Try Now", "Show Log"]);
    assert.deepEqual(session.actionAt(1), { do: "try_now", endpoints: ["cloud"] });
    Object.assign(ollama, { state: "open", retryAfterMs: 60_000 });
    session.breakerChanged("ollama");
    assert.deepEqual(said(), [
      "Nothing was sent: every endpoint's breaker is open after repeated failures.",
      "Try Now",
      "Check Endpoint Health",
      "Show Log",
    ]);
    for (const status of [ollama, cloud]) Object.assign(status, { state: "half_open", retryAfterMs: 0 });
    session.breakerChanged("ollama");
    assert.deepEqual(said(), ["What kept calls back is over: it can be asked again.", "Ask Again", "Show Log"]);
    Object.assign(ollama, { state: "closed" });
    Object.assign(cloud, { state: "closed" });
    session.breakerChanged("cloud");
    const { status } = heads.at(-1)!;
    assert.ok(status.phase === "failed");
    assert.equal(status.message, "What kept calls back is over: it can be asked again.");
    assert.deepEqual(
      status.actions.map(({ label }) => label),
      ["Ask Again", "Show Log"],
    );
    assert.deepEqual(session.actionAt(0), { do: "ask_again" });
  });

  it("never blames an endpoint for a stream that ends without a word", async () => {
    const { run, heads, logged } = started([]);
    await run;
    assert.equal(heads.at(-1)?.status.phase, "failed");
    assert.equal(logged.length, 1);
  });

  it("shows the progress of a pull", async () => {
    const error = new EndpointError("model_missing", "Model llama3.2 isn't installed.", [], { endpoint: "ollama" });
    const { run, heads, session } = started([{ throws: error }]);
    await run;
    assert.equal(await session.pull("ollama", "llama3.2"), true);
    assert.ok(
      heads.some(
        ({ status }) =>
          status.phase === "pulling" && status.fraction === 0.25 && status.text === "pulling llama3.2: 1 KB of 4 KB",
      ),
    );
  });

  it("pulls again after a pull was stopped", async () => {
    const { run, session } = started([
      { throws: new EndpointError("model_missing", "Model llama3.2 isn't installed.", [], { endpoint: "ollama" }) },
    ]);
    await run;
    const first = session.pull("ollama", "llama3.2");
    session.stop();
    assert.equal(await first, false);
    assert.equal(await session.pull("ollama", "llama3.2"), true);
  });
});
