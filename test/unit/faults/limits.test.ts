import assert from "node:assert/strict";
import { CircuitOpenError } from "../../../src/core/breaker/circuit-open-error";
import { AllEndpointsFailedError, EndpointError } from "../../../src/core/failure/errors";
import { cloudErrors } from "../../support/servers";
import { cloudReply, createWorld, localReply, request, status, type World } from "./harness";

describe("limits of time and rate", () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world.end());

  it("waits as long as a 429 asks, then tries the same endpoint again (row 16)", async () => {
    world.cloud.script([cloudErrors.openai.rateLimit(0.4), { kind: "ok" }]);
    const service = world.service({
      endpoints: [world.endpoint("cloud")],
      chain: [
        { endpoint: "cloud", timeoutMs: 500 },
        { endpoint: "cloud", timeoutMs: 500, delayMs: 10 },
      ],
      throttleBackoffMs: 10,
    });
    const result = await request(service, "stream");
    assert.equal(result.completion?.content, cloudReply, String(result.error));
    assert.ok(result.tookMs >= 390 && result.tookMs < 900, `${result.tookMs} ms`);
    assert.ok(result.events.some((event) => event.type === "waiting"));
    assert.equal(status(service, "cloud").metrics.totalFailures, 0);
  });

  it("keeps the gate of a 429 shut for the next request, and tells when it opens", async () => {
    world.cloud.fault(cloudErrors.openai.rateLimit(3_600), { times: 1 });
    const service = world.service({
      endpoints: [world.endpoint("cloud"), world.endpoint("local")],
      chain: [
        { endpoint: "cloud", timeoutMs: 500 },
        { endpoint: "local", timeoutMs: 500 },
      ],
    });
    assert.equal((await request(service, "complete")).completion?.content, localReply);
    const { notBefore } = status(service, "cloud");
    assert.ok(notBefore && notBefore - Date.now() > 3_000_000);
    assert.equal((await request(service, "complete")).completion?.content, localReply);
    assert.equal(world.cloud.log.entries.length, 1, "nothing is sent before the gate opens");
    service.reset("cloud");
    assert.equal((await request(service, "complete")).completion?.content, cloudReply);
  });

  it("doubles the gate of a 429 without a hint while it repeats (row 17)", async () => {
    world.cloud.fault(cloudErrors.openai.rateLimit());
    const service = world.service({
      endpoints: [world.endpoint("cloud")],
      chain: [{ endpoint: "cloud", timeoutMs: 500 }],
      throttleBackoffMs: 60,
    });
    const gates: number[] = [];
    for (let index = 0; index < 3; index++) {
      await request(service, "complete");
      gates.push((status(service, "cloud").notBefore ?? 0) - Date.now());
    }
    assert.ok(
      gates[0]! <= 60 && gates[1]! > 60 && gates[1]! <= 120 && gates[2]! > 120 && gates[2]! <= 240,
      gates.join(", "),
    );
  });

  it("tries the same slow endpoint again where the next step is longer (row 8)", async () => {
    world.cloud.fault({ kind: "pace", firstTokenMs: 300 });
    const service = world.service({
      endpoints: [world.endpoint("cloud")],
      chain: [
        { endpoint: "cloud", timeoutMs: 100 },
        { endpoint: "cloud", timeoutMs: 1_000 },
      ],
    });
    const result = await request(service, "complete");
    assert.deepEqual([result.completion?.content, result.completion?.attempt], [cloudReply, 1]);
  });

  it("ends with the total time, which is no further failure of the endpoint (row 14)", async () => {
    world.cloud.fault({ kind: "hang" });
    world.local.fault({ kind: "hang" });
    const service = world.service({
      endpoints: [world.endpoint("cloud"), world.endpoint("local")],
      chain: [
        { endpoint: "cloud", timeoutMs: 200 },
        { endpoint: "local", timeoutMs: 5_000 },
      ],
      totalTimeoutMs: 400,
    });
    const result = await request(service, "stream");
    assert.ok(result.error instanceof AllEndpointsFailedError, String(result.error));
    assert.ok(result.tookMs >= 390 && result.tookMs < 600, `${result.tookMs} ms`);
    assert.deepEqual(
      [status(service, "cloud").metrics.totalFailures, status(service, "local").metrics.totalFailures],
      [1, 0],
    );
  });

  it("does not cut a long answer by the total time once its first token has come", async () => {
    world.local.fault({ kind: "pace", tokensPerSecond: 12 });
    const service = world.service({
      endpoints: [world.endpoint("local")],
      chain: [{ endpoint: "local", timeoutMs: 200 }],
      totalTimeoutMs: 250,
    });
    assert.equal((await request(service, "stream")).completion?.content, localReply);
  });

  it("keeps to the whole schedule in the worst case: everything hangs", async () => {
    world.cloud.fault({ kind: "hang" });
    world.local.fault({ kind: "hang" });
    const service = world.service({
      endpoints: [world.endpoint("cloud"), world.endpoint("local")],
      // The default schedule in hundredths: 0.1 + 0.02 + 0.2 + 0.05 + 0.3 s.
      chain: [
        { tier: "cloud", timeoutMs: 100 },
        { tier: "cloud", timeoutMs: 200, delayMs: 20 },
        { tier: "local", timeoutMs: 300, delayMs: 50 },
      ],
    });
    const result = await request(service, "stream");
    assert.ok(result.error instanceof AllEndpointsFailedError, String(result.error));
    assert.ok(result.tookMs >= 600 && result.tookMs < 850, `${result.tookMs} ms`);
    assert.deepEqual(
      result.attempts.map((attempt) => [attempt.endpoint, attempt.step, attempt.kind]),
      [
        ["cloud", 0, "ttft_timeout"],
        ["cloud", 1, "ttft_timeout"],
        ["local", 2, "ttft_timeout"],
      ],
    );
  });

  it("opens after three failures, refuses at once without a socket, and closes by a trial", async () => {
    const service = world.service({
      endpoints: [world.endpoint("local")],
      chain: [{ endpoint: "local", timeoutMs: 300 }],
      breaker: { recoveryTimeoutMs: 200 },
    });
    await world.local.stop();
    for (let index = 0; index < 3; index++) assert.equal((await request(service, "complete")).error?.kind, "refused");
    const { connections } = world.local;
    await world.local.start();
    world.local.load("llama3.2");
    const refused = await request(service, "complete");
    assert.ok(refused.error instanceof CircuitOpenError, String(refused.error));
    assert.ok(refused.error.retryAfterMs > 0 && refused.error.retryAfterMs <= 200);
    assert.equal(world.local.connections, connections, "a refusal touches no socket");
    await new Promise((resolve) => setTimeout(resolve, 220));
    assert.equal(status(service, "local").state, "half_open");
    assert.equal((await request(service, "complete")).completion?.content, localReply);
    assert.equal(status(service, "local").state, "closed");
  });

  it("refuses nothing with the breaker switched off", async () => {
    const service = world.service({
      enableCircuitBreaker: false,
      endpoints: [world.endpoint("local")],
      chain: [{ endpoint: "local", timeoutMs: 300 }],
    });
    await world.local.stop();
    for (let index = 0; index < 8; index++)
      assert.ok((await request(service, "complete")).error instanceof EndpointError);
    assert.equal(status(service, "local").metrics.totalFailures, 8);
    await world.local.start();
    assert.equal((await request(service, "complete")).completion?.content, localReply);
  });

  it("gives the cached answer with its age when everything is open", async () => {
    const service = world.service({
      endpoints: [world.endpoint("local")],
      chain: [{ endpoint: "local", timeoutMs: 300 }],
    });
    await request(service, "complete", "the same question");
    service.trip("local");
    const { completion } = await request(service, "stream", "the same question");
    assert.deepEqual([completion?.content, completion?.cached], [localReply, true]);
    assert.ok(Math.abs((completion?.cachedAt ?? 0) - Date.now()) < 5_000);
    assert.ok((await request(service, "complete", "another question")).error instanceof CircuitOpenError);
    assert.ok(
      (await request(service, "complete", "the same question", { useCache: false })).error instanceof CircuitOpenError,
    );
  });
});
