import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../src/core/breaker/system-clock";
import type { HistoryClient } from "../../../src/core/history/client/history-client";
import type { HistoryTrouble } from "../../../src/core/history/client/trouble";
import type { ExportRecord, HistoryOptions, RequestEntry } from "../../../src/core/history/types";
import { historyFileName } from "../../../src/node/history/history-file";
import { openHistory } from "../../../src/node/history/open-history";
import { setAsideFolders } from "../../../src/node/history/file/set-aside";
import { buildHistoryWorker } from "./build-worker";

export const numbered = (n: number): RequestEntry => ({
  command: "Ask",
  startedAt: 1_790_000_000_000 + n,
  durationMs: 0,
  outcome: "success",
  endpoint: "ollama",
  errorMessage: String(n),
  attempts: [{ endpoint: "ollama", step: 0, startedAt: 1_790_000_000_000 + n, durationMs: 0, outcome: "success" }],
  messages: [{ role: "user", content: `question ${n}` }],
  content: `answer ${n} `.repeat(20),
});

/** Windows on one history folder, each with a worker of its own, all in this process. */
export class Windows {
  readonly directory = mkdtempSync(join(tmpdir(), "llm-breaker-windows-"));
  readonly path = join(this.directory, historyFileName);
  readonly lines: string[] = [];
  readonly troubles: HistoryTrouble[] = [];
  readonly #open = new Set<HistoryClient>();
  readonly #workerPath: string;

  constructor(workerPath: string) {
    this.#workerPath = workerPath;
  }

  open(options: Partial<HistoryOptions> = {}): HistoryClient {
    const keep = (message: string) => void this.lines.push(message);
    const logger = { debug: keep, info: keep, warn: keep, error: keep };
    const history = openHistory({
      directory: this.directory,
      workerPath: this.#workerPath,
      clock: systemClock,
      logger,
      options: { maxAgeMs: 1e13, ...options },
      onTrouble: (trouble) => this.troubles.push(trouble),
    });
    this.#open.add(history);
    return history;
  }

  /** Records the numbers from..to (exclusive) in a window, and waits until it says that they are stored. */
  async write(history: HistoryClient, from: number, to: number): Promise<void> {
    for (let n = from; n < to; n++) history.recordRequest(numbered(n));
    await history.flush();
  }

  /** The numbers of what a window has, in order; each as often as it is there. */
  async numbers(history: HistoryClient): Promise<number[]> {
    const found: number[] = [];
    for await (const batch of history.export({ includeEvents: false })) found.push(...batch.map(numberOf));
    return found.sort((a, b) => a - b);
  }

  setAside(): string[] {
    return setAsideFolders(this.path);
  }

  /** Waits until a window has exactly the numbers 0..count-1, which may be carried over bit by bit. */
  async untilNumbers(history: HistoryClient, count: number): Promise<void> {
    const wanted = Array.from({ length: count }, (_, n) => n);
    let found: number[] = [];
    for (let look = 0; look < 400; look++) {
      found = await this.numbers(history);
      if (found.length === count) break;
      await wait(25);
    }
    assert.deepEqual(found, wanted);
  }

  async untilLogged(pattern: RegExp): Promise<void> {
    for (let look = 0; look < 2_000; look++) {
      if (this.lines.some((line) => pattern.test(line))) return;
      await wait(10);
    }
    assert.fail(`never logged: ${pattern}\n${this.lines.join("\n")}`);
  }

  async close(history: HistoryClient): Promise<void> {
    this.#open.delete(history);
    await history.dispose();
  }

  async remove(): Promise<void> {
    await Promise.all([...this.#open].map((history) => history.dispose()));
    rmSync(this.directory, { recursive: true, force: true });
  }
}

let built: Promise<string> | undefined;
/** The bundled worker, made once for all tests of a run. */
export function builtWorker(): Promise<string> {
  return (built ??= (async () => {
    const directory = mkdtempSync(join(tmpdir(), "llm-breaker-worker-"));
    process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
    const path = join(directory, "history-worker.js");
    await buildHistoryWorker(path);
    return path;
  })());
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const numberOf = (record: ExportRecord): number => ("errorMessage" in record ? Number(record.errorMessage) : NaN);
