import { systemClock } from "../../core/breaker/system-clock";
import type { Clock } from "../../core/breaker/types";
import { silentLogger, type Logger } from "../../core/ports/logger";
import type { LlmService } from "../../core/service/service-api";
import type { Transport } from "../../core/ports/transport";
import type { MeasurementFeed } from "./measure/measurement-feed";
import { Meter } from "./meter";
import { observeService } from "./measure/observe-service";
import { otlpMetricsUrl } from "./otlp/otlp-address";
import { encodeMetrics, rejectionIn } from "./otlp/otlp-encoding";
import { OtlpPush } from "./otlp/otlp-push";
import type { PortProblem } from "./prometheus/port-problem";
import { PrometheusPort } from "./prometheus/prometheus-port";
import { prometheusText } from "./prometheus/prometheus-text";

export interface TelemetryOutputs {
  /** 0: none. */
  prometheusPort: number;
  /** `endpoint`: the receiver's base address, or the whole one of its metrics. */
  otlp?: { endpoint: string; headers: Record<string, string>; intervalMs: number; localOnly?: boolean };
}

export interface TelemetryDeps {
  service: Pick<LlmService, "endpoints" | "offline">;
  feed: Pick<MeasurementFeed, "pour">;
  version: string;
  /** Tells this process from others that report to the same receiver. */
  instanceId: string;
  onProblem(problem: PortProblem): void;
  /** By which metrics are pushed. */
  transport: Pick<Transport, "request">;
  clock?: Clock;
  log?: Logger;
}

export interface Telemetry {
  /** Opens, moves and closes what the settings ask for; counters live on. Rejects only when an address is no http address. */
  apply(outputs: TelemetryOutputs): Promise<void>;
  prometheusText(): Promise<string>;
  /** Closes the port, pushes a last time for at most `flushMs` milliseconds (1 500), and ends all. */
  dispose(flushMs?: number): Promise<void>;
}

/** The way metrics leave, on the OpenTelemetry SDK. Off until `apply` says otherwise; prompts and answers never come here. */
export function createTelemetry({
  service,
  feed,
  version,
  instanceId,
  onProblem,
  transport,
  clock = systemClock,
  log = silentLogger,
}: TelemetryDeps): Telemetry {
  const meter = new Meter(
    { "service.name": "llm-breaker", "service.version": version, "service.instance.id": instanceId },
    () => observeService(service),
  );
  feed.pour((measurement) => meter.record(measurement));
  const text = async (): Promise<string> => prometheusText(await meter.collect());
  const encode = async (): Promise<Uint8Array> => encodeMetrics(await meter.collect());
  const port = new PrometheusPort({ text, clock, log, onProblem });
  let push: OtlpPush | undefined;
  let pushedTo = "";

  return {
    async apply({ prometheusPort, otlp }) {
      const target = otlp ? JSON.stringify(otlp) : "";
      if (target !== pushedTo) {
        pushedTo = target;
        const previous = push;
        push =
          otlp &&
          new OtlpPush({ ...otlp, url: otlpMetricsUrl(otlp.endpoint) }, otlp.intervalMs, {
            transport,
            encode,
            rejection: rejectionIn,
            clock,
            log,
          });
        await previous?.dispose(0);
      }
      await port.set(prometheusPort);
    },
    prometheusText: text,
    async dispose(flushMs = 1_500) {
      await Promise.all([port.set(0), push?.dispose(flushMs)]);
      await meter.shutDown();
    },
  };
}
