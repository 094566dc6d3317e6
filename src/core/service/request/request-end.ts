import { CircuitOpenError } from "../../breaker/circuit-open-error";
import { AllEndpointsFailedError, EndpointError, type RequestCancelledError } from "../../failure/errors";
import type { FailureKind } from "../../model/failure-kinds";
import type { AttemptRecord } from "../../model/attempt";
import { wordsOfAnswer } from "./words-of-message";
import type { Completion, RequestRecord } from "../../model/request";

/** How a request ended. */
export type RequestEnd =
  /** By an endpoint, or by the cache. */
  | { type: "answered"; completion: Completion }
  | { type: "failed"; error: EndpointError | AllEndpointsFailedError | CircuitOpenError }
  | { type: "cancelled"; error: RequestCancelledError };

/** What is kept of a request whatever its end: all of its record but how it ended. */
export interface RequestFacts extends Pick<
  RequestRecord,
  "startedAt" | "durationMs" | "messages" | "label" | "localOnly"
> {
  attempts: readonly AttemptRecord[];
  /** The answer as far as it was shown. */
  shownText: string;
}

/** What is kept of a request that has ended. */
export function requestRecord(end: RequestEnd, facts: RequestFacts): RequestRecord {
  const { startedAt, durationMs, messages, label, localOnly, attempts, shownText } = facts;
  return {
    startedAt,
    durationMs,
    messages,
    ...(label && { label }),
    ...(localOnly !== undefined && { localOnly }),
    // What the caller does with its answer changes nothing of it.
    attempts: [...attempts],
    ...outcomeOf(end, shownText),
  };
}

function outcomeOf(end: RequestEnd, shownText: string): Omit<RequestRecord, keyof RequestFacts> {
  switch (end.type) {
    case "answered": {
      const { endpoint, model, usage, finishReason, ttftMs, cached } = end.completion;
      const answer = { endpoint, model, usage: { ...usage }, finishReason, content: wordsOfAnswer(end.completion) };
      return cached ? { outcome: "cached", ...answer } : { outcome: "success", ttftMs, ...answer };
    }
    case "failed": {
      const kind = kindOf(end.error);
      const { message: errorMessage } = end.error;
      return { outcome: "failure", errorMessage, content: shownText, ...(kind !== undefined && { kind }) };
    }
    case "cancelled":
      return { outcome: "cancelled", content: shownText };
  }
}

function kindOf(error: (RequestEnd & { type: "failed" })["error"]): FailureKind | undefined {
  if (error instanceof CircuitOpenError) return "circuit_open";
  const last = error instanceof AllEndpointsFailedError ? error.cause : error;
  return last instanceof EndpointError ? last.kind : undefined;
}
