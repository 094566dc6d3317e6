import type { RequestRecord } from "../../core/model/request";
import type { ServiceEvent } from "../../core/model/service-events";
import type { LlmService } from "../../core/service/service-api";
import type { Logger } from "../../core/ports/logger";
import { duration } from "../texts/format";
import { failurePhrase } from "../texts/standing";

/** Writes what the service tells into the log: requests and their way, transitions, changes of health. Never what was asked or answered. */
export function logEvents(service: Pick<LlmService, "onEvent">, log: Logger): { dispose(): void } {
  return service.onEvent((event) => {
    const line = lineOf(event);
    if (line) log[line.level](line.text);
  });
}

function lineOf(event: ServiceEvent): { level: "info" | "warn"; text: string } | undefined {
  switch (event.type) {
    case "state": {
      const { from, to, reason, retryAfterMs } = event.change;
      const until = to === "open" && Number.isFinite(retryAfterMs) ? `, next trial in ${duration(retryAfterMs)}` : "";
      return {
        level: to === "open" ? "warn" : "info",
        text: `${event.endpoint}: breaker ${from} -> ${to} (${event.followed ? "seen by another window" : event.alongside !== undefined ? `with ${event.alongside}, at the same address` : reason}${until})`,
      };
    }
    case "health":
      return event.changed
        ? {
            level: event.live ? "info" : "warn",
            text: `${event.endpoint}: live ${event.live}, ready ${event.ready ?? "unknown"}, warm ${event.warm ?? "unknown"}`,
          }
        : undefined;
    case "offline":
      return {
        level: event.offline ? "warn" : "info",
        text: event.offline ? "This machine appears to be offline" : "This machine is online again",
      };
    case "request":
      return { level: "info", text: requestLine(event.record) };
    default:
      return undefined;
  }
}

function requestLine({ outcome, kind, endpoint, model, durationMs, ttftMs, usage, attempts }: RequestRecord): string {
  const way = attempts.map(
    (attempt) =>
      `${attempt.endpoint} ${attempt.outcome === "failure" || attempt.outcome === "skipped" ? failurePhrase(attempt) : attempt.outcome} (${duration(attempt.durationMs)})`,
  );
  const facts = [
    `request ${outcome}${kind === undefined ? "" : ` (${kind})`} in ${duration(durationMs)}`,
    ...(endpoint === undefined ? [] : [`${endpoint} ${model ?? ""}`.trim()]),
    ...(ttftMs === undefined ? [] : [`first token ${duration(ttftMs)}`]),
    ...(usage && usage.totalTokens > 0 ? [`${usage.promptTokens} + ${usage.completionTokens} tokens`] : []),
  ];
  return `${facts.join(", ")}; way: ${way.join(" > ") || "none"}`;
}
