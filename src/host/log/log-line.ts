import { inspect } from "node:util";
import { revealed } from "../../core/foreign/hidden-characters";

/**
 * One entry of the log, with errors and their causes. What a server says may hold line ends and control characters: every line but the first is
 * indented, so that none can pass for an entry of its own, and what nobody sees is shown by its number.
 */
export function logLine(message: string, details: readonly unknown[]): string {
  const all = [
    message,
    ...details.map((detail) => (typeof detail === "string" ? detail : inspect(detail, { depth: 4, breakLength: 120 }))),
  ].join(" ");
  return revealed(all.replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")).replaceAll("\n", "\n    ");
}
