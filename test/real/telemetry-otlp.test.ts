import assert from "node:assert/strict";
import type { LlmService } from "../../src/core/service/service-api";
import { createLlmService } from "../../src/node";
import { MeasurementFeed } from "../../src/node/telemetry/measure/measurement-feed";
import { createTelemetry, type Telemetry } from "../../src/node/telemetry/telemetry";
import { OtlpReceiver } from "../support/otlp/otlp-receiver";
import { ScriptedOllama, ScriptedOpenAi } from "../support/servers";
import { createUndiciTransport } from "../../src/node/transport/undici-transport";

describe("a real OTLP receiver decodes what is pushed", () => {
  let receiver: OtlpReceiver;
  let local: ScriptedOllama;
  let cloud: ScriptedOpenAi;
  let service: LlmService;
  let feed: MeasurementFeed;
  let telemetry: Telemetry;

  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    local = await ScriptedOllama.start({ reply: "Hello from the local one" });
    cloud = await ScriptedOpenAi.start({ reply: "Hello from the cloud" });
    service = createLlmService({
      endpoints: [
        { id: "cloud", type: "openai", url: `${cloud.url}/v1`, model: "gpt-test", tier: "cloud" },
        { id: "ollama", type: "ollama", url: local.url, model: "llama3.2" },
      ],
      chain: [
        { endpoint: "cloud", timeoutMs: 3_000 },
        { endpoint: "ollama", timeoutMs: 3_000 },
      ],
      healthCheckIntervalMs: 0,
    });
    feed = new MeasurementFeed(service);
    telemetry = createTelemetry({
      transport: createUndiciTransport(),
      service,
      feed,
      version: "0",
      instanceId: "test",
      onProblem: (problem) => assert.fail(JSON.stringify(problem)),
    });
  });
  afterEach(async () => {
    await telemetry.dispose();
    feed.dispose();
    await service.dispose();
    await Promise.all([receiver.stop(), local.stop(), cloud.stop()]);
  });
  const push = () =>
    telemetry.apply({
      prometheusPort: 0,
      otlp: { endpoint: receiver.url, headers: { "x-scope": "test" }, intervalMs: 1_000 },
    });

  it("a fallback from the cloud to the local model, down to attributes and buckets", async () => {
    cloud.faults.add({ kind: "status", status: 503, body: { error: { message: "busy" } } });
    const { endpoint, ttftMs } = await service.complete("A SECRET QUESTION");
    assert.equal(endpoint, "ollama");
    await push();
    await receiver.atLeast(1);
    assert.equal(receiver.last.headers["x-scope"], "test");
    assert.equal(receiver.last.path, "/v1/metrics");

    const failed = receiver.point("gen_ai.client.operation.duration", { "error.type": "503" });
    assert.deepEqual(
      [
        failed.attributes["gen_ai.provider.name"],
        failed.attributes["server.address"],
        failed.attributes["server.port"],
      ],
      ["openai", "127.0.0.1", cloud.port],
    );
    const answered = receiver.point("gen_ai.client.operation.time_to_first_chunk", {
      "gen_ai.provider.name": "ollama",
    });
    assert.equal(answered.attributes["gen_ai.response.model"], "llama3.2");
    assert.ok(Math.abs(answered.sum! - ttftMs / 1000) < 1e-9);
    assert.equal(answered.bounds!.length, 14);
    assert.equal(answered.buckets!.length, 15);
    assert.equal(
      answered.buckets!.reduce((sum, count) => sum + count, 0),
      1,
    );
    assert.equal(receiver.point("llm_breaker_fallback_hops").sum, 1);
    assert.equal(receiver.point("llm_breaker_state", { endpoint: "cloud", state: "closed" }).value, 1);
    assert.doesNotMatch(JSON.stringify(receiver.pushes), /SECRET|Hello/);
  });

  it("again and again, with counts that only grow, while requests go on", async function () {
    this.timeout(15_000);
    await push();
    for (let count = 1; count <= 3; count++) {
      await service.complete("Hi");
      const { requests } = receiver;
      await receiver.atLeast(requests + 1, 3_000);
    }
    const counts = receiver.pushes.map(
      ({ metrics }) => metrics.find(({ name }) => name === "llm_breaker_requests_total")?.points[0]?.value ?? 0,
    );
    assert.deepEqual(
      counts,
      [...counts].sort((one, other) => one - other),
    );
    assert.equal(counts.at(-1), 3);
  });

  it("once it is up again, and no request waits for it meanwhile", async () => {
    receiver.answer = "never";
    await push();
    await receiver.atLeast(1);
    const startedAt = performance.now();
    await service.complete("Hi");
    assert.ok(performance.now() - startedAt < 1_000);
    assert.deepEqual(
      service.endpoints().map(({ metrics }) => metrics.totalFailures),
      [0, 0],
    );
    receiver.answer = { status: 200 };
    await telemetry.apply({ prometheusPort: 0 });
    await push();
    await receiver.atLeast(2);
    assert.equal(receiver.point("llm_breaker_requests_total", { outcome: "success" }).value, 1);
  });
});
