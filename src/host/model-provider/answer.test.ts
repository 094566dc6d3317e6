import assert from "node:assert/strict";
import { chatHostApi, partWords } from "../../../test/support/chat-host-api";
import type { AttemptRecord } from "../../core/model/attempt";
import type { Completion, RequestOptions } from "../../core/model/request";
import type { StreamEvent } from "../../core/model/service-events";
import type { LlmService } from "../../core/service/service-api";
import { answer } from "./answer";

const done = (changes: Partial<Completion> = {}): StreamEvent => ({
  type: "done",
  completion: {
    content: "hello",
    model: "m",
    endpoint: "cloud",
    finishReason: "stop",
    usage: { promptTokens: 5, completionTokens: 2, totalTokens: 7 },
    ...changes,
  } as Completion,
});
const failure: AttemptRecord = {
  endpoint: "cloud",
  step: 0,
  startedAt: 0,
  durationMs: 9,
  outcome: "failure",
  kind: "reset",
  message: "It hung up.",
};
const delta = { type: "delta", text: "hello" } as const;
const next = { type: "attempt", endpoint: "ollama", step: 1 } as const;

async function asked(script: (StreamEvent | AttemptRecord)[], options: RequestOptions = {}, newer = true) {
  const parts: string[] = [];
  let left = false;
  const service: Pick<LlmService, "stream"> = {
    async *stream(_, { onAttempt } = {}) {
      try {
        for (const one of script)
          if ("type" in one) yield one;
          else onAttempt?.(one);
      } finally {
        left = true;
      }
    },
  };
  const sink = { report: (part: object) => void parts.push(partWords(part)) };
  const error = await answer([], options, { service, api: chatHostApi(newer), sink }).then(
    () => undefined,
    (reason: Error) => reason.message,
  );
  return { parts, error, left };
}

describe("the parts of an answer", () => {
  const usage = 'data {"prompt_tokens":5,"completion_tokens":2,"total_tokens":7} usage';

  it("go out as they come, the figures last", async () => {
    const call = { type: "tool_call", endpoint: "cloud", id: "1", name: "look", input: { at: 1 } } as const;
    const thinking = { type: "thinking", endpoint: "cloud", elapsedMs: 1 } as const;
    const { parts, error } = await asked([next, thinking, { ...thinking, text: "hm" }, delta, call, done()]);
    assert.deepEqual(parts, ["thinking hm", "text hello", 'call 1 look {"at":1}', usage]);
    assert.equal(error, undefined);
  });

  it("are only those that the editor knows", async () => {
    const { parts } = await asked(
      [{ type: "thinking", endpoint: "cloud", elapsedMs: 1, text: "hm" }, delta, done()],
      {},
      false,
    );
    assert.deepEqual(parts, ["text hello"]);
  });

  it("may come from another endpoint before the first is out, and not afterwards", async () => {
    assert.equal((await asked([next, failure, next, delta, done()])).error, undefined);
    for (const begun of [delta, { type: "tool_call", endpoint: "cloud", id: "1", name: "x", input: {} } as const]) {
      const { error, left, parts } = await asked([begun, failure, next, { type: "delta", text: "other" }, done()]);
      assert.match(
        error ?? "",
        /^The answer of cloud broke off \(It hung up\), and another endpoint cannot continue it/,
      );
      assert.deepEqual([left, parts.length], [true, 1]);
    }
  });

  it("may come from another endpoint after reasoning, which says where one left off", async () => {
    const thinks = (endpoint: string, text: string) => ({ type: "thinking", endpoint, elapsedMs: 1, text }) as const;
    const mark = "thinking \n\ncloud broke off here (It hung up). The answer begins anew.\n\n";
    const call = { type: "tool_call", endpoint: "ollama", id: "1", name: "look", input: {} } as const;
    const begun = [thinks("cloud", "hm"), failure, next];
    for (const [rest, told] of [
      [[delta], [mark, "text hello"]],
      [[call], [mark, "call 1 look {}"]],
      [
        [thinks("ollama", "so"), delta],
        [mark, "thinking so", "text hello"],
      ],
    ] as const) {
      const { parts, error } = await asked([...begun, ...rest, done()]);
      assert.deepEqual([error, parts], [undefined, ["thinking hm", ...told, usage]]);
    }
    assert.deepEqual((await asked([...begun, delta, done()], {}, false)).parts, ["text hello"]);
    const { error, parts } = await asked([...begun, delta, { ...failure, endpoint: "ollama" }, next, delta, done()]);
    assert.match(error ?? "", /^The answer of ollama broke off/);
    assert.deepEqual(parts, ["thinking hm", mark, "text hello"]);
  });

  it("have the reasoning of one endpoint at a time", async () => {
    const thinks = (endpoint: string, text: string) => ({ type: "thinking", endpoint, elapsedMs: 1, text }) as const;
    const lost: AttemptRecord = { ...failure, outcome: "cancelled" };
    const race = [thinks("cloud", "a"), thinks("hedge", "x"), thinks("cloud", "b")];
    const left = "thinking \n\ncloud left off here. The answer begins anew.\n\n";
    assert.deepEqual((await asked([...race, lost, delta, done()])).parts, [
      "thinking a",
      "thinking b",
      left,
      "text hello",
      usage,
    ]);
    const other = { ...lost, endpoint: "hedge" };
    assert.deepEqual((await asked([...race, other, delta, done()])).parts, [
      "thinking a",
      "thinking b",
      "text hello",
      usage,
    ]);
  });

  it("go on where one that was started beside it fails", async () => {
    assert.equal((await asked([delta, { ...failure, endpoint: "hedge" }, delta, done()])).error, undefined);
  });

  it("are not silently a part of what was to come", async () => {
    assert.match(
      (await asked([delta, done({ finishReason: "length" })])).error ?? "",
      /cut off: it reached the token limit/,
    );
    assert.equal((await asked([delta, done({ finishReason: "length" })], { maxTokens: 5 })).error, undefined);
    assert.match((await asked([delta, done({ finishReason: "content_filter" })])).error ?? "", /content filter/);
    assert.match((await asked([done({ content: " \n" })])).error ?? "", /empty answer/);
    assert.equal(
      (await asked([done({ content: "", toolCalls: [{ id: "1", name: "x", input: {} }] })])).error,
      undefined,
    );
  });

  it("say in the reasoning where the server has left out a part of the chat", async () => {
    const { parts, error } = await asked([delta, done({ promptTruncated: true })]);
    assert.match(parts[1] ?? "", /^thinking \n\ncloud \(m\) has read only a part of this chat: .+contextLength/);
    assert.deepEqual([parts.length, parts[2], error], [3, usage, undefined]);
  });

  it("have no figures where the server gave none", async () => {
    const none = { promptTokens: 0, completionTokens: 0, totalTokens: 0 };
    assert.deepEqual((await asked([delta, done({ usage: none })])).parts, ["text hello"]);
  });
});
