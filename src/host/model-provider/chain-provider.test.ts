import assert from "node:assert/strict";
import { chatHostApi, partWords } from "../../../test/support/chat-host-api";
import { FakeClock } from "../../../test/support/fake-clock";
import { endpointStatus, FakeLlmService, requestRecord } from "../../../test/support/fake-llm-service";
import { RequestCancelledError } from "../../core/failure/errors";
import type { Completion, RequestOptions } from "../../core/model/request";
import type { StreamEvent } from "../../core/model/service-events";
import { ChainProvider } from "./chain-provider";
import type { KnownModels } from "./known-models";

type Script = (options: RequestOptions) => AsyncIterable<StreamEvent>;

const completion = (changes: Partial<Completion> = {}) =>
  ({
    content: "hi",
    model: "m",
    endpoint: "ollama",
    finishReason: "stop",
    fallbackUsed: false,
    usage: { promptTokens: 0, completionTokens: 0, totalTokens: 0 },
    ...changes,
  }) as Completion;

async function* answering(changes: Partial<Completion> = {}): AsyncGenerator<StreamEvent> {
  yield { type: "delta", text: "hi" };
  yield { type: "done", completion: completion(changes) };
}

function made(script: Script = () => answering(), listens = true, ready = Promise.resolve()) {
  const clock = new FakeClock();
  const service = new FakeLlmService([endpointStatus({ model: "m" })]);
  /** What is known of the server's models, and what it says when it is asked. */
  const lists = { listed: [] as { name: string }[], lists: [] as { name: string }[] };
  const seen = { asked: [] as string[], fired: 0, looking: false, options: [] as RequestOptions[], ...lists };
  const stream = (_: unknown, options: RequestOptions) => (seen.options.push(options), script(options));
  const models = {
    of: () => seen.listed,
    ask: async (which = "old") => (seen.asked.push(which), void (seen.listed = seen.lists)),
  } as unknown as KnownModels;
  const endpoint = { id: "ollama", type: "ollama", url: "http://localhost:11434", tier: "local" } as const;
  const provider = new ChainProvider({
    service: Object.assign(service, { stream }) as never,
    api: chatHostApi(),
    models,
    configured: () => ({ endpoints: [endpoint], chain: [{ tier: "local", timeoutMs: 1 }] }),
    ready: () => ready,
    looking: () => seen.looking,
    listens,
    clock,
    log: { error: () => undefined } as never,
    fire: () => seen.fired++,
  });
  const cancels: (() => void)[] = [];
  const token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => void) => (cancels.push(listener), { dispose: () => undefined }),
  };
  const cancel = (): void => ((token.isCancellationRequested = true), cancels.forEach((listener) => listener()));
  const parts: string[] = [];
  const ask = (id = "chain", options: object = {}) =>
    provider
      .respond(
        id,
        [{ role: 1, content: [{ value: "Why?" }], name: undefined }],
        options as never,
        { report: (part) => void parts.push(partWords(part)) },
        token as never,
      )
      .then(
        () => undefined,
        (error: Error) => error,
      );
  return { clock, service, seen, provider, ask, cancel, parts };
}

