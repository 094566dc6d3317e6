import assert from "node:assert/strict";
import type * as shipped from "../../../llm-breaker";
import { FakeLlmService } from "../../../test/support/fake-llm-service";
import { CancelSource } from "../../core/async/cancel-signal";
import { CircuitBreaker } from "../../core/breaker/circuit-breaker";
import type { ChatMessage } from "../../core/model/chat";
import type { Completion, RequestOptions } from "../../core/model/request";
import type { LlmService } from "../../core/service/service-api";
import { createExtensionApi, type ExtensionApi } from "./extension-api";

/** Compiles only as long as what ships says the truth of what there is. */
const told = (api: ExtensionApi): shipped.LlmBreakerApi => ({
  ...api,
  protect: (name, breaker, fn, options) => api.protect(name, breaker as CircuitBreaker, fn, options),
});
const taken = ({ signal, ...options }: shipped.RequestOptions): RequestOptions => ({
  ...options,
  // What ships needs no typings of AbortSignal; whatever can be listened to like one is taken.
  ...(signal && { signal: signal as AbortSignal }),
});
const signal: shipped.CancelSignal = new AbortController().signal;
const sent = (message: shipped.ChatMessage): ChatMessage => message;

const change = {
  from: "closed",
  to: "open",
  at: 1,
  retryAfterMs: 5,
  consecutiveFailures: 3,
  reason: "failure_threshold",
};

async function collected<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

