import type { ExportRecord, StoredRequest } from "./types";

export type ExportFormat = "jsonl" | "csv";

/** The parts of a request that have a column, in their order. */
const columns: readonly [string, (request: StoredRequest) => string | number | undefined][] = [
  ["id", ({ id }) => id],
  ["startedAt", ({ startedAt }) => isoTime(startedAt)],
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
  ["localOnly", ({ localOnly }) => (localOnly ? "true" : "")],
  ["attempts", ({ attempts }) => JSON.stringify(attempts)],
  ["messages", ({ messages }) => messages && JSON.stringify(messages)],
  ["answer", ({ content }) => content],
];

/** What stands before the first record. */
export function exportHead(format: ExportFormat): string {
  return format === "csv" ? csvLine(columns.map(([name]) => name)) : "";
}

/**
 * A record as one line, with its end. JSON Lines holds everything exactly; CSV (RFC 4180) has one line a request and nothing for other records,
 * and an apostrophe before a text that a spreadsheet would take for a formula.
 */
export function exportLine(format: ExportFormat, record: ExportRecord): string {
  if (format === "jsonl") return `${JSON.stringify(record)}\n`;
  return record.type === "request" ? csvLine(columns.map(([, valueOf]) => valueOf(record))) : "";
}

/** A row may come from a window whose clock was far off; that must not end the whole export. */
function isoTime(time: number): string | number {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toISOString();
}

function csvLine(values: (string | number | undefined)[]): string {
  return `${values.map(csvField).join(",")}\r\n`;
}

function csvField(value: string | number | undefined): string {
  const text = typeof value === "number" ? String(value) : defused(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * What a spreadsheet takes for a formula: one of = + - @, also in the forms that East Asian input writes and with a mathematical minus, behind
 * blanks, quotes or invisible characters that it may drop; and a tab or line break, which may begin a cell of its own.
 */
const FORMULA = /^(?:[\t\r\n]|[\s"'\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫−])/u;

/** Prompts, answers and servers' words are foreign text: none of them may run when the file is opened (CWE-1236). */
function defused(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}
