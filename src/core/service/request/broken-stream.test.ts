import assert from "node:assert/strict";
import { EndpointError } from "../../failure/errors";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, type Move } from "../../../../test/support/scripted-client";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;

describe("a stream", () => {
  it("restarts a broken stream on the next endpoint with a mark right before its first delta", async () => {
    const broken: Move[] = [{ wait: 20 }, { text: "Half an" }, { wait: 20 }, { eof: true }];
    const { service, collect } = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [broken], local: [answer("Whole")] },
    );
    const events = await collect(service.stream("Hi"));
    assert.deepEqual(
      events.map((event) => (event.type === "delta" ? event.text : event.type)),
      ["attempt", "Half an", "attempt", "restart", "Whole", "done"],
    );
    const done = events.at(-1)!;
    assert.ok(done.type === "done" && done.completion.content === "Whole");
    assert.ok(events[3]?.type === "restart" && events[3].reason === "truncated" && events[3].endpoint === "local");
  });

  it("asks the same endpoint once more for a whole answer that broke off, which nobody has seen", async () => {
    const { service, run } = serviceUnderTest(
      { endpoints: [cloud, local] },
      { cloud: [[{ text: "Half" }, { eof: true }], answer("Whole")], local: [answer()] },
    );
    const completion = await run(service.complete("Hi"));
    assert.deepEqual([completion.content, completion.endpoint, completion.attempt], ["Whole", "cloud", 1]);
  });

  it("bounds the gaps of a stream, not its length", async () => {
    const long: Move[] = [
      { text: "a" },
      ...Array.from({ length: 10 }, () => [{ wait: 25_000 }, { text: "b" }]).flat(),
      { finish: "stop" },
    ];
    const stalled: Move[] = [{ text: "a" }, { hang: true }];
    const { service, run, clock } = serviceUnderTest({ endpoints: [local] }, { local: [long, stalled] });
    assert.equal((await run(service.complete("Hi"))).content, "abbbbbbbbbb");
    const started = clock.now();
    await assert.rejects(
      run(service.complete("Hi")),
      (error: unknown) => error instanceof EndpointError && error.kind === "idle_timeout",
    );
    assert.ok(Math.abs(clock.now() - started - 30_000) < 50);
  });

  it("takes reasoning for a sign of life", async () => {
    const thinking: Move[] = [
      { wait: 5_000 },
      { thinking: "hm" },
      { wait: 28_000 },
      { thinking: "hm" },
      { wait: 28_000 },
      { text: "42" },
      { finish: "stop" },
    ];
    const { service, run } = serviceUnderTest({ endpoints: [local] }, { local: [thinking] });
    assert.equal((await run(service.complete("Hi"))).content, "42");
  });
});
