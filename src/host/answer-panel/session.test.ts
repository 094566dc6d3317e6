import assert from "node:assert/strict";
import type { AnswerHead, ToPage } from "../../core/messages/answer";
import type { AttemptRecord } from "../../core/model/attempt";
import type { EndpointStatus } from "../../core/model/endpoint";
import type { Completion, RequestOptions } from "../../core/model/request";
import type { StreamEvent } from "../../core/model/service-events";
import type { LlmService } from "../../core/service/service-api";
import { CircuitOpenError } from "../../core/breaker/circuit-open-error";
import { EndpointError, RequestCancelledError } from "../../core/failure/errors";
import { endpointStatus } from "../../../test/unit/support/endpoint-status";
import type { Ask, Question } from "./question";
import { AnswerSession } from "./session";

const question: Ask = {
  type: "ask",
  title: "why?",
  label: { command: "Ask", title: "why?" },
  messages: [{ role: "user", content: "why?" }],
};

const completion = (changes: Partial<Completion> = {}): Completion => ({
  content: "because",
  model: "llama3.2",
  usage: { promptTokens: 5, completionTokens: 212, totalTokens: 217 },
  responseTimeMs: 13_400,
  ttftMs: 300,
  fallbackUsed: true,
  attempt: 2,
  endpoint: "ollama",
  finishReason: "stop",
  cached: false,
  attempts: [{ endpoint: "ollama", step: 2, startedAt: 0, durationMs: 1400, outcome: "success" }],
  ...changes,
});

type Step = StreamEvent | { passes: number } | { attempt: AttemptRecord } | { throws: unknown } | { hangs: true };

/** A service that plays a script; hanging ends when the signal fires, as in the real one. */
function scripted(
  steps: Step[],
  pass: (ms: number) => void,
  endpoints: EndpointStatus[],
): Pick<LlmService, "stream" | "endpoints" | "pull"> {
  return {
    endpoints: () => endpoints,
    async *stream(_prompt, options: RequestOptions = {}) {
      for (const step of steps) {
        if ("throws" in step) throw step.throws;
        else if ("passes" in step) pass(step.passes);
        else if ("attempt" in step && typeof step.attempt === "object") options.onAttempt?.(step.attempt);
        else if ("hangs" in step)
          await new Promise((_resolve, reject) =>
            options.signal?.addEventListener("abort", () => reject(new RequestCancelledError([]))),
          );
        else yield step as StreamEvent;
      }
    },
    async *pull(_endpoint, model, signal) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      yield { status: `pulling ${model}`, completedBytes: 1024, totalBytes: 4096 };
      yield { status: "success" };
    },
  };
}

function started(
  steps: Step[],
  asked: Question = question,
  endpoints = [endpointStatus()],
): {
  session: AnswerSession;
  messages: ToPage[];
  heads: AnswerHead[];
  run: Promise<void>;
  tick(ms: number): void;
  logged: unknown[];
} {
  const messages: ToPage[] = [];
  const heads: AnswerHead[] = [];
  const logged: unknown[] = [];
  let now = 1_000_000;
  const tick = (ms: number): void => void (now += ms);
  const session = new AnswerSession(asked, {
    service: scripted(steps, tick, endpoints),
    post: (message) => {
      messages.push(message);
      if ("head" in message) heads.push(message.head);
    },
    now: () => now,
    schedule: (fn) => void setImmediate(fn),
    log: (_message, error) => logged.push(error),
  });
  return { session, messages, heads, run: session.run(), tick, logged };
}

const failed = (changes: Partial<AttemptRecord>): { attempt: AttemptRecord } => ({
  attempt: {
    endpoint: "cloud",
    step: 0,
    startedAt: 0,
    durationMs: 10_000,
    outcome: "failure",
    kind: "ttft_timeout",
    ...changes,
  },
});
const wayOf = (head: AnswerHead | undefined): string => (head?.way ?? []).map((step) => step.text).join(" · ");

