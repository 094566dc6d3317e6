import assert from "node:assert/strict";
import { cloudErrors, ollamaErrors } from "../../support/servers";
import { cloudReply, createWorld, localReply, type Mode, request, status, type World } from "./harness";

const modes: Mode[] = ["stream", "complete"];

describe("a cold model (rows 9, 25)", () => {
  let world: World;
  afterEach(() => world.end());
  const cold = async (loadMs: number) => (world = await createWorld({ local: { loaded: [], scheduler: { loadMs } } }));

  for (const mode of modes) {
    it(`may take longer to load than the step allows for a token, and the breaker does not mind (${mode})`, async () => {
      await cold(900);
      const service = world.service({
        endpoints: [world.endpoint("local")],
        chain: [{ endpoint: "local", timeoutMs: 300 }],
        loadTimeoutMs: 5_000,
      });
      const result = await request(service, mode);
      assert.equal(result.completion?.content, localReply, String(result.error));
      if (mode === "stream")
        assert.ok(
          result.events.some((event) => event.type === "loading" && event.model === "llama3.2"),
          JSON.stringify(result.events.map((event) => event.type)),
        );
      assert.equal(world.local.scheduler.counts.loadsAborted, 0);
      assert.deepEqual(
        [status(service, "local").metrics.totalFailures, status(service, "local").metrics.consecutiveFailures],
        [0, 0],
      );
    });
  }

  it("is given up after the load timeout, and not counted", async () => {
    await cold(60_000);
    const service = world.service({
      endpoints: [world.endpoint("local")],
      chain: [{ endpoint: "local", timeoutMs: 200 }],
      loadTimeoutMs: 600,
    });
    const result = await request(service, "stream");
    assert.equal(result.error?.kind, "load_timeout", String(result.error));
    assert.ok(result.tookMs < 1_500, `${result.tookMs} ms`);
    assert.equal(status(service, "local").metrics.totalFailures, 0);
  });

  it("goes on loading while another endpoint answers", async () => {
    await cold(800);
    const service = world.service({
      endpoints: [world.endpoint("local"), world.endpoint("cloud")],
      chain: [
        { endpoint: "local", timeoutMs: 300 },
        { endpoint: "cloud", timeoutMs: 1_000 },
      ],
    });
    const result = await request(service, "complete");
    assert.equal(result.completion?.content, cloudReply, String(result.error));
    assert.equal(status(service, "local").metrics.totalFailures, 0);
    await world.local.log.until(
      () => world.local.scheduler.isResident("llama3.2:latest"),
      "the model is resident in the end",
      3_000,
    );
    assert.deepEqual(
      [world.local.scheduler.counts.loadsStarted, world.local.scheduler.counts.loadsAborted],
      [1, 0],
      "it was one load all along",
    );
    await world.local.log.until(() => world.local.pendingRequests === 0, "nothing is generated for nobody");
  });

  it("that loads for an earlier request makes a later one go to the other endpoint in its time too", async () => {
    await cold(2_500);
    const service = world.service({
      endpoints: [world.endpoint("local"), world.endpoint("cloud")],
      chain: [
        { endpoint: "local", timeoutMs: 300 },
        { endpoint: "cloud", timeoutMs: 1_000 },
      ],
    });
    for (const mode of modes) {
      const result = await request(service, mode);
      assert.equal(result.completion?.content, cloudReply, String(result.error));
      assert.deepEqual(
        result.attempts.map(({ endpoint, outcome, kind }) => [endpoint, outcome, kind]),
        [
          ["local", "failure", "load_timeout"],
          ["cloud", "success", undefined],
        ],
      );
      assert.ok(result.tookMs < 1_500, `${result.tookMs} ms`);
    }
    await world.local.log.until(
      () => world.local.scheduler.isResident("llama3.2:latest"),
      "the model is resident in the end",
      4_000,
    );
    assert.deepEqual([world.local.scheduler.counts.loadsStarted, world.local.scheduler.counts.loadsAborted], [1, 0]);
    assert.equal(status(service, "local").metrics.totalFailures, 0);
  });

  it("goes on loading when another endpoint wins the race against it", async () => {
    await cold(900);
    const service = world.service({
      endpoints: [world.endpoint("local"), world.endpoint("cloud")],
      chain: [
        { endpoint: "local", timeoutMs: 5_000 },
        { endpoint: "cloud", timeoutMs: 1_000 },
      ],
      hedgeDelayMs: 650,
    });
    const result = await request(service, "complete");
    assert.equal(result.completion?.content, cloudReply, String(result.error));
    assert.deepEqual(
      result.attempts.map(({ endpoint, outcome }) => [endpoint, outcome]),
      [
        ["local", "cancelled"],
        ["cloud", "success"],
      ],
    );
    await world.local.log.until(
      () => world.local.scheduler.isResident("llama3.2:latest"),
      "the model is resident in the end",
      3_000,
    );
    assert.deepEqual([world.local.scheduler.counts.loadsStarted, world.local.scheduler.counts.loadsAborted], [1, 0]);
    await world.local.log.until(() => world.local.pendingRequests === 0, "nothing is generated for nobody");
  });

  it("that is left to load is loaded no longer than the load timeout, nor after the end", async () => {
    for (const end of ["timeout", "dispose"] as const) {
      await cold(60_000);
      const service = world.service({
        endpoints: [world.endpoint("local"), world.endpoint("cloud")],
        chain: [
          { endpoint: "local", timeoutMs: 700 },
          { endpoint: "cloud", timeoutMs: 1_000 },
        ],
        loadTimeoutMs: end === "timeout" ? 1_000 : 60_000,
      });
      assert.equal((await request(service, "complete")).completion?.content, cloudReply);
      assert.equal(world.local.pendingRequests, 1);
      if (end === "dispose") await service.dispose();
      await world.local.log.until(() => world.local.pendingRequests === 0, "the load is given up", 2_500);
      await world.end();
    }
    world = await createWorld();
  });

  it("is warmed up on a connection of its own as soon as the cloud fails", async () => {
    await cold(300);
    world.cloud.fault({ kind: "status", status: 500 });
    const service = world.service({
      endpoints: [world.endpoint("cloud"), world.endpoint("local")],
      chain: [
        { endpoint: "cloud", timeoutMs: 300 },
        { endpoint: "cloud", timeoutMs: 300, delayMs: 500 },
        { endpoint: "local", timeoutMs: 400, delayMs: 5_000 },
      ],
    });
    const result = await request(service, "complete");
    assert.equal(result.completion?.content, localReply, String(result.error));
    assert.ok(result.tookMs < 1_500, `the wait before local ends when it is ready; took ${result.tookMs} ms`);
    const load = world.local.log.entries.find((entry) => entry.path === "/api/generate");
    assert.equal(load?.outcome, "completed");
    assert.deepEqual([world.local.scheduler.counts.loadsStarted, world.local.scheduler.counts.loadsAborted], [1, 0]);
  });

  it("that fails to load is left alone for a while, without a count", async () => {
    await cold(50);
    world.local.scheduler.failLoads("llama3.2:latest", ollamaErrors.outOfMemory);
    const service = world.service({
      endpoints: [world.endpoint("local")],
      chain: [{ endpoint: "local", timeoutMs: 500 }],
    });
    assert.equal((await request(service, "complete")).error?.kind, "load_failed");
    const { loadsStarted } = world.local.scheduler.counts;
    const again = await request(service, "complete");
    assert.equal(again.error?.kind, "load_failed");
    assert.equal(world.local.scheduler.counts.loadsStarted, loadsStarted, "no second load is begun");
    assert.equal(status(service, "local").metrics.totalFailures, 0);
  });

  it("of llama.cpp says so itself: it is asked again until it is ready", async () => {
    world = await createWorld({ flavour: "llamacpp" });
    world.cloud.script([cloudErrors.llamacpp.loading, cloudErrors.llamacpp.loading, { kind: "ok" }]);
    const service = world.service({
      endpoints: [world.endpoint("cloud")],
      chain: [{ endpoint: "cloud", timeoutMs: 400 }],
      loadTimeoutMs: 5_000,
    });
    const result = await request(service, "stream");
    assert.equal(result.completion?.content, cloudReply, String(result.error));
    assert.ok(result.events.some((event) => event.type === "loading"));
    assert.equal(status(service, "cloud").metrics.totalFailures, 0);
  });
});

describe("our own queue (row 10)", () => {
  it("is shown, and its time is nobody's failure", async () => {
    const world = await createWorld();
    try {
      world.local.fault({ kind: "pace", tokensPerSecond: 15 }, { times: 1 });
      const service = world.service({
        endpoints: [world.endpoint("local")],
        chain: [{ endpoint: "local", timeoutMs: 200 }],
      });
      const first = request(service, "complete");
      await world.local.log.until(() => world.local.pendingRequests === 1);
      const second = await request(service, "stream");
      assert.equal((await first).completion?.content, localReply);
      assert.equal(second.completion?.content, localReply, String(second.error));
      assert.ok(second.tookMs > 250, "it waited longer than the step's timeout");
      assert.ok(second.events.some((event) => event.type === "queued" && event.position === 1));
      assert.equal(status(service, "local").metrics.totalFailures, 0);
    } finally {
      await world.end();
    }
  });
});
