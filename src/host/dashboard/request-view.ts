import { isCut, isCutRequest } from "../../core/history/client/bounded-entry";
import type { Lane, RequestSummary, StoredRequest } from "../../core/history/types";
import { toRequestRow, type RequestDetail, type RequestRow } from "../../core/messages/dashboard-results";
import type { AttemptRecord } from "../../core/model/attempt";
import { failurePhrase } from "../texts/standing";

/** More of a text than this is for the answer panel. */
const PROMPT_LENGTH = 4_000;
const ANSWER_LENGTH = 20_000;

/** One line of the history list. */
export function rowOf(request: RequestSummary): RequestRow {
  return toRequestRow({
    ...request,
    ...(request.usage !== undefined && { tokens: request.usage.completionTokens }),
    way: request.attempts.map((attempt) => ({
      endpoint: attempt.endpoint,
      outcome: attempt.outcome,
      ...phraseOf(attempt),
    })),
  });
}

/** Everything that is shown of one request. @param lanes states of the endpoints while it ran */
export function detailOf(request: StoredRequest, lanes: Lane[]): RequestDetail {
  const prompt = request.messages?.findLast((message) => message.role === "user")?.content;
  return {
    ...rowOf(request),
    attempts: request.attempts.map((attempt) => ({
      endpoint: attempt.endpoint,
      step: attempt.step,
      startedAt: attempt.startedAt,
      durationMs: attempt.durationMs,
      outcome: attempt.outcome,
      ...phraseOf(attempt),
      ...(attempt.ttftMs !== undefined && { ttftMs: attempt.ttftMs }),
      ...(attempt.message !== undefined && { message: attempt.message }),
      ...(attempt.model !== undefined && { model: attempt.model }),
    })),
    loads: loadsDuring(request, lanes),
    cut: isCutRequest(request),
    // Half a question is another one.
    canAskAgain:
      request.messages !== undefined &&
      request.messages.length > 0 &&
      !request.messages.some(({ content }) => isCut(content)),
    canOpen:
      (request.outcome === "success" || request.outcome === "cached") &&
      request.messages !== undefined &&
      request.content !== undefined &&
      request.content !== "",
    ...(request.errorMessage !== undefined && { errorMessage: request.errorMessage }),
    ...(prompt !== undefined && { prompt: prompt.slice(0, PROMPT_LENGTH) }),
    ...(request.content !== undefined && { answer: request.content.slice(0, ANSWER_LENGTH) }),
  };
}

function loadsDuring(request: StoredRequest, lanes: Lane[]): RequestDetail["loads"] {
  const endMs = request.startedAt + request.durationMs;
  const touched = new Set(request.attempts.map((attempt) => attempt.endpoint));
  return lanes
    .filter((lane) => touched.has(lane.endpoint))
    .flatMap(({ endpoint, intervals }) =>
      intervals.filter(({ state }) => state === "loading").map(({ fromMs, toMs }) => ({ endpoint, fromMs, toMs })),
    )
    .filter(({ fromMs, toMs }) => fromMs < endMs && toMs > request.startedAt);
}

function phraseOf(attempt: AttemptRecord): { phrase?: string } {
  return attempt.outcome === "failure" || attempt.outcome === "skipped" ? { phrase: failurePhrase(attempt) } : {};
}
