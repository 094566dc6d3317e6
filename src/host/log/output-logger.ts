import { inspect } from "node:util";
import type { LogOutputChannel } from "vscode";
import type { Logger } from "../../core/ports/logger";

/** The core's logger on the editor's output channel “LLM Breaker”, whose level the user sets there. */
export function outputLogger(channel: Pick<LogOutputChannel, "debug" | "info" | "warn" | "error">): Logger {
  return {
    debug: (message, ...details) => channel.debug(line(message, details)),
    info: (message, ...details) => channel.info(line(message, details)),
    warn: (message, ...details) => channel.warn(line(message, details)),
    error: (message, ...details) => channel.error(line(message, details)),
  };
}

/** Errors with their causes: the channel itself would print them without. */
function line(message: string, details: unknown[]): string {
  return [message, ...details.map((detail) => (typeof detail === "string" ? detail : inspect(detail, { depth: 4, breakLength: 120 })))].join(" ");
}
