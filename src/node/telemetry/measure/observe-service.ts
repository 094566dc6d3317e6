import type { CircuitState } from "../../../core/breaker/types";
import type { EndpointStatus } from "../../../core/model/endpoint";
import type { LlmService } from "../../../core/service/service-api";
import type { MetricName } from "./catalogue";
import type { Attributes, Measurement } from "./measurement";

const STATES: readonly CircuitState[] = ["closed", "half_open", "open"];

/** What can be read from the service at any time: every `gauge` and `total` of the catalogue. */
export function observeService(service: Pick<LlmService, "endpoints" | "offline">): Measurement[] {
  return [
    { metric: "llm_breaker_offline", value: Number(service.offline), attributes: {} },
    ...service.endpoints().flatMap(observeEndpoint),
  ];
}

function observeEndpoint(status: EndpointStatus): Measurement[] {
  const { id: endpoint, metrics } = status;
  const observed: Measurement[] = STATES.map((state) => ({
    metric: "llm_breaker_state",
    value: Number(status.state === state),
    attributes: { endpoint, state },
  }));
  /** Leaves out what is not known: a made-up zero would look like a fact. */
  const add = (
    metric: MetricName,
    value: number | boolean | undefined,
    attributes: Attributes = { endpoint },
  ): void => {
    if (value !== undefined) observed.push({ metric, value: Number(value), attributes });
  };
  add("llm_breaker_retry_after_seconds", status.retryAfterMs / 1000);
  add("llm_breaker_consecutive_failures", metrics.consecutiveFailures);
  add("llm_breaker_failure_rate", metrics.failureRate);
  add("llm_breaker_slow_call_rate", metrics.slowCallRate);
  add("llm_breaker_rejected_total", metrics.totalRejected);
  if (status.latched && !status.latched.callsPass)
    add("llm_breaker_latched", 1, { endpoint, kind: status.latched.kind });
  add("llm_breaker_live", status.live);
  add("llm_breaker_ready", status.ready);
  add("llm_breaker_warm", status.warm);
  add("llm_breaker_in_flight", status.inFlight);
  add("llm_breaker_queued", status.queued);
  return observed;
}
