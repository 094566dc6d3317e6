import assert from "node:assert/strict";
import { createServer, type AddressInfo } from "node:net";
import { silentLogger } from "../../core/ports/logger";
import * as chunk from "../../node/telemetry/index";
import { FakeLlmService, requestRecord } from "../../../test/support/fake-llm-service";
import { OtlpReceiver } from "../../../test/support/otlp/otlp-receiver";
import { createUndiciTransport } from "../../node/transport/undici-transport";
import { MetricsOutputs } from "./metrics-outputs";
import type { MetricsSettings } from "../settings/rules/metrics-rules";

const off: MetricsSettings & { localOnly: boolean } = {
  localOnly: false,
  "metrics.prometheusPort": 0,
  "metrics.otlpEndpoint": "",
  "metrics.otlpHeaders": {},
  "metrics.otlpInterval": 60,
};

class FakeSettings {
  readonly listeners = new Set<() => void>();
  constructor(public current: typeof off) {}
  onDidChange(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }
  set(values: Partial<typeof off>): void {
    this.current = { ...this.current, ...values };
    for (const listener of this.listeners) listener();
  }
}

describe("the outputs of metrics", () => {
  let service: FakeLlmService;
  let settings: FakeSettings;
  let outputs: MetricsOutputs | undefined;
  const transport = createUndiciTransport();
  let loads: number;
  let told: [string, string][];
  const start = (values: Partial<typeof off> = {}, load: () => typeof chunk = () => chunk): MetricsOutputs => {
    settings = new FakeSettings({ ...off, ...values });
    outputs = new MetricsOutputs({
      service,
      settings,
      version: "1.0.0",
      log: silentLogger,
      transport,
      tell: (message, setting) => told.push([message, setting]),
      load: () => {
        loads += 1;
        return load();
      },
    });
    return outputs;
  };
  beforeEach(() => {
    service = new FakeLlmService();
    loads = 0;
    told = [];
  });
  afterEach(async () => {
    await outputs?.shutDown();
    assert.equal(service.listeners.size, 0);
    assert.equal(settings.listeners.size, 0);
  });

  it("load nothing while nothing asks for them", async () => {
    const started = start();
    service.emit({ type: "request", record: requestRecord() });
    settings.set({ "metrics.otlpInterval": 10 });
    await started.ready();
    assert.equal(loads, 0);
  });

  it("give the text with all that happened before, and load once for it", async () => {
    const started = start();
    service.emit({ type: "request", record: requestRecord() });
    assert.match(await started.text(), /llm_breaker_requests_total\{outcome="success"\} 1\n/);
    service.emit({ type: "request", record: requestRecord() });
    assert.match(await started.text(), /llm_breaker_requests_total\{outcome="success"\} 2\n/);
    assert.equal(loads, 1);
  });

  it("follow the settings at once, and off again", async () => {
    const receiver = await OtlpReceiver.start();
    const started = start();
    settings.set({ "metrics.otlpEndpoint": receiver.url, "metrics.otlpHeaders": { "x-scope": "team" } });
    await started.ready();
    await receiver.atLeast(1);
    assert.equal(receiver.last.headers["x-scope"], "team");
    settings.set({ "metrics.otlpEndpoint": "" });
    await started.ready();
    const { requests } = receiver;
    await started.shutDown();
    assert.equal(receiver.requests, requests);
    await receiver.stop();
  });

  it("start with what the settings say, after the editor's start", async () => {
    const receiver = await OtlpReceiver.start();
    const started = start({ "metrics.otlpEndpoint": receiver.url });
    assert.equal(loads, 0);
    await started.ready();
    await receiver.atLeast(1);
    await started.shutDown();
    assert.equal(receiver.requests, 2, "a last push when it ends");
    await receiver.stop();
  });

  it("tell once of a taken port, with the setting's name, and the rest works", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    const started = start({ "metrics.prometheusPort": port });
    await started.ready();
    settings.set({});
    await started.ready();
    assert.deepEqual(
      told.map(([message, setting]) => [message.slice(0, message.indexOf("program")), setting]),
      [
        [
          `The metrics port ${port} (llmBreaker.metrics.prometheusPort) is in use by another `,
          "llmBreaker.metrics.prometheusPort",
        ],
      ],
    );
    assert.match(await started.text(), /llm_breaker_state/);
    await new Promise((resolve) => taken.close(resolve));
  });

  it("tell when the chunk is missing, and harm nothing else", async () => {
    const started = start({ "metrics.prometheusPort": 9464 }, () => {
      throw new Error("Cannot find module");
    });
    await started.ready();
    assert.deepEqual(told, [["Metrics cannot be given out: Cannot find module", "llmBreaker.metrics"]]);
    service.emit({ type: "request", record: requestRecord() });
  });

  it("open nothing after they were shut down", async () => {
    const started = start({ "metrics.prometheusPort": 9464 });
    await started.shutDown();
    assert.equal(loads, 0);
  });

  it("push nothing beyond the private network while all stays local, say so once, and push again afterwards", async () => {
    const receiver = await OtlpReceiver.start();
    const started = start({ localOnly: true, "metrics.otlpEndpoint": "https://otlp.example" });
    await started.ready();
    settings.set({ "metrics.otlpInterval": 10 });
    await started.ready();
    assert.equal(told.length, 1);
    assert.match(told[0]![0], /^Metrics are not pushed while “Local only” .* https:\/\/otlp\.example is beyond/);
    assert.equal(told[0]![1], "llmBreaker.localOnly");
    settings.set({ "metrics.otlpEndpoint": receiver.url });
    await receiver.atLeast(1);
    await started.ready();
    await started.shutDown();
    await receiver.stop();
  });
});
