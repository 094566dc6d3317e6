import assert from "node:assert/strict";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, hang } from "../../../../test/support/scripted-client";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;
const other = { ...cloud, id: "other", url: "https://other.example/v1" };

describe("a request with several endpoints to ask", () => {
  it("starts a second endpoint when no token came, and aborts the loser uncounted", async () => {
    const { service, run, clients, clock, leftovers } = serviceUnderTest(
      { endpoints: [cloud, other], hedgeDelayMs: 1_000 },
      { cloud: [hang], other: [answer("fast", 200)] },
    );
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.endpoint, "other");
    assert.ok(clock.now() < 1_300);
    assert.equal(clients.cloud!.calls[0]!.ended, "aborted");
    assert.equal(service.endpoints()[0]!.metrics.totalFailures, 0);
    assert.deepEqual(
      completion.attempts.map(({ endpoint, outcome }) => [endpoint, outcome]),
      [
        ["cloud", "cancelled"],
        ["other", "success"],
      ],
    );
    await leftovers();
  });

  it("starts no second endpoint when the first token came in time", async () => {
    const { service, run, clients } = serviceUnderTest(
      { endpoints: [cloud, other], hedgeDelayMs: 1_000 },
      {
        cloud: [[{ wait: 500 }, { text: "a" }, { wait: 5_000 }, { text: "b" }, { finish: "stop" }]],
        other: [answer()],
      },
    );
    assert.equal((await run(service.complete("Hi"))).content, "ab");
    assert.equal(clients.other!.calls.length, 0);
  });

  it("may ask the one that lost again, where the one that won breaks off", async () => {
    const { service, run } = serviceUnderTest(
      { endpoints: [cloud, other], hedgeDelayMs: 1_000 },
      { cloud: [hang, answer("at last")], other: [[{ wait: 100 }, { text: "Half" }, { eof: true }]] },
    );
    const completion = await run(service.complete("Hi"));
    assert.equal(completion.content, "at last");
    assert.deepEqual(
      completion.attempts.map(({ endpoint, outcome }) => [endpoint, outcome]),
      [
        ["cloud", "cancelled"],
        ["other", "failure"],
        ["cloud", "success"],
      ],
    );
  });

  it("starts no second endpoint where the request ends at the very moment", async () => {
    for (const end of ["signal", "total time"]) {
      const { service, run, clock, clients, leftovers } = serviceUnderTest(
        { endpoints: [cloud, other], hedgeDelayMs: 1_000, totalTimeoutMs: end === "signal" ? 0 : 1_000 },
        { cloud: [hang], other: [hang] },
      );
      const aborter = new AbortController();
      const pending = service.complete("Hi", { signal: aborter.signal });
      if (end === "signal") clock.setTimeout(() => aborter.abort(), 1_000);
      await assert.rejects(run(pending));
      assert.deepEqual([clients.other!.calls.length, clock.now()], [0, 1_000]);
      await leftovers();
    }
  });

  it("takes turns, leaving out what is open", async () => {
    const { service, run } = serviceUnderTest(
      { endpoints: [cloud, other], loadBalancing: "roundRobin" },
      { cloud: [answer()], other: [answer()] },
    );
    const used: string[] = [];
    for (let round = 0; round < 4; round++) used.push((await run(service.complete("Hi"))).endpoint);
    assert.deepEqual(used, ["cloud", "other", "cloud", "other"]);
    service.trip("cloud");
    for (let round = 0; round < 2; round++) assert.equal((await run(service.complete("Hi"))).endpoint, "other");
  });

  it("shrinks the step's timeout to the endpoint's own pace after 20 successes, never below 3 s", async () => {
    const scripts = [...Array.from({ length: 20 }, () => answer("quick", 1_000)), hang];
    const { service, run, clock } = serviceUnderTest({ endpoints: [local] }, { local: scripts });
    for (let round = 0; round < 20; round++) await run(service.complete("Hi"));
    const started = clock.now();
    await assert.rejects(run(service.complete("Hi")));
    assert.ok(Math.abs(clock.now() - started - 4_000) < 100, `${clock.now() - started}`);
  });
});