describe("what other extensions get", () => {
  const made = () => {
    const service = new FakeLlmService();
    const asked: unknown[] = [];
    let ready = (): void => undefined;
    const isReady = new Promise<void>((resolve) => (ready = resolve));
    Object.assign(service, {
      complete: async (...args: unknown[]) => (asked.push(args), { content: "hi" } as Completion),
      async *stream(...args: unknown[]) {
        asked.push(args);
        yield { type: "delta", text: "hi" };
      },
    });
    const api = told(createExtensionApi(service as unknown as LlmService, () => isReady));
    return { api, service, asked, ready };
  };

  it("waits until keys and settings are there before it asks", async () => {
    const { api, asked, ready } = made();
    const messages = [sent({ role: "user", content: "q" })];
    const completing = api.complete(messages, taken({ endpoint: "ollama", signal }));
    const streaming = collected(api.stream("q"));
    await new Promise(setImmediate);
    assert.deepEqual(asked, []);
    ready();
    assert.equal((await completing).content, "hi");
    assert.deepEqual(await streaming, [{ type: "delta", text: "hi" }]);
    assert.deepEqual(asked, [
      [messages, { endpoint: "ollama", signal }],
      [[{ role: "user", content: "q" }], {}],
    ]);
  });

  it("takes over what it is given at once: what its caller changes later is no matter of the request", async () => {
    const { api, asked, ready } = made();
    const messages = [sent({ role: "user", content: "q" })];
    const options = { system: "Be brief.", temperature: 0 };
    const completing = api.complete(messages, options);
    const stream = api.stream(messages, options);
    messages.push(sent({ role: "assistant", content: "changed" }));
    Object.assign(options, { system: "changed", temperature: 2 });
    ready();
    await completing;
    await collected(stream);
    const own = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "q" },
    ];
    assert.deepEqual(asked, [
      [own, { temperature: 0 }],
      [own, { temperature: 0 }],
    ]);
  });

  it("says what is wrong with a request whether keys are there or not, to whoever asks or begins to read", async () => {
    const { api, asked } = made();
    const isMistaken = { name: "TypeError", code: "INVALID_REQUEST" };
    await assert.rejects(api.complete([]), isMistaken);
    await assert.rejects(api.complete("q", null as never), isMistaken);
    await assert.rejects(collected(api.stream(7 as never)), isMistaken);
    assert.deepEqual(asked, []);
  });

  it("ends for whoever leaves or cancels, whatever it waits for", async () => {
    const { api, asked } = made();
    const cancelled = new AbortController();
    const completing = api.complete("q", { signal: cancelled.signal });
    cancelled.abort();
    await completing;
    assert.equal(asked.length, 1);
    const events = api.stream("q")[Symbol.asyncIterator]();
    const next = events.next();
    await events.return?.();
    assert.deepEqual([await next, await events.next()], Array(2).fill({ value: undefined, done: true }));
    assert.equal(asked.length, 1);
  });

  it("ends for whoever cancels with a signal of another class, too", async () => {
    const { api, asked } = made();
    const cancelled = new CancelSource();
    const completing = api.complete("q", { signal: cancelled.signal });
    const streaming = collected(api.stream("q", { signal: cancelled.signal }));
    await new Promise(setImmediate);
    assert.equal(asked.length, 0);
    cancelled.abort("enough");
    await Promise.all([completing, streaming]);
    assert.equal(asked.length, 2);
  });

  it("ends for whoever leaves while an event is awaited", async () => {
    const { api, service, ready } = made();
    ready();
    let left = 0;
    let end = (): void => undefined;
    const never = new Promise<IteratorResult<unknown>>((resolve) => {
      end = () => resolve({ value: undefined, done: true });
    });
    const events = { next: () => never, return: async () => (left++, end(), { value: undefined, done: true }) };
    Object.assign(service, { stream: () => ({ [Symbol.asyncIterator]: () => events }) });
    const stream = api.stream("q");
    const reading = stream[Symbol.asyncIterator]();
    const next = reading.next();
    await new Promise(setImmediate);
    await reading.return?.();
    assert.deepEqual(await next, { value: undefined, done: true });
    assert.deepEqual(await collected(stream), []);
    assert.equal(left, 1);
    const thrown = api.stream("q")[Symbol.asyncIterator]();
    await assert.rejects(async () => thrown.throw?.(new Error("mine")), /mine/);
  });

  it("tells of changes of state, and of nothing else, until it is left", () => {
    const { api, service } = made();
    const heard: unknown[] = [];
    const subscription = api.onDidChangeState((event) => heard.push(event));
    service.emit({ type: "status", endpoint: "ollama" });
    service.emit({ type: "state", endpoint: "ollama", change: change as never });
    subscription.dispose();
    service.emit({ type: "state", endpoint: "ollama", change: change as never });
    assert.deepEqual(heard, [{ endpoint: "ollama", change }]);
    assert.deepEqual(api.endpoints(), service.statuses);
  });

  it("says at once what it cannot work with, and is nobody's to change", () => {
    const { api } = made();
    const misused = api as unknown as Record<"protect" | "onDidChangeState", (...args: unknown[]) => unknown>;
    const fn = () => 1;
    for (const listener of [undefined, null, 7, {}])
      assert.throws(() => misused.onDidChangeState(listener), /^TypeError: listener must be a function\.$/);
    for (const breaker of [undefined, null, 7, "x"])
      assert.throws(() => misused.protect("a", breaker, fn), /^TypeError: breaker must be an object/);
    assert.throws(() => misused.protect("a", {}), /^TypeError: fn must be a function\.$/);
    assert.throws(() => misused.protect(7, {}, fn), /^TypeError: operationName must be a text\.$/);
    assert.ok(Object.isFrozen(createExtensionApi({} as LlmService, () => Promise.resolve())));
  });

  it("protects a function with a breaker of its own, or with one that is shared", async () => {
    const { api } = made();
    const logger = { warn: () => undefined };
    let calls = 0;
    const failing = (): Promise<string> => (calls++, Promise.reject(new Error("down")));
    const own = api.protect("own", { failureThreshold: 1 }, failing, { logger });
    await own();
    assert.deepEqual(await own(), {
      success: false,
      message: "Service temporarily unavailable",
      fallback: true,
      retryAfter: 60,
    });
    assert.equal(calls, 1);
    const shared = new CircuitBreaker({ failureThreshold: 1 });
    await api.protect("one", shared, failing, { logger })();
    assert.equal(shared.state, "open");
    await api.protect("other", shared, failing, { logger })();
    assert.equal(calls, 2);
    shared.dispose();
  });
});
