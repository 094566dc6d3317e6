import assert from "node:assert/strict";
import { RequestCancelledError } from "../../../src/core/failure/errors";
import type { LlmService } from "../../../src/core/service/service-api";
import type { Fault } from "../../support/servers";
import { createWorld, localReply, type Mode, request, status, type Tier, type World } from "./harness";

/** Far longer than a test may take: what ends before was ended by the cancellation. */
const neverMs = 60_000;

describe("cancellation (rows 1 and 2)", () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world.end());

  async function cancelAfter(service: LlmService, mode: Mode, ms: number) {
    const aborter = new AbortController();
    setTimeout(() => aborter.abort(), ms);
    return request(service, mode, "hi", { signal: aborter.signal });
  }

  const phases: [string, Fault][] = [
    ["before the headers", { kind: "hang" }],
    ["after the headers", { kind: "hang", at: "afterHeaders" }],
    ["in the middle of the answer", { kind: "pace", tokensPerSecond: 8 }],
    ["in a stalled answer", { kind: "hang", at: 2 }],
  ];
  for (const [phase, fault] of phases) {
    for (const tier of ["local", "cloud"] as Tier[]) {
      for (const mode of ["stream", "complete"] as Mode[]) {
        it(`${phase}: closes the socket, counts nothing, asks nobody else (${tier}, ${mode})`, async () => {
          const server = world.server(tier);
          server.fault(fault);
          const service = world.service({
            endpoints: [world.endpoint("local"), world.endpoint("cloud")],
            chain: [
              { endpoint: tier, timeoutMs: neverMs },
              { tier: tier === "local" ? "cloud" : "local", timeoutMs: neverMs },
            ],
          });
          const aborter = new AbortController();
          const running = request(service, mode, "hi", { signal: aborter.signal });
          await server.log.until(() => server.pendingRequests > 0, "the request arrives");
          setTimeout(() => aborter.abort("no longer wanted"), 120);
          const result = await running;
          assert.ok(result.error instanceof RequestCancelledError, String(result.error));
          await server.log.until(
            () => server.log.entries.some((entry) => entry.outcome === "aborted by client"),
            "the server sees the abort",
          );
          const { metrics, inFlight } = status(service, tier);
          assert.deepEqual(
            [metrics.totalFailures, metrics.totalSuccesses, metrics.totalReleased, inFlight],
            [0, 0, 1, 0],
          );
          assert.ok(!result.attempts.some((attempt) => attempt.endpoint !== tier));
        });
      }
    }
  }

  it("of a request that was cancelled before it began sends nothing", async () => {
    const service = world.service({ endpoints: [world.endpoint("local")] });
    const result = await request(service, "complete", "hi", { signal: AbortSignal.abort() });
    assert.ok(result.error instanceof RequestCancelledError);
    assert.equal(world.local.connections, 0);
  });

  it("while waiting for the next step ends the wait", async () => {
    world.cloud.fault({ kind: "status", status: 500 });
    const service = world.service({
      endpoints: [world.endpoint("cloud")],
      chain: [
        { endpoint: "cloud", timeoutMs: 500 },
        { endpoint: "cloud", timeoutMs: 500, delayMs: neverMs },
      ],
    });
    const result = await cancelAfter(service, "stream", 100);
    assert.ok(result.error instanceof RequestCancelledError);
  });

  it("in our own queue gives up the place", async () => {
    world.local.fault({ kind: "pace", tokensPerSecond: 20 }, { times: 1 });
    const service = world.service({
      endpoints: [world.endpoint("local")],
      chain: [{ endpoint: "local", timeoutMs: 2_000 }],
    });
    const first = request(service, "complete");
    await world.local.log.until(() => world.local.pendingRequests === 1);
    const queued = cancelAfter(service, "stream", 60);
    const third = request(service, "complete");
    assert.ok((await queued).error instanceof RequestCancelledError);
    assert.equal((await first).completion?.content, localReply);
    assert.equal((await third).completion?.content, localReply);
    assert.equal(
      world.local.log.entries.filter((entry) => entry.path === "/api/chat").length,
      2,
      "the cancelled request was never sent",
    );
  });

  it("by leaving the loop closes the socket and counts nothing", async () => {
    world.local.fault({ kind: "pace", tokensPerSecond: 20 });
    const service = world.service({
      endpoints: [world.endpoint("local")],
      chain: [{ endpoint: "local", timeoutMs: 2_000 }],
    });
    for await (const event of service.stream("hi")) if (event.type === "delta") break;
    await world.local.log.until(
      () => world.local.log.entries.at(-1)?.outcome === "aborted by client",
      "the server sees the abort",
    );
    assert.deepEqual([status(service, "local").metrics.totalFailures, status(service, "local").inFlight], [0, 0]);
  });

  it("of many trials leaves the breaker half-open with its permit", async () => {
    const service = world.service({
      endpoints: [world.endpoint("local")],
      chain: [{ endpoint: "local", timeoutMs: 2_000 }],
    });
    service.trip("local");
    service.allowTrial("local");
    world.local.fault({ kind: "hang" });
    for (let index = 0; index < 5; index++) {
      const result = await cancelAfter(service, "complete", 40);
      assert.ok(result.error instanceof RequestCancelledError, String(result.error));
      assert.equal(status(service, "local").state, "half_open");
    }
    world.local.clearFaults();
    assert.equal((await request(service, "complete")).completion?.content, localReply);
    assert.equal(status(service, "local").state, "closed");
  });
});
