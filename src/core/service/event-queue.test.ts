import assert from "node:assert/strict";
import type { StreamEvent } from "../model/service-events";
import { EventQueue } from "./event-queue";

const delta = (text: string): StreamEvent => ({ type: "delta", text });

describe("events that nobody takes yet", () => {
  it("are joined where they are text, and replaced where they tell how far something has got", async () => {
    const queue = new EventQueue();
    for (let index = 0; index < 10_000; index++) queue.push({ type: "delta", text: "ab" });
    for (let elapsedMs = 1_000; elapsedMs <= 300_000; elapsedMs += 1_000)
      queue.push({ type: "thinking", endpoint: "e", elapsedMs });
    queue.push({ type: "delta", text: "c" });
    queue.end({ type: "done" });
    const taken: StreamEvent[] = [];
    for (let next = await queue.next(); !next.done; next = await queue.next()) taken.push(next.value);
    assert.deepEqual(taken, [
      { type: "delta", text: "ab".repeat(10_000) },
      { type: "thinking", endpoint: "e", elapsedMs: 300_000 },
      { type: "delta", text: "c" },
    ]);
  });

  it("lose no reasoning, and keep that of each attempt apart", async () => {
    const queue = new EventQueue();
    const thinking = (endpoint: string, elapsedMs: number, text?: string): StreamEvent => ({
      type: "thinking",
      endpoint,
      elapsedMs,
      ...(text !== undefined && { text }),
    });
    for (const event of [
      thinking("e", 1),
      thinking("e", 2, "a"),
      thinking("e", 3),
      thinking("e", 4, "b"),
      thinking("f", 1, "c"),
    ])
      queue.push(event);
    queue.end({ type: "done" });
    const taken: StreamEvent[] = [];
    for (let next = await queue.next(); !next.done; next = await queue.next()) taken.push(next.value);
    assert.deepEqual(taken, [thinking("e", 4, "ab"), thinking("f", 1, "c")]);
  });

  it("stay apart where they tell different things, or where each counts", async () => {
    const queue = new EventQueue();
    const events: StreamEvent[] = [
      { type: "queued", endpoint: "e", position: 2 },
      { type: "loading", endpoint: "e", model: "m", elapsedMs: 1 },
      { type: "attempt", endpoint: "e", step: 0 },
      { type: "attempt", endpoint: "f", step: 1 },
      { type: "restart", endpoint: "f", reason: "reset" },
      delta("a"),
    ];
    for (const event of events) queue.push(event);
    for (const event of events) assert.deepEqual(await queue.next(), { value: event, done: false });
  });

  it("come before the error that ended them, which is thrown once", async () => {
    const queue = new EventQueue();
    queue.push(delta("a"));
    queue.end({ type: "failed", error: "broken" });
    queue.end({ type: "done" });
    assert.deepEqual(await queue.next(), { value: delta("a"), done: false });
    await assert.rejects(queue.next(), (error) => error === "broken");
    assert.deepEqual(await queue.next(), { value: undefined, done: true });
  });

  it("are waited for, by any number at once, and given in the order in which they were asked for", async () => {
    const queue = new EventQueue();
    const asked = Promise.allSettled([queue.next(), queue.next(), queue.next(), queue.next(), queue.next()]);
    await new Promise(setImmediate);
    queue.push(delta("a"));
    await new Promise(setImmediate);
    queue.push({ type: "attempt", endpoint: "e", step: 0 });
    queue.push(delta("b"));
    await new Promise(setImmediate);
    queue.end({ type: "failed", error: "broken" });
    assert.deepEqual(
      (await asked).map((result) =>
        result.status === "rejected" ? result.reason : result.value.done ? "done" : result.value.value.type,
      ),
      ["delta", "attempt", "delta", "broken", "done"],
    );
  });

  it("are dropped once nobody reads them, and whoever waits hears of the end", async () => {
    const waited = new EventQueue();
    const next = waited.next();
    await new Promise(setImmediate);
    waited.drop();
    assert.deepEqual(await next, { value: undefined, done: true });
    const queue = new EventQueue();
    queue.push(delta("a"));
    queue.end({ type: "failed", error: "broken" });
    queue.drop();
    queue.push(delta("late"));
    queue.drop();
    assert.deepEqual(await queue.next(), { value: undefined, done: true });
  });
});
