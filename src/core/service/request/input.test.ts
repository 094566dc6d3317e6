import assert from "node:assert/strict";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { isMistake } from "../../failure/request-mistake";
import type { ChatMessage } from "../../model/chat";
import { requestInput } from "./input";

describe("what a request is given", () => {
  it("becomes messages, the system's first", () => {
    assert.deepEqual(requestInput("Hi", {}).messages, [{ role: "user", content: "Hi" }]);
    assert.deepEqual(requestInput([{ role: "user", content: "Hi" }], { system: "Be brief." }).messages, [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hi" },
    ]);
  });

  it("is no more of a message than what a message has, whatever else its caller keeps in it", () => {
    class Said {
      get role() {
        return "user";
      }
      get content() {
        return "Hi";
      }
    }
    const own = { role: "user", content: "Hi", name: "bob", at: new Date() };
    for (const message of [own, new Said(), Object.create(own)] as ChatMessage[])
      assert.deepEqual(requestInput([message], {}).messages, [{ role: "user", content: "Hi" }]);
  });

  for (const [what, prompt, options, error] of [
    ["an empty prompt", " \n", {}, /^TypeError: The prompt is empty\.$/],
    ["no messages", [], {}, /^TypeError: The prompt is empty\.$/],
    ["something else", 7, {}, /^TypeError: The prompt must be a text or a list of messages\.$/],
    [
      "a message without a text",
      [{ role: "user" }, null],
      {},
      /^TypeError: Every message of the prompt must have a text/,
    ],
    ["a message that is none", [null], {}, /^TypeError: Every message of the prompt must have a text/],
    [
      "a list of messages with a gap",
      [{ role: "user", content: "Hi" }, , { role: "user", content: "Ho" }],
      {},
      /^TypeError: Every message of the prompt must have a text/,
    ],
    [
      "a list of parts with a gap",
      [{ role: "user", content: [{ type: "text", text: "Hi" }, ,] }],
      {},
      /^TypeError: Every part of a message must be of type/,
    ],
    ["a list of tools with a gap", "Hi", { tools: [, { name: "a" }] }, /^TypeError: The name of a tool must be a text/],
    ["messages without end, and nothing in them", new Array(2 ** 32 - 1), {}, /^RangeError: The prompt has more than/],
    [
      "more messages than a prompt may have parts",
      Array.from({ length: 10_001 }, () => ({ role: "user", content: "Hi" })),
      {},
      /^RangeError: The prompt has more than 10000 parts\.$/,
    ],
    ["a role that nobody has", [{ role: "tool", content: "Hi" }], {}, /^TypeError: The role of a message must be/],
    ["a model without a name", "Hi", { model: " " }, /^TypeError: model must be a text that is not empty\.$/],
    ["a label that is a text", "Hi", { label: "Ask" }, /^TypeError: label must be an object\.$/],
    ["a label without a command", "Hi", { label: { title: "x" } }, /^TypeError: label\.command must be a text\.$/],
    [
      "a title that is none",
      "Hi",
      { label: { command: "Ask", title: 7 } },
      /^TypeError: label\.title must be a text\.$/,
    ],
    ["no time", "Hi", { timeoutMs: 0 }, /^RangeError: timeoutMs must be a number of milliseconds above 0, not 0$/],
    ["a time that is no number", "Hi", { timeoutMs: NaN }, /not NaN$/],
    ["an endless time", "Hi", { timeoutMs: Infinity }, /not Infinity$/],
    ["a time in quotes", "Hi", { timeoutMs: "5" }, /not "5"$/],
    [
      "a temperature below zero",
      "Hi",
      { temperature: -1 },
      /^RangeError: temperature must be a number of at least 0, not -1$/,
    ],
    ["no options", "Hi", null, /^TypeError: The options of a request must be an object\.$/],
    ["options that are a text", "Hi", "fast", /^TypeError: The options of a request must be an object\.$/],
    ["a model that is no text", "Hi", { model: 7 }, /^TypeError: model must be a text\.$/],
    ["a system prompt that is no text", "Hi", { system: {} }, /^TypeError: system must be a text\.$/],
    ["a signal that is a text", "Hi", { signal: "stop" }, /^TypeError: signal must be an AbortSignal\.$/],
    [
      "a controller for its signal",
      "Hi",
      { signal: new AbortController() },
      /^TypeError: signal must be an AbortSignal\.$/,
    ],
    ["a signal that cannot be listened to", "Hi", { signal: { aborted: false } }, /^TypeError: signal must be/],
    [
      "a signal that cannot be left",
      "Hi",
      { signal: { aborted: false, addEventListener: () => undefined } },
      /^TypeError: signal must be/,
    ],
    [
      "a signal that does not say whether it has fired",
      "Hi",
      { signal: { addEventListener: () => undefined, removeEventListener: () => undefined } },
      /^TypeError: signal must be/,
    ],
    [
      "a signal that can only be left",
      "Hi",
      { signal: { aborted: false, removeEventListener: () => undefined } },
      /^TypeError: signal must be/,
    ],
    ["a listener that is none", "Hi", { onAttempt: true }, /^TypeError: onAttempt must be a function\.$/],
    ["a temperature without an end", "Hi", { temperature: Infinity }, /not Infinity$/],
    ["no tokens", "Hi", { maxTokens: 0 }, /not 0$/],
    ["half a token", "Hi", { maxTokens: 0.5 }, /^RangeError: maxTokens must be a whole number of at least 1, not 0.5$/],
  ] as [string, never, never, RegExp][]) {
    it(`is refused with a clear error: ${what}`, () => {
      assert.throws(
        () => requestInput(prompt, options),
        (thrown) => error.test(String(thrown)) && isMistake(thrown),
      );
    });
  }

  it("is taken over as it is", () => {
    const { signal } = new AbortController();
    const onAttempt = () => undefined;
    const options = { timeoutMs: 0.5, model: "m", temperature: 0, maxTokens: 1, useCache: false, onAttempt };
    const label = { command: "Ask" };
    const { messages, options: own } = requestInput("Hi", { ...options, signal, label, system: "" });
    assert.deepEqual(own, { ...options, signal, label });
    assert.equal(own.signal, signal);
    assert.deepEqual(messages, [
      { role: "system", content: "" },
      { role: "user", content: "Hi" },
    ]);
    assert.deepEqual(requestInput("Hi", { signal: null, useCache: undefined, label: undefined } as never).options, {});
  });

  it("is the request's own from then on, and read once", () => {
    const message = { role: "user" as const, content: "Hi" };
    const label = { command: "Ask" };
    let reads = 0;
    const given = [message];
    const input = requestInput(given, {
      label,
      get timeoutMs() {
        return ++reads;
      },
    });
    message.content = "changed";
    given.push(message);
    label.command = "changed";
    assert.deepEqual(input, {
      messages: [{ role: "user", content: "Hi" }],
      options: { timeoutMs: 1, label: { command: "Ask" } },
    });
    assert.equal(reads, 1);
  });

  it("may hold messages without words beside one with words", () => {
    const messages: ChatMessage[] = [
      { role: "user", content: "" },
      { role: "user", content: "Hi" },
    ];
    assert.deepEqual(requestInput(messages, {}).messages, messages);
  });

  it("may come with a signal of another make", async () => {
    const listeners = new Set<() => void>();
    const signal = {
      aborted: false,
      reason: undefined as unknown,
      addEventListener: (_type: string, listener: () => void) => void listeners.add(listener),
      removeEventListener: (_type: string, listener: () => void) => void listeners.delete(listener),
    };
    const { service, run } = serviceUnderTest(
      { endpoints: [{ id: "a", type: "openai", url: "http://localhost:1", model: "m" }] },
      { a: [[{ hang: true }]] },
    );
    const pending = service.complete("Hi", { signal: signal as never });
    signal.reason = "enough";
    for (const listener of listeners) listener();
    await assert.rejects(run(pending), { name: "RequestCancelledError", cause: "enough" });
    assert.equal(listeners.size, 0);
  });

  it("is nobody's failure when it is refused", async () => {
    const { service, clients, clock, run } = serviceUnderTest(
      { endpoints: [{ id: "a", type: "openai", url: "http://localhost:1", model: "m" }] },
      { a: [[{ finish: "stop" }]] },
    );
    await assert.rejects(run(service.complete("Hi", { timeoutMs: NaN })), RangeError);
    await assert.rejects(run(service.complete([] as ChatMessage[])), TypeError);
    await assert.rejects(run(service.stream("")[Symbol.asyncIterator]().next()), TypeError);
    const thrown = new Error("from a getter");
    const options = {
      get label(): never {
        throw thrown;
      },
    };
    await assert.rejects(run(service.complete("Hi", options)), (error) => error === thrown);
    await assert.rejects(run(service.complete("Hi", { signal: {} as never })), TypeError);
    assert.equal(clock.pending, 0);
    assert.equal(clients["a"]!.calls.length, 0);
    assert.equal(service.endpoints()[0]!.metrics.totalRequests, 0);
  });
});
