import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import type { MetricData, ResourceMetrics } from "@opentelemetry/sdk-metrics";
import { prometheusName } from "../measure/catalogue";

/** Prometheus' text format 0.0.4. The instrumentation scope is left out: it is the same for every series. */
export function prometheusText(metrics: ResourceMetrics): string {
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
  const text = serializer.serialize({
    ...metrics,
    scopeMetrics: metrics.scopeMetrics.map((scope) => ({ ...scope, metrics: scope.metrics.map(renamed) })),
  });
  return text.endsWith("\n") ? text : `${text}\n`;
}

/** The serializer appends no unit to names; Prometheus does when it takes OTLP, and both ways should lead to the same name. */
function renamed(metric: MetricData): MetricData {
  const { descriptor } = metric;
  return { ...metric, descriptor: { ...descriptor, name: prometheusName(descriptor.name, descriptor.unit) } };
}
