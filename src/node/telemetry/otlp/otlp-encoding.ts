import { ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import type { ResourceMetrics } from "@opentelemetry/sdk-metrics";

/** The protobuf message of an OTLP metrics push. */
export function encodeMetrics(metrics: ResourceMetrics): Uint8Array {
  const message = ProtobufMetricsSerializer.serializeRequest(metrics);
  if (!message) throw new Error("The metrics could not be encoded");
  return message;
}

/** What a receiver says in its answer that it did not take. */
export function rejectionIn(answer: Uint8Array): string | undefined {
  if (answer.byteLength === 0) return undefined;
  const { partialSuccess } = ProtobufMetricsSerializer.deserializeResponse(answer);
  const rejected = Number(partialSuccess?.rejectedDataPoints ?? 0);
  const reason = partialSuccess?.errorMessage;
  if (rejected === 0 && !reason) return undefined;
  return [rejected > 0 ? `${rejected} points refused` : "", reason ?? ""].filter(Boolean).join(", ");
}