describe("AnswerSession", () => {
  it("says when the answer ended once it is whole, or when the one of the history did", async () => {
    const done: StreamEvent[] = [
      { type: "delta", text: "Yes." },
      { type: "done", completion: completion({ content: "Yes." }) },
    ];
    const fresh = started(done);
    await fresh.run;
    assert.deepEqual([fresh.heads[0]!.endedAt, fresh.heads.at(-1)!.endedAt], [undefined, 1_000_000]);
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
    assert.equal(again.heads.at(-1)!.endedAt, 77);
  });

  it("tells the way an answer took", async () => {
    const { run, heads, session } = started([
      { type: "attempt", endpoint: "cloud", step: 0 },
      failed({}),
      { type: "waiting", untilMs: 1_002_000, reason: "Trying cloud again" },
      { passes: 2000 },
      { type: "attempt", endpoint: "cloud", step: 1 },
      failed({ step: 1, kind: "overloaded", status: 529 }),
      { type: "waiting", untilMs: 1_007_000, reason: "Waiting for ollama" },
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
      summary: "llama3.2 on ollama · 212 tokens · 13 s · first token 0.3 s",
      actions: [],
    });
    assert.equal(session.content, "because");
    assert.equal(session.busy, false);
  });

  it("says how long a wait was that ended early", async () => {
    const { run, heads } = started([
      { type: "waiting", untilMs: 1_005_000, reason: "x" },
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

  it("puts the deltas of one burst into one message, in order", async () => {
    const { run, messages } = started([
      { type: "attempt", endpoint: "ollama", step: 0 },
      ...Array.from({ length: 500 }, (_, index): StreamEvent => ({ type: "delta", text: `${index} ` })),
      {
        type: "done",
        completion: completion({ content: Array.from({ length: 500 }, (_, index) => `${index} `).join("") }),
      },
    ]);
    await run;
    const appended = messages.filter((message) => message.type === "append");
    assert.ok(appended.length < 50, `${appended.length} messages`);
    assert.equal(
      appended.map(({ text }) => text).join(""),
      Array.from({ length: 500 }, (_, index) => `${index} `).join(""),
    );
  });

  it("keeps the text of a broken attempt, dimmed, until another begins to answer, and then sets it aside", async () => {
    const { run, messages, heads, session } = started([
      { type: "attempt", endpoint: "cloud", step: 0 },
      { type: "delta", text: "half an ans" },
      failed({ kind: "truncated" }),
      { type: "attempt", endpoint: "ollama", step: 2 },
      { type: "restart", endpoint: "ollama", reason: "truncated" },
      { type: "delta", text: "because" },
      { type: "done", completion: completion() },
    ]);
    await run;
    const waiting = heads.find((head) => head.status.phase === "asking" && head.status.endpoint === "ollama");
    assert.equal(waiting?.broken, true);
    assert.deepEqual(
      messages.find((message) => message.type === "restart"),
      { type: "restart", reason: "answer cut off" },
    );
    assert.equal(heads.at(-1)?.broken, false);
    const late = session.snapshot();
    assert.ok(late.type === "show");
    assert.deepEqual([late.text, late.discarded], ["because", [{ text: "half an ans", reason: "answer cut off" }]]);
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

  it("sends a long text to the page in several messages, to one that comes late as well, and then says again how it ended", async () => {
    const content = "🙂 a long answer".repeat(100_000);
    const { run, messages, session } = started([
      { type: "delta", text: content },
      { type: "done", completion: completion({ content }) },
    ]);
    await run;
    const textOf = (sent: ToPage[]): string => sent.map((message) => ("text" in message ? message.text : "")).join("");
    const within = (sent: ToPage[]): boolean =>
      sent.every((message) => !("text" in message) || message.text.length <= 256 * 1024);
    assert.equal(textOf(messages), content);
    assert.ok(within(messages));

    messages.length = 0;
    messages.push(session.snapshot());
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(textOf(messages), content);
    assert.ok(within(messages) && messages.length > 4);
    const last = messages.at(-1);
    assert.ok(last?.type === "head" && last.head.status.phase === "done");
  });

  it("keeps the beginning of a long text that was set aside", async () => {
    const { run, session } = started([
      { type: "delta", text: "x".repeat(8 * 1024 * 1024) },
      failed({ kind: "truncated" }),
      { type: "restart", endpoint: "ollama", reason: "truncated" },
      { type: "delta", text: "because" },
      { type: "done", completion: completion() },
    ]);
    await run;
    const shown = session.snapshot();
    assert.ok(shown.type === "show");
    assert.deepEqual(
      shown.discarded.map(({ text }) => [text.length, text.at(-1)]),
      [[256 * 1024 + 1, "…"]],
    );
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

  it("offers to replace code only by the one block of code that there is, once it is whole", async () => {
    const source = {
      uri: "file:///a.ts",
      start: { line: 0, character: 0 },
      end: { line: 1, character: 0 },
      text: "a\n",
      replace: "Replace Selection",
    };
    const replaceOf = async (text: string) => {
      const { run, heads } = started(
        [
          { type: "delta", text },
          { type: "done", completion: completion({ content: text }) },
        ],
        { ...question, source },
      );
      await run;
      return heads.map(({ replace }) => replace);
    };
    assert.deepEqual(new Set((await replaceOf("It adds numbers.")).values()), new Set([undefined]));
    const offered = await replaceOf("So:\n\n```ts\nb\n```\n");
    assert.deepEqual([offered[0], offered.at(-1)], [undefined, "Replace Selection"]);
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

  it("stops: the signal fires, what had come stays", async () => {
    const { run, heads, session, logged } = started([
      { type: "attempt", endpoint: "ollama", step: 0 },
      { type: "delta", text: "bec" },
      { hangs: true },
    ]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(session.busy, true);
    session.stop();
    await run;
    assert.deepEqual(heads.at(-1)?.status, { phase: "stopped" });
    assert.equal(session.content, "bec");
    assert.deepEqual(logged, []);
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
      ["Start Ollama", "Get Ollama", "Open Settings", "Show Log"],
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
    const linesOf = (message: ToPage): unknown =>
      "head" in message && message.head.status.phase === "failed" ? message.head.status.lines : undefined;
    assert.deepEqual(linesOf({ type: "head", head: heads.at(-1)! }), [
      { endpoint: "ollama", text: "ollama: open after repeated failures", nextTryInMs: 9_000 },
    ]);
    tick(4_000);
    assert.deepEqual(linesOf(session.snapshot()), [
      { endpoint: "ollama", text: "ollama: open after repeated failures", nextTryInMs: 5_000 },
    ]);
    tick(60_000);
    assert.deepEqual(linesOf(session.snapshot()), [
      { endpoint: "ollama", text: "ollama: open after repeated failures", nextTryInMs: 0 },
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
      ["ollama: open after repeated failures", 0],
      ["cloud: open after repeated failures", 16_000],
    ]);
    Object.assign(ollama, { state: "closed" });
    session.breakerChanged("ollama");
    assert.deepEqual(lines(), [
      ["ollama: can be asked again", undefined],
      ["cloud: open after repeated failures", 16_000],
    ]);
    assert.deepEqual(session.actionAt(0), { do: "try_now", endpoints: ["ollama", "cloud"] });
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

  it("gives a page that comes late everything once and nothing twice", async () => {
    const { run, messages, session, tick } = started([
      { type: "attempt", endpoint: "ollama", step: 0 },
      { type: "delta", text: "bec" },
      { hangs: true },
    ]);
    await new Promise((resolve) => setImmediate(resolve));
    tick(5000);
    const late = session.snapshot();
    assert.ok(late.type === "show" && late.head.status.phase === "answering");
    assert.deepEqual([late.text, late.head.status.elapsedMs], ["bec", 5000]);
    const before = messages.length;
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      messages.slice(before).filter((message) => message.type === "append"),
      [],
    );
    session.stop();
    await run;
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
