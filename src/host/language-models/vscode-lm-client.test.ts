import assert from "node:assert/strict";
import type * as vscode from "vscode";
import { readAnswer } from "../../../test/support/answer-pieces";
import type { ChatCall } from "../../core/endpoint/client";
import { EndpointFailure } from "../../core/failure/endpoint-failure";
import { VscodeLmClient, type LanguageModelApi } from "./vscode-lm-client";

interface Sent {
  messages: unknown[];
  options: unknown;
  cancelled: () => boolean;
}

class TextPart {
  constructor(readonly value: string) {}
}
class CallPart {
  constructor(
    readonly callId: string,
    readonly name: string,
    readonly input: object,
  ) {}
}
class ResultPart {
  constructor(
    readonly callId: string,
    readonly content: unknown[],
  ) {}
}
class DataPart {
  constructor(
    readonly data: Uint8Array,
    readonly mimeType: string,
  ) {}
}
class ThinkingPart {
  constructor(readonly value: string | string[]) {}
}

/** What a provider yields: words stand for parts of text. */
async function* parts(given: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  for await (const part of given) yield typeof part === "string" ? new TextPart(part) : part;
}

function editorWith(
  models: Record<string, (sent: Sent) => AsyncIterable<unknown> | Promise<never>>,
  more: object = {},
): LanguageModelApi {
  class Source {
    token = { isCancellationRequested: false };
    cancel(): void {
      this.token.isCancellationRequested = true;
    }
    dispose(): void {}
  }
  const offered = Object.entries(models).map(([id, answer]) => ({
    id,
    family: id,
    name: id,
    vendor: "acme",
    sendRequest: async (messages: unknown[], options: unknown, token: { isCancellationRequested: boolean }) => ({
      stream: parts(await answer({ messages, options, cancelled: () => token.isCancellationRequested })),
    }),
  }));
  return {
    CancellationTokenSource: Source,
    LanguageModelChatMessage: {
      User: (content: unknown) => ({ user: content }),
      Assistant: (content: unknown) => ({ assistant: content }),
    },
    LanguageModelTextPart: TextPart,
    LanguageModelToolCallPart: CallPart,
    LanguageModelToolResultPart: ResultPart,
    LanguageModelChatToolMode: { Auto: 1, Required: 2 },
    ...more,
    lm: { selectChatModels: () => Promise.resolve(offered as unknown as vscode.LanguageModelChat[]) },
  } as unknown as LanguageModelApi;
}