describe("the provider of models", () => {
  it("asks no server because it was registered, nor because it told of a change, nor for itself", async () => {
    const { clock, service, seen, provider } = made();
    provider.start();
    await provider.information(true);
    assert.deepEqual([seen.asked, seen.fired], [[], 1]);
    service.statuses = [endpointStatus({ model: "m", state: "open", retryAfterMs: 60_000 })];
    service.emit({ type: "status", endpoint: "ollama" });
    clock.advance(1_000);
    assert.equal(seen.fired, 2);
    await provider.information(true);
    seen.looking = true;
    await provider.information(true);
    assert.deepEqual(seen.asked, []);
    seen.looking = false;
    await provider.information(true);
    await provider.information(false);
    assert.deepEqual(seen.asked, ["old", "old"]);
    provider.dispose();
  });

  it("asks for lists that are missing once somebody has asked a server anything", async () => {
    const { service, seen, provider } = made();
    await provider.information(true);
    service.emit({ type: "request", record: requestRecord() });
    assert.deepEqual(seen.asked, ["missing"]);
    provider.dispose();
  });

  it("tells of nothing where nothing is other than it was told", async () => {
    const { clock, service, seen, provider } = made();
    await provider.information(true);
    service.emit({ type: "status", endpoint: "ollama" });
    clock.advance(60_000);
    assert.equal(seen.fired, 0);
    provider.dispose();
  });

  it("asks whom the model names, with a label, and never takes an old answer", async () => {
    const { seen, ask, provider, parts } = made();
    assert.equal(await ask("chain"), undefined);
    assert.equal(
      await ask("ollama/m", { tools: [{ name: "t", description: "" }], toolMode: 2, modelOptions: { _x: 1 } }),
      undefined,
    );
    const kept = seen.options.map(({ signal: _, onAttempt: __, ...rest }) => rest);
    const common = { thinking: true, useCache: false, label: { command: "Chat", title: "Why?" } };
    assert.deepEqual(kept, [
      common,
      { ...common, endpoint: "ollama", model: "m", tools: [{ name: "t" }], toolChoice: "required" },
    ]);
    assert.deepEqual(parts, ["text hi", "text hi"]);
    provider.dispose();
  });

  it("tells the picker who answered in the place of the first, until the first does again", async () => {
    let other = true;
    const { ask, provider } = made(() => answering(other ? { fallbackUsed: true, endpoint: "home", model: "x" } : {}));
    await ask();
    assert.match((await provider.information(true))[0]?.detail ?? "", /answered by home, x$/);
    other = false;
    await ask();
    assert.doesNotMatch((await provider.information(true))[0]?.detail ?? "", /answered by/);
    provider.dispose();
  });

  it("fails only when what it handed on has arrived, which an error would overtake", async () => {
    const { ask, clock, provider, parts } = made(async function* () {
      yield { type: "delta", text: "h" } as const;
      throw new Error("boom");
    });
    let ended = false;
    const asking = ask().finally(() => (ended = true));
    await new Promise(setImmediate);
    clock.advance(249);
    await new Promise(setImmediate);
    assert.deepEqual([parts, ended], [["text h"], false]);
    clock.advance(1);
    assert.ok(await asking);
    const { ask: quick, provider: other } = made(async function* () {
      throw new Error("boom");
    });
    assert.ok(await quick(), "nothing is on its way");
    provider.dispose();
    other.dispose();
  });

  it("ends in a cancellation where the caller cancels, and in a clear word where the model is gone", async () => {
    const { ask, cancel, provider } = made(async function* ({ signal }) {
      yield { type: "delta", text: "h" } as const;
      await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
      throw new RequestCancelledError([]);
    });
    const { code, message } = (await ask("gone/model")) as Error & { code: string };
    assert.deepEqual([code, /offers no model “gone\/model” any more/.test(message)], ["NotFound", true]);
    const asking = ask();
    setImmediate(cancel);
    assert.equal((await asking)?.constructor.name, "CancellationError");
    provider.dispose();
  });

  it("asks for the lists that are missing before it says of a model that it is gone", async () => {
    const { ask, seen, provider } = made();
    seen.lists = [{ name: "listed later" }];
    assert.equal(await ask("ollama/listed later"), undefined);
    assert.deepEqual([seen.asked, seen.options.map(({ model }) => model)], [["missing"], ["listed later"]]);
    provider.dispose();
  });

  it("ends so too while it waits for a key that is not told", async () => {
    const { ask, cancel, provider, seen } = made(undefined, true, new Promise(() => undefined));
    const asking = ask();
    setImmediate(cancel);
    assert.equal((await asking)?.constructor.name, "CancellationError");
    assert.deepEqual(seen.options, []);
    provider.dispose();
  });
});
