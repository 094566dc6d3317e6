import { strict as assert } from "node:assert";
import type { WriteOp } from "../engine";
import { WriteQueue } from "./write-queue";

const request = (n: number, text: string): WriteOp => ({
  op: "request",
  entry: {
    command: "Ask",
    startedAt: n,
    durationMs: 0,
    outcome: "success",
    attempts: [],
    messages: [{ role: "user", content: text }],
    content: "",
  },
});
const options: WriteOp = { op: "options", options: { storePrompts: true, maxAgeMs: 1, maxRequests: 1 } };
const summary = (ops: WriteOp[]) =>
  ops
    .map((op) => (op.op === "request" ? `${op.entry.startedAt}${op.entry.messages.length > 0 ? "+text" : ""}` : op.op))
    .join(" ");

describe("what waits to be written", () => {
  it("is sent in its order, and gone once it is stored", () => {
    const queue = new WriteQueue(10_000);
    queue.push([request(1, "a")]);
    queue.push([request(2, "b")]);
    assert.equal(summary(queue.send()!), "1+text");
    queue.stored();
    assert.equal(summary(queue.send()!), "2+text");
    assert.equal(queue.send(), undefined);
    assert.equal(queue.isEmpty, false);
    queue.stored();
    assert.deepEqual([queue.isEmpty, queue.size, queue.sentSize], [true, 0, 0]);
  });

  it("lets the oldest texts go beyond its bound, then the oldest entries, never options", () => {
    const queue = new WriteQueue(3_000);
    queue.push([options, request(1, "x".repeat(400)), request(2, "x".repeat(400))]);
    assert.deepEqual(queue.dropped, { texts: 0, entries: 0 });
    queue.push([request(3, "x".repeat(400))]);
    assert.deepEqual(queue.dropped, { texts: 1, entries: 0 });
    for (let n = 4; n < 8; n++) queue.push([request(n, "x".repeat(400))]);
    assert.deepEqual(queue.dropped, { texts: 7, entries: 2 });
    assert.ok(queue.size <= 3_000);
    assert.equal(summary(queue.takeAll()), "options 3 4 5 6 7");
    assert.deepEqual([queue.isEmpty, queue.size], [true, 0]);
  });

  it("leaves alone what was sent: it may be stored at any moment", () => {
    const queue = new WriteQueue(1_500);
    queue.push([request(1, "x".repeat(800))]);
    queue.send();
    for (let n = 2; n < 5; n++) queue.push([request(n, "x".repeat(800))]);
    assert.equal(summary(queue.takeAll()), "1+text");
    assert.deepEqual(queue.dropped, { texts: 3, entries: 3 });
  });
});
