import { MeasurementFeed } from "../../src/node/telemetry/measure/measurement-feed";
import { createTelemetry, type Telemetry } from "../../src/node/telemetry/telemetry";
import { endpointStatus, FakeLlmService, requestRecord } from "./fake-llm-service";
import { createUndiciTransport } from "../../src/node/transport/undici-transport";

/** The real exporter over a service to which everything has happened: each metric has a series. */
export function busyTelemetry(): { telemetry: Telemetry; dispose(): Promise<void> } {
  const open = endpointStatus({ id: "cloud", state: "open", retryAfterMs: 30_000 });
  const service = new FakeLlmService([
    endpointStatus({ live: true, ready: true, warm: true, inFlight: 1, queued: 5 }),
    {
      ...open,
      live: false,
      ready: false,
      latched: { kind: "auth", message: "no key" },
      metrics: { ...open.metrics, failureRate: 0.6, slowCallRate: 0.1, totalRejected: 2 },
    },
    endpointStatus({ id: "forced", mode: "forced_open", state: "open", retryAfterMs: Infinity }),
  ]);
  const feed = new MeasurementFeed(service);
  const telemetry = createTelemetry({
    transport: createUndiciTransport(),
    service,
    feed,
    version: "0",
    instanceId: "window-1",
    onProblem: (problem) => {
      throw new Error(JSON.stringify(problem));
    },
  });
  const [answered] = requestRecord().attempts;
  const failed = { ...answered!, endpoint: "cloud", outcome: "failure", kind: "server_error", status: 500 } as const;
  service.emit({ type: "request", record: requestRecord() });
  service.emit({ type: "request", record: requestRecord({ attempts: [failed, answered!] }) });
  service.emit({ type: "request", record: requestRecord({ outcome: "cached", attempts: [] }) });
  service.emit({
    type: "request",
    record: requestRecord({ outcome: "failure", kind: "server_error", attempts: [failed] }),
  });
  service.emit({ type: "health", endpoint: "cloud", at: 0, live: false, changed: true });
  service.emit({
    type: "state",
    endpoint: "cloud",
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
  return {
    telemetry,
    async dispose() {
      await telemetry.dispose();
      feed.dispose();
    },
  };
}
