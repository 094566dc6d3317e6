import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { LlmService } from "../../src/core/service/service-api";
import { createLlmService } from "../../src/node";
import { MeasurementFeed } from "../../src/node/telemetry/measure/measurement-feed";
import { createTelemetry, type Telemetry } from "../../src/node/telemetry/telemetry";
import { ScriptedOllama } from "../support/servers";
import { debianProgram } from "./debian-program";
import { freePort } from "./free-port";
import { Prometheus } from "./prometheus";
import { createUndiciTransport } from "../../src/node/transport/undici-transport";

describe("a real Prometheus scrapes the port", () => {
  let prometheus: Prometheus;
  let promtool: string;
  let server: ScriptedOllama;
  let service: LlmService;
  let feed: MeasurementFeed;
  let telemetry: Telemetry;
  const problems: unknown[] = [];

  before(async function () {
    this.timeout(360_000);
    let binary: string;
    try {
      binary = await debianProgram("prometheus", "prometheus");
      promtool = await debianProgram("promtool", "prometheus");
    } catch (error) {
      console.log(`    left out: Prometheus: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
      return this.skip();
    }
    server = await ScriptedOllama.start({ reply: "Hello over there, how are you" });
    service = createLlmService({
      endpoints: [{ id: "ollama", type: "ollama", url: server.url, model: "llama3.2" }],
      chain: [{ endpoint: "ollama", timeoutMs: 5_000 }],
      breaker: { failureThreshold: 3, recoveryTimeoutMs: 60_000 },
      healthCheckIntervalMs: 0,
    });
    feed = new MeasurementFeed(service);
    telemetry = createTelemetry({
      transport: createUndiciTransport(),
      service,
      feed,
      version: "0",
      instanceId: "test",
      onProblem: (problem) => problems.push(problem),
    });
    const port = await freePort();
    await telemetry.apply({ prometheusPort: port });
    prometheus = await Prometheus.start(binary, port);
  });
  after(async () => {
    await prometheus?.stop();
    await telemetry?.dispose();
    feed?.dispose();
    await service?.dispose();
    await server?.stop();
  });

  const ask = () => service.complete("Hi").catch(() => undefined);

  it("and answers a query for the breaker's state: closed, open, and closed again", async function () {
    this.timeout(60_000);
    await ask();
    await prometheus.becomes('up{job="editor"}', 1);
    await prometheus.becomes('llm_breaker_state{endpoint="ollama",state="closed"}', 1);
    server.faults.add({ kind: "status", status: 500, body: { error: "out of order" } });
    for (let count = 0; count < 4; count++) await ask();
    await prometheus.becomes('llm_breaker_state{endpoint="ollama",state="open"}', 1);
    assert.deepEqual(
      (await prometheus.query("llm_breaker_state == 1")).map(({ labels }) => labels["state"]),
      ["open"],
    );
    const [wait] = await prometheus.query("llm_breaker_retry_after_seconds");
    assert.ok(wait!.value > 0 && wait!.value <= 60, `${wait!.value}`);
    await prometheus.becomes("llm_breaker_rejected_total", 1);
    server.faults.clear();
    service.allowTrial("ollama");
    await ask();
    await prometheus.becomes('llm_breaker_state{endpoint="ollama",state="closed"}', 1);
    await prometheus.becomes('llm_breaker_transitions_total{from="half_open",to="closed",reason="trial_success"}', 1);
    assert.deepEqual(problems, []);
  });

  it("and has the counts of requests, attempts and tokens", async () => {
    await prometheus.becomes('llm_breaker_requests_total{outcome="success"}', 2);
    await prometheus.becomes('llm_breaker_attempts_total{outcome="failure",kind="server_error"}', 3);
    await prometheus.becomes(
      'gen_ai_client_operation_duration_seconds_count{gen_ai_provider_name="ollama",error_type="500"}',
      3,
    );
    await prometheus.becomes('gen_ai_client_operation_duration_seconds_bucket{error_type="",le="+Inf"}', 2);
    await prometheus.becomes(
      'gen_ai_client_token_usage_count{gen_ai_token_type="output",gen_ai_request_model="llama3.2"}',
      2,
    );
  });

  it("and understands the queries of docs/metrics.md", async () => {
    const page = readFileSync("docs/metrics.md", "utf8").replaceAll("\n", " ");
    const queries = [...page.matchAll(/`((?:llm_breaker_state\{|sum\()[^`]*)`/g)].map(([, query]) => query!);
    assert.equal(queries.length, 2);
    for (const query of queries) await prometheus.query(query);
  });

  it("and promtool finds nothing to correct in the text", async () => {
    const text = await telemetry.prometheusText();
    const child = spawn(promtool, ["check", "metrics"], { stdio: ["pipe", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stdin.end(text);
    const code = await new Promise((resolve) => child.once("close", resolve));
    assert.equal(said, "");
    assert.equal(code, 0);
  });
});
