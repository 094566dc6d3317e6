import assert from "node:assert/strict";
import { completion, failed, started, question } from "../../../test/support/answer/session-under-test";
import type { ToPage } from "../../core/messages/answer";
import type { StreamEvent } from "../../core/model/service-events";

describe("the text of an answer that a session tells", () => {
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
});
