import type { RequestEntry, RequestOutcome, RequestSummary } from "../../../core/history/types";
import { touchedEndpoints } from "../../../core/history/rules/request-text";
import type { Sampled } from "../../../core/history/figures/samples";
import type { AttemptRecord } from "../../../core/model/attempt";
import { attemptValues, durationIn, kindIn, numberOf, timeIn } from "../sqlite/row-values";
import type { Row, SqlValue } from "../sqlite/sqlite-module";
import type { WordTable } from "./word-table";

/** Their places are what is stored: append only. */
export const requestOutcomes: readonly RequestOutcome[] = ["success", "failure", "cancelled", "cached"];
const attemptOutcomes: readonly AttemptRecord["outcome"][] = ["success", "failure", "cancelled", "skipped"];

export const requestColumns =
  "started, duration, ttft, outcome, command, route, kind, endpoint, model, prompt_tokens, completion_tokens, total_tokens, finish, error, attempts, local_only";

/** The values of {@link requestColumns}. */
export function toRow(entry: RequestEntry, words: WordTable): SqlValue[] {
  const { usage } = entry;
  const sum = usage && usage.promptTokens + usage.completionTokens;
  return [
    entry.startedAt,
    entry.durationMs,
    entry.ttftMs ?? null,
    requestOutcomes.indexOf(entry.outcome),
    words.idOf("command", entry.command),
    routeOf(entry, words),
    words.idOrNull("failure", entry.kind),
    words.idOrNull("endpoint", entry.endpoint),
    words.idOrNull("model", entry.model),
    usage?.promptTokens ?? null,
    usage?.completionTokens ?? null,
    usage === undefined || usage.totalTokens === sum ? null : usage.totalTokens,
    words.idOrNull("finish", entry.finishReason),
    entry.errorMessage === undefined ? null : whole(entry.errorMessage),
    attemptsToText(entry, words),
    entry.localOnly ? 1 : null,
  ];
}

/** What numbers stand for. */
type Words = Pick<WordTable, "textOf" | "textOrUndefined">;

export function fromRow(row: Row, words: Words): RequestSummary {
  const startedAt = timeIn(row["started"]);
  const ttftMs = numberOf(row["ttft"]);
  const kind = kindIn(words.textOrUndefined(row["kind"]));
  const endpoint = words.textOrUndefined(row["endpoint"]);
  const model = words.textOrUndefined(row["model"]);
  const finishReason = words.textOrUndefined(row["finish"]);
  const promptTokens = numberOf(row["prompt_tokens"]);
  const completionTokens = numberOf(row["completion_tokens"]) ?? 0;
  return {
    id: Number(row["id"]),
    command: words.textOf(Number(row["command"])),
    ...(typeof row["title"] === "string" && { title: row["title"] }),
    startedAt,
    durationMs: durationIn(row["duration"]),
    ...(ttftMs !== undefined && { ttftMs }),
    outcome: requestOutcomes[Number(row["outcome"])] ?? "failure",
    ...(kind !== undefined && { kind }),
    ...(endpoint !== undefined && { endpoint }),
    ...(model !== undefined && { model }),
    ...(promptTokens !== undefined && {
      usage: {
        promptTokens,
        completionTokens,
        totalTokens: numberOf(row["total_tokens"]) ?? promptTokens + completionTokens,
      },
    }),
    ...(finishReason !== undefined && { finishReason }),
    ...(typeof row["error"] === "string" && { errorMessage: row["error"] }),
    ...(row["local_only"] === 1 && { localOnly: true }),
    attempts: attemptsFromText(String(row["attempts"]), startedAt, model, words),
  };
}

/** The columns that {@link sampledFromRow} reads: a chart goes through thousands of rows, and leaves out what it does not need. */
export const sampledColumns = "started, duration, ttft, outcome, endpoint, completion_tokens, attempts";

export function sampledFromRow(row: Row, words: WordTable): Sampled {
  const startedAt = timeIn(row["started"]);
  const ttftMs = numberOf(row["ttft"]);
  const endpoint = words.textOrUndefined(row["endpoint"]);
  const completionTokens = numberOf(row["completion_tokens"]);
  return {
    startedAt,
    durationMs: durationIn(row["duration"]),
    ...(ttftMs !== undefined && { ttftMs }),
    outcome: requestOutcomes[Number(row["outcome"])] ?? "failure",
    ...(endpoint !== undefined && { endpoint }),
    ...(completionTokens !== undefined && { usage: { completionTokens } }),
    attempts: attemptValues(String(row["attempts"])).map(
      ([id, , offset, durationMs, outcome, ttft, , , , , queued]) => ({
        endpoint: words.textOf(id),
        startedAt: startedAt + offset,
        durationMs,
        ...(typeof queued === "number" && { queuedMs: queued }),
        ...(typeof ttft === "number" && { ttftMs: ttft }),
        outcome: attemptOutcomes[outcome] ?? "failure",
      }),
    ),
  };
}

/** Older runtimes read a text to its first NUL character only. */
export const whole = (text: string): string => text.replaceAll("\0", "\uFFFD");

function routeOf(entry: RequestEntry, words: WordTable): number {
  return words.idOf("route", JSON.stringify(touchedEndpoints(entry)));
}

/**
 * [endpoint, step, start after the request's, duration, outcome, ttft, kind, status, message, model, time in our queue] for each attempt, without the
 * nulls at the end: about twenty bytes for a success. A model is written only where it is not the request's.
 */
function attemptsToText(entry: RequestEntry, words: WordTable): string {
  const rows = entry.attempts.map((attempt) => {
    const model =
      attempt.model === undefined ? null : attempt.model === entry.model ? 0 : words.idOf("model", attempt.model);
    const values = [
      words.idOf("endpoint", attempt.endpoint),
      attempt.step,
      attempt.startedAt - entry.startedAt,
      attempt.durationMs,
      attemptOutcomes.indexOf(attempt.outcome),
      attempt.ttftMs ?? null,
      words.idOrNull("failure", attempt.kind),
      attempt.status ?? null,
      attempt.message ?? null,
      model,
      attempt.queuedMs ?? null,
    ];
    return values.slice(0, values.findLastIndex((value) => value !== null) + 1);
  });
  return JSON.stringify(rows);
}

function attemptsFromText(
  text: string,
  startedAt: number,
  requestModel: string | undefined,
  words: Words,
): AttemptRecord[] {
  return attemptValues(text).map(
    ([endpoint, step, offset, durationMs, outcome, ttft, kind, status, message, modelId, queued]) => {
      const model = modelId === 0 ? requestModel : words.textOrUndefined(modelId ?? undefined);
      const known = kindIn(words.textOrUndefined(kind));
      return {
        endpoint: words.textOf(endpoint),
        step,
        startedAt: startedAt + offset,
        durationMs,
        ...(typeof queued === "number" && { queuedMs: queued }),
        ...(typeof ttft === "number" && { ttftMs: ttft }),
        outcome: attemptOutcomes[outcome] ?? "failure",
        ...(known !== undefined && { kind: known }),
        ...(typeof status === "number" && { status }),
        ...(typeof message === "string" && { message }),
        ...(model !== undefined && { model }),
      };
    },
  );
}
