import type { LogOutputChannel } from "vscode";
import type { Logger } from "../../core/ports/logger";
import { logLine } from "./log-line";

/** The core's logger on the editor's output channel “LLM Breaker”, whose level the user sets there. */
export function outputLogger(channel: Pick<LogOutputChannel, "debug" | "info" | "warn" | "error">): Logger {
  return {
    debug: (message, ...details) => channel.debug(logLine(message, details)),
    info: (message, ...details) => channel.info(logLine(message, details)),
    warn: (message, ...details) => channel.warn(logLine(message, details)),
    error: (message, ...details) => channel.error(logLine(message, details)),
  };
}
