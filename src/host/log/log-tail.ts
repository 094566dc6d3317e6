import type { Logger } from "../../core/ports/logger";
import { logLine } from "./log-line";

/** How many lines are kept. */
const CAPACITY = 2000;

/** The last lines of the log in memory, for an editor that cannot write its log files. */
export class LogTail {
  readonly #lines: string[] = [];
  readonly #wallNow: () => number;

  /** @param wallNow epoch milliseconds */
  constructor(wallNow: () => number = Date.now) {
    this.#wallNow = wallNow;
  }

  get text(): string {
    return this.#lines.length === 0 ? "" : `${this.#lines.join("\n")}\n`;
  }

  /** A logger that keeps each line here and hands it on. */
  recording(next: Logger): Logger {
    const recorded =
      (level: keyof Logger) =>
      (message: string, ...details: unknown[]): void => {
        this.#add(level, logLine(message, details.map(String)));
        next[level](message, ...details);
      };
    return { debug: recorded("debug"), info: recorded("info"), warn: recorded("warn"), error: recorded("error") };
  }

  #add(level: string, line: string): void {
    this.#lines.push(`${new Date(this.#wallNow()).toISOString()} [${level}] ${line}`);
    if (this.#lines.length > CAPACITY) this.#lines.shift();
  }
}
