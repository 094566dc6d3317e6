import type { ServiceEvent } from "../../../core/model/service-events";
import type { LlmService } from "../../../core/service/service-api";
import type { Measurement } from "./measurement";
import { measureRequest } from "./measure-request";

/** What an event of the service measures; nothing for what `observeService` reads anyway. */
export function measureEvent(event: ServiceEvent, service: Pick<LlmService, "endpoints">): Measurement[] {
  switch (event.type) {
    case "request": {
      const places = new Map(service.endpoints().map((status) => [status.id, status]));
      return measureRequest(event.record, (endpoint) => places.get(endpoint));
    }
    case "state": {
      const { from, to } = event.change;
      const reason = event.followed ? "followed" : event.change.reason;
      return [
        {
          metric: "llm_breaker_transitions_total",
          value: 1,
          attributes: { endpoint: event.endpoint, from, to, reason },
        },
      ];
    }
    case "health":
      return [
        {
          metric: "llm_breaker_health_checks_total",
          value: 1,
          attributes: { endpoint: event.endpoint, result: event.live ? "answered" : "silent" },
        },
      ];
    case "offline":
    case "loading":
    case "status":
      return [];
  }
}
