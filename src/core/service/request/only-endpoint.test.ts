import assert from "node:assert/strict";
import { serviceUnderTest } from "../../../../test/support/service-under-test";
import { answer, fail, hang, type Move } from "../../../../test/support/scripted-client";
import { CircuitOpenError } from "../../breaker/circuit-open-error";
import { EndpointError } from "../../failure/errors";
import type { ChainStep, ServiceConfig } from "../../model/config";

const cloud = { id: "cloud", type: "openai", url: "https://cloud.example/v1", model: "big" } as const;
const other = { ...cloud, id: "other", url: "https://other.example/v1" } as const;
const local = { id: "local", type: "openai", url: "http://localhost:8080/v1", model: "small" } as const;
const broken = fail("server_error", { status: 500 });

/** A service whose every endpoint answers but those with a script of their own. */
function withAll(scripts: Record<string, Move[][]> = {}, more: Partial<ServiceConfig> = {}) {
  const { clients, ...rest } = serviceUnderTest(
    { endpoints: [cloud, other, local], adaptive: false, ...more },
    { cloud: [answer()], other: [answer()], local: [answer()], ...scripts },
  );
  /** How often each was asked, in the order of the settings. */
  const asked = () => [cloud, other, local].map(({ id }) => clients[id]!.calls.length);
  return { ...rest, clients, asked };
}

describe("a request to one endpoint only", () => {
  for (const [index, { id }] of [cloud, other, local].entries())
    it(`asks ${id} and no other`, async () => {
      const { service, run, asked, leftovers } = withAll();
      const completion = await run(service.complete("Hi", { endpoint: id }));
      assert.deepEqual([completion.endpoint, completion.fallbackUsed, completion.attempt], [id, false, 0]);
      assert.deepEqual(
        asked(),
        [0, 1, 2].map((place) => (place === index ? 1 : 0)),
      );
      await leftovers();
    });

  it("takes the chain's steps that can go there, with their waits, and falls back to nothing", async () => {
    const { service, run, asked, clients } = withAll({ other: [broken] });
    await assert.rejects(run(service.complete("Hi", { endpoint: "other" })), (error) => {
      assert.ok(error instanceof EndpointError);
      assert.deepEqual(
        error.attempts.map(({ endpoint, step, kind }) => [endpoint, step, kind]),
        [
          ["other", 0, "server_error"],
          ["other", 1, "server_error"],
        ],
      );
      return true;
    });
    assert.deepEqual(asked(), [0, 2, 0]);
    const [first, second] = clients["other"]!.calls;
    assert.equal(second!.at - first!.at, 2_010);
  });

  it("hedges nowhere else", async () => {
    const { service, run, asked } = withAll({ cloud: [answer("late", 5_000)] }, { hedgeDelayMs: 1_000 });
    assert.equal((await run(service.complete("Hi", { endpoint: "cloud" }))).content, "late");
    assert.deepEqual(asked(), [1, 0, 0]);
  });

  const steps = (...chain: ChainStep[]) => chain;
  for (const [what, chain, waitsMs] of [
    [
      "the step that names it",
      steps({ endpoint: "cloud", timeoutMs: 1_000 }, { endpoint: "other", timeoutMs: 2_000 }),
      2_000,
    ],
    ["a step of any tier", steps({ timeoutMs: 3_000 }), 3_000],
    [
      "a step of its own, as patient as the default one, where the chain leaves it out",
      steps({ tier: "local", timeoutMs: 4_000 }),
      20_000,
    ],
    [
      "the same where the chain names another of its tier",
      steps({ endpoint: "cloud", tier: "cloud", timeoutMs: 5_000 }),
      20_000,
    ],
  ] as const)
    it(`takes ${what}`, async () => {
      const { service, run, clock, asked } = withAll({ other: [hang] }, { chain });
      const started = clock.now();
      await assert.rejects(run(service.complete("Hi", { endpoint: "other" })), { kind: "ttft_timeout" });
      assert.deepEqual([clock.now() - started, asked()], [waitsMs, [0, 1, 0]]);
    });

  it("has 30 s for a local one that the chain leaves out", async () => {
    const { service, run, clock } = withAll({ local: [hang] }, { chain: steps({ tier: "cloud", timeoutMs: 1_000 }) });
    await assert.rejects(run(service.complete("Hi", { endpoint: "local" })), { kind: "ttft_timeout" });
    assert.equal(clock.now(), 30_000);
  });

  it("asks for the model that was chosen with it, whichever step goes there", async () => {
    const { service, run, clients } = withAll();
    await run(service.complete("Hi", { endpoint: "local", model: "chosen" }));
    await run(service.complete("Hi", { endpoint: "local" }));
    assert.deepEqual(
      clients["local"]!.calls.map(({ call }) => call.model),
      ["chosen", "small"],
    );
  });

  it("is refused where that breaker is open, however well the others are", async () => {
    const { service, run, asked } = withAll();
    service.trip("cloud");
    await assert.rejects(run(service.complete("Hi", { endpoint: "cloud", useCache: false })), CircuitOpenError);
    assert.deepEqual(asked(), [0, 0, 0]);
  });

  it("gets no cached answer of another endpoint", async () => {
    const { service, run } = withAll();
    await run(service.complete("Hi"));
    await run(service.complete("Hi", { endpoint: "other" }));
    service.trip("local");
    await assert.rejects(run(service.complete("Hi", { endpoint: "local" })), CircuitOpenError);
    service.trip("other");
    const { cached, endpoint } = await run(service.complete("Hi", { endpoint: "other" }));
    assert.deepEqual([cached, endpoint], [true, "other"]);
  });

  for (const id of ["nowhere", "", "__proto__"])
    it(`is a mistake where there is no “${id}”, and nothing is sent`, async () => {
      const { service, run, collect, asked, leftovers } = withAll();
      const unknown = { name: "RangeError", message: `There is no endpoint "${id}".` };
      await assert.rejects(run(service.complete("Hi", { endpoint: id })), unknown);
      await assert.rejects(collect(service.stream("Hi", { endpoint: id })), unknown);
      assert.deepEqual(asked(), [0, 0, 0]);
      await leftovers();
    });

  it("is named in a sentence of bounded length where there is none", async () => {
    const { service, run } = withAll();
    await assert.rejects(run(service.complete("Hi", { endpoint: "x".repeat(100_000) })), /^.{1,300}$/);
  });
});
