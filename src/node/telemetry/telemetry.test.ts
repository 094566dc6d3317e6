import assert from "node:assert/strict";
import { get } from "node:http";
import { FakeLlmService, endpointStatus, requestRecord } from "../../../test/support/fake-llm-service";
import { OtlpReceiver } from "../../../test/support/otlp/otlp-receiver";
import { MeasurementFeed } from "./measure/measurement-feed";
import type { PortProblem } from "./prometheus/port-problem";
import { startPrometheusServer } from "./prometheus/prometheus-server";
import { createTelemetry, type Telemetry } from "./telemetry";
import { createUndiciTransport } from "../transport/undici-transport";

const scrape = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path: "/metrics", agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve(body));
    }).on("error", reject);
  });

async function freePort(): Promise<number> {
  const server = await startPrometheusServer(0, async () => "");
  await server.close();
  return server.port;
}

describe("telemetry", () => {
  let service: FakeLlmService;
  let feed: MeasurementFeed;
  let telemetry: Telemetry;
  let receiver: OtlpReceiver;
  let problems: PortProblem[];
  beforeEach(async () => {
    service = new FakeLlmService();
    feed = new MeasurementFeed(service);
    problems = [];
    receiver = await OtlpReceiver.start();
    service.emit({ type: "request", record: requestRecord() });
    telemetry = createTelemetry({
      transport: createUndiciTransport(),
      service,
      feed,
      version: "1.2.3",
      instanceId: "window-1",
      onProblem: (problem) => problems.push(problem),
    });
  });
  afterEach(async () => {
    await telemetry.dispose();
    feed.dispose();
    await receiver.stop();
  });
  const otlp = (intervalMs = 60_000) => ({ endpoint: receiver.url, headers: {}, intervalMs });

  it("gives the text at any time, with what happened before it was there", async () => {
    const text = await telemetry.prometheusText();
    assert.match(text, /^llm_breaker_requests_total\{outcome="success"\} 1$/m);
    assert.match(text, /^llm_breaker_state\{endpoint="ollama",state="closed"\} 1$/m);
    assert.match(
      text,
      /^target_info\{service_name="llm-breaker",service_version="1.2.3",service_instance_id="window-1"\} 1$/m,
    );
    assert.ok(text.endsWith("\n"));
  });

  it("pushes what a receiver decodes to the same values", async () => {
    service.statuses = [endpointStatus({ state: "open", retryAfterMs: 30_000 })];
    service.emit({
      type: "state",
      endpoint: "ollama",
      change: {
        from: "closed",
        to: "open",
        at: 0,
        retryAfterMs: 60_000,
        consecutiveFailures: 3,
        failureRate: undefined,
        slowCallRate: undefined,
        reason: "failure_threshold",
      },
    });
    await telemetry.apply({ prometheusPort: 0, otlp: otlp() });
    await receiver.atLeast(1);
    assert.deepEqual(receiver.last.resource, {
      "service.name": "llm-breaker",
      "service.version": "1.2.3",
      "service.instance.id": "window-1",
    });
    assert.equal(receiver.point("llm_breaker_state", { endpoint: "ollama", state: "open" }).value, 1);
    assert.equal(receiver.point("llm_breaker_state", { endpoint: "ollama", state: "closed" }).value, 0);
    assert.equal(
      receiver.point("llm_breaker_transitions_total", { from: "closed", to: "open", reason: "failure_threshold" })
        .value,
      1,
    );
    const duration = receiver.metric("gen_ai.client.operation.duration");
    assert.equal(duration.unit, "s");
    assert.equal(duration.temporality, "cumulative");
    assert.equal(receiver.point(duration.name, { "gen_ai.provider.name": "ollama", "server.port": 11434 }).sum, 2);
    assert.equal(receiver.point("gen_ai.client.token.usage", { "gen_ai.token.type": "output" }).sum, 34);
    assert.equal(receiver.metric("llm_breaker_requests_total").monotonic, true);
  });

  it("keeps its counts when outputs come and go", async () => {
    const [first, second] = [await freePort(), await freePort()];
    await telemetry.apply({ prometheusPort: first });
    assert.match(await scrape(first), /llm_breaker_requests_total\{outcome="success"\} 1\n/);
    service.emit({ type: "request", record: requestRecord() });
    await telemetry.apply({ prometheusPort: second, otlp: otlp() });
    assert.match(await scrape(second), /llm_breaker_requests_total\{outcome="success"\} 2\n/);
    await assert.rejects(scrape(first), { code: "ECONNREFUSED" });
    await receiver.atLeast(1);
    assert.equal(receiver.point("llm_breaker_requests_total").value, 2);
    await telemetry.apply({ prometheusPort: 0 });
    await assert.rejects(scrape(second), { code: "ECONNREFUSED" });
    const requests = receiver.requests;
    service.emit({ type: "request", record: requestRecord() });
    await telemetry.dispose();
    assert.equal(receiver.requests, requests, "nothing is pushed after the endpoint was removed");
    assert.deepEqual(problems, []);
  });

  it("leaves a push alone that stays as it was", async () => {
    await telemetry.apply({ prometheusPort: 0, otlp: otlp() });
    await receiver.atLeast(1);
    await telemetry.apply({ prometheusPort: 0, otlp: otlp() });
    await telemetry.apply({ prometheusPort: 0, otlp: otlp(30_000) });
    await receiver.atLeast(2);
    assert.equal(receiver.requests, 2);
  });

  it("goes on with the rest when one output fails", async () => {
    const taken = await startPrometheusServer(0, async () => "");
    await telemetry.apply({ prometheusPort: taken.port, otlp: otlp() });
    await receiver.atLeast(1);
    assert.equal(problems.length, 1);
    assert.match(await telemetry.prometheusText(), /llm_breaker_state/);
    await taken.close();
  });

  it("pushes the newest values before it ends", async () => {
    await telemetry.apply({ prometheusPort: 0, otlp: otlp() });
    await receiver.atLeast(1);
    service.emit({ type: "request", record: requestRecord({ outcome: "cancelled" }) });
    await telemetry.dispose();
    assert.equal(receiver.point("llm_breaker_requests_total", { outcome: "cancelled" }).value, 1);
  });

  it("never holds up who tells it of a request", () => {
    const startedAt = performance.now();
    for (let count = 0; count < 1_000; count++) service.emit({ type: "request", record: requestRecord() });
    const each = (performance.now() - startedAt) / 1_000;
    assert.ok(each < 1, `${each} ms a request`);
  });
});
