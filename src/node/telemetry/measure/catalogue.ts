/**
 * Every metric there is, as data: the instruments are made from it and the table in docs/metrics.md is written from it.
 *
 * `gen_ai.*` follow OpenTelemetry's semantic conventions for generative AI (development status): name, unit, attributes, buckets.
 * One attempt at one endpoint is one GenAI operation; what the chain makes of the attempts is told by `llm_breaker_*`.
 */
export interface MetricSpec {
  /** `gauge` and `total` are read from the service when metrics are collected, the others are recorded as things happen. */
  kind: "histogram" | "counter" | "gauge" | "total";
  /** UCUM, as OpenTelemetry has it; none for a ratio or a plain number. */
  unit?: "s" | "{token}";
  description: string;
  attributes: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  buckets?: readonly number[];
}

const SECOND_BUCKETS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const TOKEN_BUCKETS = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];
/** The attributes that every measure of an operation has, as far as they are known. */
export const OPERATION_ATTRIBUTES = [
  "gen_ai.operation.name",
  "gen_ai.provider.name",
  "gen_ai.request.model",
  "server.address",
  "server.port",
];

export const catalogue = {
  "gen_ai.client.operation.duration": {
    kind: "histogram",
    unit: "s",
    description:
      "Duration of one attempt at an endpoint, without the time in our own queue. error.type is the HTTP status, the failure kind or cancelled.",
    attributes: [...OPERATION_ATTRIBUTES, "gen_ai.response.model", "error.type"],
    buckets: SECOND_BUCKETS,
  },
  "gen_ai.client.operation.time_to_first_chunk": {
    kind: "histogram",
    unit: "s",
    description: "Time from sending to the first piece of the answer.",
    attributes: [...OPERATION_ATTRIBUTES, "gen_ai.response.model", "error.type"],
    buckets: SECOND_BUCKETS,
  },
  "gen_ai.client.operation.time_per_output_chunk": {
    kind: "histogram",
    unit: "s",
    description: "Mean time between the pieces of an answer after the first one; one value an answer.",
    attributes: [...OPERATION_ATTRIBUTES, "gen_ai.response.model"],
    buckets: SECOND_BUCKETS,
  },
  "gen_ai.client.token.usage": {
    kind: "histogram",
    unit: "{token}",
    description: "Tokens of an answer as the endpoint counted them; gen_ai.token.type is input or output.",
    attributes: [...OPERATION_ATTRIBUTES, "gen_ai.response.model", "gen_ai.token.type"],
    buckets: TOKEN_BUCKETS,
  },
  llm_breaker_state: {
    kind: "gauge",
    description: "1 for the state the breaker is in, 0 for the other two (closed, half_open, open).",
    attributes: ["endpoint", "state"],
  },
  llm_breaker_transitions_total: {
    kind: "counter",
    description: "State changes of a breaker; reason is followed where another window has made it.",
    attributes: ["endpoint", "from", "to", "reason"],
  },
  llm_breaker_retry_after_seconds: {
    kind: "gauge",
    unit: "s",
    description: "Time until an open breaker admits a trial call; 0 when it does, +Inf while it is forced open.",
    attributes: ["endpoint"],
  },
  llm_breaker_consecutive_failures: { kind: "gauge", description: "Failures in a row.", attributes: ["endpoint"] },
  llm_breaker_failure_rate: {
    kind: "gauge",
    description: "Share of failed calls in the window, 0 to 1; absent below minimumCalls.",
    attributes: ["endpoint"],
  },
  llm_breaker_slow_call_rate: {
    kind: "gauge",
    description: "Share of slow calls in the window, 0 to 1; absent below minimumCalls.",
    attributes: ["endpoint"],
  },
  llm_breaker_rejected_total: { kind: "total", description: "Calls a breaker refused.", attributes: ["endpoint"] },
  llm_breaker_latched: {
    kind: "gauge",
    description:
      "1 while nothing is sent for a reason that waiting does not mend, such as auth, quota or model_missing; absent otherwise.",
    attributes: ["endpoint", "kind"],
  },
  llm_breaker_live: {
    kind: "gauge",
    description: "1 when the last health check got an answer, else 0; absent before the first.",
    attributes: ["endpoint"],
  },
  llm_breaker_ready: {
    kind: "gauge",
    description: "1 when the model is installed, else 0; absent when not known.",
    attributes: ["endpoint"],
  },
  llm_breaker_warm: {
    kind: "gauge",
    description: "1 when the model is resident in memory, else 0; absent when not known.",
    attributes: ["endpoint"],
  },
  llm_breaker_in_flight: { kind: "gauge", description: "Calls under way.", attributes: ["endpoint"] },
  llm_breaker_queued: { kind: "gauge", description: "Calls waiting in our own queue.", attributes: ["endpoint"] },
  llm_breaker_offline: { kind: "gauge", description: "1 while this machine has no network, else 0.", attributes: [] },
  llm_breaker_health_checks_total: {
    kind: "counter",
    description: "Health checks; result is answered or silent.",
    attributes: ["endpoint", "result"],
  },
  llm_breaker_attempts_total: {
    kind: "counter",
    description:
      "Attempts at an endpoint; outcome is success, failure, cancelled or skipped, kind says why it failed or was skipped.",
    attributes: ["endpoint", "outcome", "kind"],
  },
  llm_breaker_requests_total: {
    kind: "counter",
    description: "Requests as their callers saw them; outcome is success, failure, cancelled or cached.",
    attributes: ["outcome", "kind"],
  },
  llm_breaker_request_duration_seconds: {
    kind: "histogram",
    unit: "s",
    description: "Duration of a request with all its attempts, waits and queues.",
    attributes: ["outcome"],
    buckets: SECOND_BUCKETS,
  },
  llm_breaker_fallback_hops: {
    kind: "histogram",
    description: "How many other endpoints failed or were skipped before the one that answered a request.",
    attributes: [],
    buckets: [0, 1, 2, 3, 5],
  },
  llm_breaker_cached_answers_total: {
    kind: "counter",
    description: "Requests answered from the cache; endpoint gave the answer once.",
    attributes: ["endpoint"],
  },
} as const satisfies Record<string, MetricSpec>;

export type MetricName = keyof typeof catalogue;
export const metricNames = Object.keys(catalogue) as MetricName[];
export const specOf = (name: MetricName): MetricSpec => catalogue[name];

/**
 * The name under which Prometheus keeps a metric, the same whether it was scraped or came by OTLP: no dots, and the unit at
 * the end where it is seconds (units in braces are notes).
 */
export function prometheusName(name: string, unit: string | undefined): string {
  const plain = name.replaceAll(/[^a-zA-Z0-9_]/g, "_");
  return unit === "s" && !plain.endsWith("_seconds") ? `${plain}_seconds` : plain;
}