async function* words(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

const call = {
  model: "gpt",
  messages: [
    { role: "system" as const, content: "be brief" },
    { role: "user" as const, content: "hi" },
  ],
  stream: true,
};

const ask = (client: VscodeLmClient, chat: ChatCall, signal = new AbortController().signal) =>
  readAnswer((onPiece) => client.chat(chat, signal, onPiece));

const failsWith = (kind: string, message: RegExp) => (error: unknown) =>
  error instanceof EndpointFailure && error.kind === kind && message.test(error.message);

describe("VscodeLmClient", () => {
  it("streams an answer and ends it", async () => {
    let seen: Sent | undefined;
    const client = new VscodeLmClient(
      editorWith({ gpt: (sent) => ((seen = sent), words("he", "llo")) as unknown as AsyncIterable<string> }),
    );
    const chunks = await ask(client, { ...call, temperature: 0, maxTokens: 9 });
    assert.deepEqual(chunks, [
      { type: "text", text: "he" },
      { type: "text", text: "llo" },
      { type: "end", finishReason: "stop", model: "gpt" },
    ]);
    assert.deepEqual(seen?.messages, [{ user: "be brief" }, { user: "hi" }]);
    assert.deepEqual((seen?.options as { modelOptions: unknown }).modelOptions, { temperature: 0, max_tokens: 9 });
  });

  it("tells whole characters only, however the provider cuts them", async () => {
    const client = new VscodeLmClient(editorWith({ gpt: () => words("a\uD83D", "\uDE00", "b\uD83D") as never }));
    assert.deepEqual(await ask(client, call), [
      { type: "text", text: "a" },
      { type: "text", text: "😀" },
      { type: "text", text: "b" },
      { type: "text", text: "\uFFFD" },
      { type: "end", finishReason: "stop", model: "gpt" },
    ]);
  });

  it("ends at once when the signal fires, and cancels the model", async () => {
    const abort = new AbortController();
    let cancelled: () => boolean = () => false;
    const client = new VscodeLmClient(
      editorWith({
        gpt: (sent) => {
          cancelled = sent.cancelled;
          return (async function* () {
            yield "he";
            await new Promise(() => undefined);
          })();
        },
      }),
    );
    const reason = new Error("stopped");
    const reading = ask(client, call, abort.signal);
    setImmediate(() => abort.abort(reason));
    await assert.rejects(reading, (error) => error === reason);
    assert.equal(cancelled(), true);
  });

  it("sends nothing when the signal has fired before", async () => {
    const abort = new AbortController();
    abort.abort(new Error("early"));
    const client = new VscodeLmClient(editorWith({ gpt: () => assert.fail("sent") }));
    await assert.rejects(ask(client, call, abort.signal), /early/);
  });

  it("says what the editor offers when the model is not among it", async () => {
    const client = new VscodeLmClient(editorWith({ gpt: () => words() }));
    await assert.rejects(
      ask(client, { ...call, model: "other" }),
      failsWith("model_missing", /no model “other”; it offers gpt/),
    );
  });

  it("is not live while the editor offers no model at all", async () => {
    const probe = await new VscodeLmClient(editorWith({})).probe(undefined, new AbortController().signal);
    assert.equal(probe.live, false);
    assert.match(probe.message ?? "", /offers no language models/);
  });

  it("knows the editor's own error codes", async () => {
    const refusing = (code: string) =>
      editorWith({ gpt: () => Promise.reject(Object.assign(new Error("refused by user"), { code })) });
    await assert.rejects(
      ask(new VscodeLmClient(refusing("NoPermissions")), call),
      failsWith("auth", /refused by user/),
    );
    await assert.rejects(ask(new VscodeLmClient(refusing("Blocked")), call), failsWith("quota", /refused by user/));
    await assert.rejects(
      ask(new VscodeLmClient(refusing("Unknown")), call),
      failsWith("server_error", /refused by user/),
    );
  });

  it("finds the default model by vendor and family", async () => {
    const client = new VscodeLmClient(editorWith({ small: () => words(), gpt: () => words() }), "acme/gpt");
    assert.equal(await client.resolveModel(new AbortController().signal), "gpt");
  });

  it("lists what the editor offers, and says so where that is nothing", async () => {
    const { signal } = new AbortController();
    const offering = new VscodeLmClient(editorWith({ small: () => words(), gpt: () => words() }));
    assert.deepEqual(await offering.listModels(signal), [{ name: "small" }, { name: "gpt" }]);
    await assert.rejects(
      new VscodeLmClient(editorWith({})).listModels(signal),
      failsWith("model_missing", /offers no language models/),
    );
  });

  describe("with tools and images", () => {
    const tools = [{ name: "read file", description: "Reads.", inputSchema: { type: "object", properties: {} } }];
    const withParts: ChatCall = {
      ...call,
      tools,
      toolChoice: "required",
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "look" },
            { type: "image", mimeType: "image/png", data: new Uint8Array([1]) },
          ],
        },
        { role: "assistant", content: [{ type: "tool_call", id: "a b", name: "read file", input: { path: "x" } }] },
        { role: "user", content: [{ type: "tool_result", id: "a b", content: [{ type: "text", text: "42" }] }] },
      ],
    };
    const dataPart = { LanguageModelDataPart: DataPart };

    it("hands on what the API takes, with names that it takes", async () => {
      let seen: Sent | undefined;
      const client = new VscodeLmClient(editorWith({ gpt: (sent) => ((seen = sent), words("ok")) }, dataPart));
      await ask(client, withParts);
      assert.deepEqual(seen?.messages, [
        { user: [new TextPart("look"), new DataPart(new Uint8Array([1]), "image/png")] },
        { assistant: [new CallPart("a_b", "read_file", { path: "x" })] },
        { user: [new ResultPart("a_b", [new TextPart("42")])] },
      ]);
      assert.deepEqual((seen.options as { tools: unknown }).tools, [
        { name: "read_file", description: "Reads.", inputSchema: { type: "object", properties: {} } },
      ]);
      assert.equal((seen.options as { toolMode: unknown }).toolMode, 2);
    });

    it("tells calls by the names that were offered, and reasoning as such", async () => {
      const client = new VscodeLmClient(
        editorWith({
          gpt: async function* () {
            yield new ThinkingPart(["hm ", "hm"]);
            yield "I read.";
            yield new CallPart("1", "read_file", { path: "x" });
            yield new CallPart("1", "read_file", {});
          },
        }),
      );
      const told = await ask(client, { ...call, tools });
      const end = told.pop() as { toolCalls: { id: string }[] } & object;
      assert.deepEqual(told, [
        { type: "thinking", text: "hm hm" },
        { type: "text", text: "I read." },
        { type: "calling", text: "" },
        { type: "calling", text: "" },
      ]);
      const [first, second] = end.toolCalls;
      assert.deepEqual(first, { id: "1", name: "read file", input: { path: "x" } });
      assert.notEqual(second?.id, "1");
      assert.equal((end as { finishReason?: string }).finishReason, "tool_calls");
    });

    it("says that an older editor cannot take images, and what a model says of itself", async () => {
      const old = new VscodeLmClient(editorWith({ gpt: () => words("ok") }));
      await assert.rejects(ask(old, withParts), failsWith("unsupported", /cannot hand images/));
      const { signal } = new AbortController();
      assert.deepEqual(await old.abilities("gpt", signal), { images: false });
      assert.deepEqual(await old.abilities("none", signal), { images: false });
      assert.deepEqual(
        await new VscodeLmClient(editorWith({ gpt: () => words() }, dataPart)).abilities("gpt", signal),
        {},
      );
    });
  });
});
