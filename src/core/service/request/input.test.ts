import assert from "node:assert/strict";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
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
    ["half a token", "Hi", { maxTokens: 0.5 }, /^RangeError: maxTokens must be a whole number of at least 1, not 0.5$/],
  ] as [string, never, object, RegExp][]) {
    it(`is refused with a clear error: ${what}`, () => {
      assert.throws(
        () => requestInput(prompt, options),
        (thrown) => error.test(String(thrown)),
      );
    });
  }

  it("is nobody's failure when it is refused", async () => {
    const { service, clients, run } = serviceUnderTest(
      { endpoints: [{ id: "a", type: "openai", url: "http://localhost:1", model: "m" }] },
      { a: [[{ finish: "stop" }]] },
    );
    await assert.rejects(run(service.complete("Hi", { timeoutMs: NaN })), RangeError);
    await assert.rejects(run(service.complete([] as ChatMessage[])), TypeError);
    await assert.rejects(run(service.stream("")[Symbol.asyncIterator]().next()), TypeError);
    assert.equal(clients["a"]!.calls.length, 0);
    assert.equal(service.endpoints()[0]!.metrics.totalRequests, 0);
  });
});
