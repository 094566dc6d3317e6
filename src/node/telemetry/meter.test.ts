import assert from "node:assert/strict";
import type { MetricData, ResourceMetrics } from "@opentelemetry/sdk-metrics";
import { endpointStatus, FakeLlmService } from "../../../test/support/fake-llm-service";
import { catalogue, metricNames } from "./measure/catalogue";
import { Meter } from "./meter";
import { observeService } from "./measure/observe-service";
import { prometheusText } from "./prometheus/prometheus-text";

const values = (metrics: ResourceMetrics, name: string): [Record<string, unknown>, unknown][] => {
  const found = metrics.scopeMetrics
    .flatMap((scope): MetricData[] => scope.metrics)
    .find(({ descriptor }) => descriptor.name === name);
  return found ? found.dataPoints.map(({ attributes, value }) => [attributes, value]) : [];
};

describe("the meter", () => {
  let service: FakeLlmService;
  let meter: Meter;
  beforeEach(() => {
    service = new FakeLlmService();
    meter = new Meter({ "service.name": "test" }, () => observeService(service));
  });
  afterEach(() => meter.shutDown());

  it("tells the state as one series for each state", async () => {
    service.statuses = [endpointStatus({ state: "open", retryAfterMs: 42_000 })];
    const metrics = await meter.collect();
    assert.deepEqual(values(metrics, "llm_breaker_state"), [
      [{ endpoint: "ollama", state: "closed" }, 0],
      [{ endpoint: "ollama", state: "half_open" }, 0],
      [{ endpoint: "ollama", state: "open" }, 1],
    ]);
    assert.deepEqual(values(metrics, "llm_breaker_retry_after_seconds"), [[{ endpoint: "ollama" }, 42]]);
  });

  it("tells what is not known by silence, also when it was known before", async () => {
    const { metrics } = endpointStatus();
    service.statuses = [
      endpointStatus({
        live: true,
        warm: false,
        metrics: { ...metrics, failureRate: 0.5 },
        latched: { kind: "auth", message: "x" },
      }),
    ];
    const before = await meter.collect();
    assert.deepEqual(values(before, "llm_breaker_live"), [[{ endpoint: "ollama" }, 1]]);
    assert.deepEqual(values(before, "llm_breaker_warm"), [[{ endpoint: "ollama" }, 0]]);
    assert.deepEqual(values(before, "llm_breaker_ready"), []);
    assert.deepEqual(values(before, "llm_breaker_failure_rate"), [[{ endpoint: "ollama" }, 0.5]]);
    assert.deepEqual(values(before, "llm_breaker_latched"), [[{ endpoint: "ollama", kind: "auth" }, 1]]);
    service.statuses = [endpointStatus()];
    const after = await meter.collect();
    for (const name of ["llm_breaker_live", "llm_breaker_warm", "llm_breaker_failure_rate", "llm_breaker_latched"])
      assert.deepEqual(values(after, name), [], name);
  });

  it("forgets an endpoint that was removed", async () => {
    service.statuses = [endpointStatus(), endpointStatus({ id: "cloud" })];
    assert.equal(values(await meter.collect(), "llm_breaker_state").length, 6);
    service.statuses = [endpointStatus({ id: "cloud" })];
    assert.deepEqual(values(await meter.collect(), "llm_breaker_in_flight"), [[{ endpoint: "cloud" }, 0]]);
  });

  it("takes the breaker's own total of refusals", async () => {
    const { metrics } = endpointStatus();
    for (const totalRejected of [3, 5, 5]) {
      service.statuses = [endpointStatus({ metrics: { ...metrics, totalRejected } })];
      assert.deepEqual(values(await meter.collect(), "llm_breaker_rejected_total"), [
        [{ endpoint: "ollama" }, totalRejected],
      ]);
    }
  });

  it("gives collections at the same time the same whole picture", async () => {
    const all = await Promise.all([meter.collect(), meter.collect(), meter.collect()]);
    for (const metrics of all) assert.equal(values(metrics, "llm_breaker_state").length, 3);
  });

  it("has the buckets of the conventions", async () => {
    meter.record({ metric: "gen_ai.client.operation.duration", value: 0.3, attributes: {} });
    meter.record({ metric: "gen_ai.client.token.usage", value: 5, attributes: {} });
    const metrics = await meter.collect();
    const bounds = (name: string) =>
      (values(metrics, name)[0]![1] as { buckets: { boundaries: number[] } }).buckets.boundaries;
    assert.deepEqual(
      bounds("gen_ai.client.operation.duration"),
      [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    );
    assert.deepEqual(
      bounds("gen_ai.client.token.usage"),
      [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
    );
  });

  it("bounds the series that a server could make by naming its models at random", async () => {
    for (let index = 0; index < 2_000; index++)
      meter.record({
        metric: "gen_ai.client.token.usage",
        value: 1,
        attributes: { "gen_ai.response.model": `m${index}` },
      });
    const points = values(await meter.collect(), "gen_ai.client.token.usage");
    assert.ok(points.length <= 500, `${points.length}`);
    const all = points.reduce((sum, [, value]) => sum + (value as { count: number }).count, 0);
    assert.equal(all, 2_000);
  });

  it("writes every metric in Prometheus' text under its documented name", async () => {
    service.statuses = [
      endpointStatus({
        live: true,
        ready: true,
        warm: true,
        retryAfterMs: Infinity,
        latched: { kind: "auth", message: "x" },
        metrics: { ...endpointStatus().metrics, failureRate: 0, slowCallRate: 0 },
      }),
    ];
    for (const metric of metricNames)
      if (catalogue[metric].kind === "counter" || catalogue[metric].kind === "histogram")
        meter.record({ metric, value: 1, attributes: {} });
    const text = prometheusText(await meter.collect());
    const typed = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    const expected = [
      "gen_ai_client_operation_duration_seconds histogram",
      "gen_ai_client_token_usage histogram",
      "llm_breaker_state gauge",
      "llm_breaker_rejected_total counter",
      "llm_breaker_retry_after_seconds gauge",
    ];
    for (const name of expected) assert.ok(typed.includes(name), name);
    assert.equal(typed.length, metricNames.length + 1, "all, and target_info");
    assert.match(text, /^llm_breaker_retry_after_seconds\{endpoint="ollama"\} \+Inf$/m);
  });
});
