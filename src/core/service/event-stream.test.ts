import assert from "node:assert/strict";
import { answer, type Move } from "../../../test/support/scripted-client";
import { serviceUnderTest } from "../../../test/support/service-under-test";
import { RequestCancelledError } from "../failure/errors";

const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;

function reading(script: Move[] = answer()) {
  const all = serviceUnderTest({ endpoints: [local] }, { local: [script] });
  const open = () => all.service.stream("Hi")[Symbol.asyncIterator]();
  return { ...all, open, reader: open() };
}

describe("a stream", () => {
  it("that is never read sends nothing", async () => {
    const { clients, leftovers } = reading();
    await leftovers();
    assert.equal(clients.local!.calls.length, 0);
  });

  it("tells its events in their order to one who asks for several at once, and ends each of his questions", async () => {
    const { reader, run } = reading();
    const asked = Promise.all(Array.from({ length: 5 }, () => reader.next()));
    assert.deepEqual(
      (await run(asked)).map(({ done, value }) => (done ? "over" : value.type)),
      ["attempt", "delta", "done", "over", "over"],
    );
  });

  it("is a request of its own for each who reads it", async () => {
    const { service, collect, clients } = reading();
    const stream = service.stream("Hi");
    await collect(stream);
    await collect(stream);
    assert.equal(clients.local!.calls.length, 2);
  });

  it("that was left before it was read is over, and sends nothing", async () => {
    const { reader, run, clients } = reading();
    assert.deepEqual(await run(reader.return!()), { value: undefined, done: true });
    assert.deepEqual(await run(reader.next()), { value: undefined, done: true });
    assert.equal(clients.local!.calls.length, 0);
  });

  for (const event of ["attempt", "delta", "done"])
    it(`that is left at its event "${event}" has ended its request then, and is over`, async () => {
      const { service, reader, run, clients, leftovers } = reading(
        event === "done" ? answer() : [{ text: "Hello" }, { hang: true }],
      );
      const outcomes: string[] = [];
      service.onEvent((news) => news.type === "request" && outcomes.push(news.record.outcome));
      for (;;) {
        const { value, done } = await run(reader.next());
        assert.ok(!done);
        if (value.type === event) break;
      }
      const left = reader.return!();
      assert.deepEqual(await run(left), { value: undefined, done: true });
      assert.equal(service.endpoints()[0]!.inFlight, 0);
      assert.deepEqual(outcomes, [event === "done" ? "success" : "cancelled"]);
      assert.equal(clients.local!.calls[0]!.ended, event === "done" ? "answered" : "aborted");
      assert.deepEqual(await run(reader.next()), { value: undefined, done: true });
      assert.deepEqual(await run(reader.return!()), { value: undefined, done: true });
      await leftovers();
    });

  it("that is left while its next event is awaited ends that too", async () => {
    const { reader, run } = reading([{ hang: true }]);
    await run(reader.next());
    const next = reader.next();
    await run(reader.return!());
    assert.deepEqual(await run(next), { value: undefined, done: true });
  });

  it("throws what went wrong after all that came before, once", async () => {
    const { reader, run } = reading([{ text: "Half" }, { eof: true }]);
    assert.equal((await run(reader.next())).value?.type, "attempt");
    assert.equal((await run(reader.next())).value?.type, "delta");
    await assert.rejects(run(reader.next()), { name: "EndpointError", kind: "truncated" });
    assert.deepEqual(await run(reader.next()), { value: undefined, done: true });
  });

  it("that cannot be started says why, once", async () => {
    const { service, run } = reading();
    const reader = service.stream(" ")[Symbol.asyncIterator]();
    await assert.rejects(run(reader.next()), TypeError);
    assert.deepEqual(await run(reader.next()), { value: undefined, done: true });
  });

  it("ends with its service, whether it is read or not yet", async () => {
    const { service, reader, open, run, clock } = reading([{ text: "a" }, { hang: true }]);
    const unread = open();
    assert.equal((await run(reader.next())).value?.type, "attempt");
    await service.dispose();
    assert.equal((await run(reader.next())).value?.type, "delta");
    await assert.rejects(run(reader.next()), RequestCancelledError);
    await assert.rejects(run(unread.next()), RequestCancelledError);
    assert.equal(clock.pending, 0);
  });
});
