import type { ExportRecord, StoredRequest } from "./types";

export type ExportFormat = "jsonl" | "csv";

/** The parts of a request that have a column, in their order. */
const columns: readonly [string, (request: StoredRequest) => string | number | undefined][] = [
  ["id", ({ id }) => id],
  ["startedAt", ({ startedAt }) => new Date(startedAt).toISOString()],
  ["command", ({ command }) => command],
  ["title", ({ title }) => title],
  ["outcome", ({ outcome }) => outcome],
  ["kind", ({ kind }) => kind],
  ["endpoint", ({ endpoint }) => endpoint],
  ["model", ({ model }) => model],
  ["durationMs", ({ durationMs }) => durationMs],
  ["ttftMs", ({ ttftMs }) => ttftMs],
  ["promptTokens", ({ usage }) => usage?.promptTokens],
  ["completionTokens", ({ usage }) => usage?.completionTokens],
  ["totalTokens", ({ usage }) => usage?.totalTokens],
  ["finishReason", ({ finishReason }) => finishReason],
  ["errorMessage", ({ errorMessage }) => errorMessage],
  ["attempts", ({ attempts }) => JSON.stringify(attempts)],
  ["messages", ({ messages }) => messages && JSON.stringify(messages)],
  ["answer", ({ content }) => content],
];

/** What stands before the first record. */
export function exportHead(format: ExportFormat): string {
  return format === "csv" ? csvLine(columns.map(([name]) => name)) : "";
}

/**
 * A record as one line, with its end. JSON Lines holds everything; CSV (RFC 4180) has one line a request and nothing for other records.
 * Values are exactly what was stored: nothing guards a spreadsheet against a prompt that begins like a formula.
 */
export function exportLine(format: ExportFormat, record: ExportRecord): string {
  if (format === "jsonl") return `${JSON.stringify(record)}\n`;
  return record.type === "request" ? csvLine(columns.map(([, valueOf]) => valueOf(record))) : "";
}

function csvLine(values: (string | number | undefined)[]): string {
  return `${values.map(csvField).join(",")}\r\n`;
}

function csvField(value: string | number | undefined): string {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
