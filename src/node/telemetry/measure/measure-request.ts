import { bareHost, isWeb, parseAddress } from "../../../core/foreign/address";
import type { AttemptRecord } from "../../../core/model/attempt";
import type { EndpointStatus } from "../../../core/model/endpoint";
import type { RequestRecord } from "../../../core/model/request";
import type { Attributes, Measurement } from "./measurement";
import { providerName } from "./provider-name";

/** What is told of an endpoint beside its id. */
export type EndpointPlace = Pick<EndpointStatus, "type" | "url">;

/** What a finished request measures: itself, each of its attempts, and the tokens of the answer. */
export function measureRequest(
  record: RequestRecord,
  placeOf: (endpoint: string) => EndpointPlace | undefined,
): Measurement[] {
  const { outcome, kind, attempts, endpoint } = record;
  const measured: Measurement[] = [
    { metric: "llm_breaker_requests_total", value: 1, attributes: { outcome, ...(kind && { kind }) } },
    { metric: "llm_breaker_request_duration_seconds", value: record.durationMs / 1000, attributes: { outcome } },
  ];
  if (outcome === "success")
    measured.push({ metric: "llm_breaker_fallback_hops", value: hops(record), attributes: {} });
  if (outcome === "cached" && endpoint !== undefined)
    measured.push({ metric: "llm_breaker_cached_answers_total", value: 1, attributes: { endpoint } });
  const answering = outcome === "success" ? attempts.findLast((attempt) => attempt.outcome === "success") : undefined;
  for (const attempt of attempts)
    measured.push(...measureAttempt(attempt, placeOf(attempt.endpoint), attempt === answering ? record : undefined));
  return measured;
}

/** @param answer the request, where this attempt answered it */
function measureAttempt(
  attempt: AttemptRecord,
  place: EndpointPlace | undefined,
  answer: RequestRecord | undefined,
): Measurement[] {
  const { endpoint, outcome, kind, ttftMs, chunks } = attempt;
  const counted: Measurement = {
    metric: "llm_breaker_attempts_total",
    value: 1,
    attributes: { endpoint, outcome, ...(kind && { kind }) },
  };
  const durationMs = attempt.durationMs - (attempt.queuedMs ?? 0);
  // Skipped, or cancelled in our own queue: nothing was sent.
  if (outcome === "skipped" || (outcome === "cancelled" && attempt.queuedMs !== undefined && durationMs <= 0))
    return [counted];

  const attributes = operationAttributes(attempt, place, answer);
  const error = errorType(attempt);
  const withError = error === undefined ? attributes : { ...attributes, "error.type": error };
  const measured: Measurement[] = [
    counted,
    { metric: "gen_ai.client.operation.duration", value: durationMs / 1000, attributes: withError },
  ];
  if (ttftMs !== undefined)
    measured.push({
      metric: "gen_ai.client.operation.time_to_first_chunk",
      value: ttftMs / 1000,
      attributes: withError,
    });
  if (outcome !== "success") return measured;
  if (ttftMs !== undefined && chunks !== undefined && chunks > 1) {
    measured.push({
      metric: "gen_ai.client.operation.time_per_output_chunk",
      value: Math.max(0, durationMs - ttftMs) / 1000 / (chunks - 1),
      attributes,
    });
  }
  for (const [type, tokens] of [
    ["input", answer?.usage?.promptTokens],
    ["output", answer?.usage?.completionTokens],
  ] as const) {
    // Zero stands for "not reported", of which the conventions want no value.
    if (tokens)
      measured.push({
        metric: "gen_ai.client.token.usage",
        value: tokens,
        attributes: { ...attributes, "gen_ai.token.type": type },
      });
  }
  return measured;
}

function operationAttributes(
  { model }: AttemptRecord,
  place: EndpointPlace | undefined,
  answer: RequestRecord | undefined,
): Attributes {
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": place ? providerName(place) : "unknown",
    ...(model !== undefined && { "gen_ai.request.model": model }),
    ...(answer?.model !== undefined && { "gen_ai.response.model": answer.model }),
    ...(place && serverOf(place.url)),
  };
}

function serverOf(url: string): Attributes {
  const address = parseAddress(url);
  if (!address || !isWeb(address)) return {};
  const { hostname, port, protocol } = address;
  return {
    "server.address": bareHost(hostname),
    "server.port": port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
  };
}

function errorType({ outcome, status, kind }: AttemptRecord): string | undefined {
  if (outcome === "success") return undefined;
  if (outcome === "cancelled") return "cancelled";
  return status !== undefined && status >= 400 ? String(status) : (kind ?? "_OTHER");
}

function hops({ attempts, endpoint }: RequestRecord): number {
  const left = attempts.filter(
    (attempt) => attempt.endpoint !== endpoint && (attempt.outcome === "failure" || attempt.outcome === "skipped"),
  );
  return new Set(left.map((attempt) => attempt.endpoint)).size;
}
