import assert from "node:assert/strict";
import type { WriteOp } from "../../../core/history/engine";
import { Outbox } from "./outbox";
import type { ToWorker } from "./worker-protocol";

const request = (n: number, content = ""): WriteOp => ({
  op: "request",
  entry: { command: "Ask", startedAt: n, durationMs: 0, outcome: "success", attempts: [], messages: [], content },
});
const call = (id: number): ToWorker => ({ type: "call", id, method: "overview", ask: undefined });
/** One batch is all that may be on its way. */
const LARGE = "x".repeat(4_000_000);

function outboxUnderTest() {
  const sent: string[] = [];
  const logged: string[] = [];
  const outbox = new Outbox({ error: (message) => void logged.push(message) });
  const thread = {
    post(message: ToWorker): void {
      structuredClone(message);
      if (message.type === "write")
        sent.push(`write ${message.ops.map((op) => (op.op === "request" ? op.entry.startedAt : op.op)).join(" ")}`);
      else sent.push(message.type === "call" ? `call ${message.id}` : message.type);
    },
  };
  /** What goes now. */
  const send = (): string[] => {
    outbox.sendTo(thread);
    return sent.splice(0);
  };
  return { outbox, thread, sent, logged, send };
}

describe("what is to go to the history's thread", () => {
  it("goes in its order, and once", () => {
    const { outbox, send } = outboxUnderTest();
    outbox.write([request(1), request(2)]);
    outbox.add(call(1));
    outbox.write([request(3)]);
    assert.deepEqual(send(), ["write 1 2", "call 1", "write 3"]);
    assert.deepEqual([send(), outbox.isWritten], [[], false]);
  });

  it("waits behind a batch that would be too much on its way, until something is stored", () => {
    const { outbox, send } = outboxUnderTest();
    outbox.write([request(1, LARGE)]);
    outbox.write([request(2)]);
    outbox.add(call(1));
    assert.deepEqual([send(), send()], [["write 1"], []]);
    outbox.stored();
    assert.deepEqual(send(), ["write 2", "call 1"]);
  });

  it("passes writes that are held, where it is a question, even with too much on its way", () => {
    const { outbox, send } = outboxUnderTest();
    outbox.write([request(1, LARGE)]);
    assert.deepEqual(send(), ["write 1"]);
    outbox.holdWrites();
    outbox.write([request(2)]);
    outbox.add(call(1));
    assert.deepEqual(send(), ["call 1"]);
    outbox.releaseWrites();
    outbox.add(call(2));
    assert.deepEqual(send(), []);
    outbox.stored();
    assert.deepEqual(send(), ["write 2", "call 2"]);
  });

  it("is not sent where nobody waits for its answer any more", () => {
    const { outbox, send } = outboxUnderTest();
    outbox.add(call(1));
    outbox.add(call(2));
    outbox.withdraw(1);
    assert.deepEqual(send(), ["call 2"]);
  });

  it("loses the one entry that cannot go to a thread, and no other", () => {
    const { outbox, logged, send } = outboxUnderTest();
    const impossible = request(2, (() => "") as unknown as string);
    outbox.write([request(1), impossible, request(3)]);
    assert.deepEqual([send(), logged], [["write 1 3"], ["An entry cannot be stored in the history"]]);
  });

  it("is all of the writes at the end, held or not, and no question", () => {
    const { outbox, thread, sent } = outboxUnderTest();
    outbox.holdWrites();
    outbox.write([request(1, LARGE)]);
    outbox.add(call(1));
    outbox.write([request(2)]);
    outbox.sendLastTo(thread);
    outbox.sendTo(thread);
    assert.deepEqual(sent, ["write 1", "write 2"]);
  });

  it("is settled once everything is stored, or taken back with what was sent", async () => {
    const { outbox, send } = outboxUnderTest();
    await outbox.settled();
    const settled: string[] = [];
    outbox.write([request(1)]);
    outbox.write([request(2)]);
    send();
    const both = outbox.settled().then(() => settled.push("stored"));
    outbox.stored();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(settled, []);
    outbox.stored();
    await both;
    assert.deepEqual([settled, outbox.isWritten], [["stored"], true]);
    outbox.write([request(3)]);
    send();
    outbox.write([request(4)]);
    const waiting = outbox.settled();
    assert.deepEqual(outbox.takeBack(), [request(3), request(4)]);
    await waiting;
    assert.deepEqual(send(), []);
  });

  it("tells once of what was let go for want of room", () => {
    const { outbox } = outboxUnderTest();
    assert.equal(outbox.newlyDropped(), undefined);
    for (let n = 0; n < 12; n++) outbox.write([request(n, LARGE)]);
    const dropped = outbox.newlyDropped();
    assert.ok(dropped !== undefined && dropped.texts > 0);
    assert.equal(outbox.newlyDropped(), undefined);
  });
});
