import { Worker } from "node:worker_threads";
import { t } from "../../../core/l10n/t";
import type { FromWorker, ToWorker, WorkerStart } from "./worker-protocol";

/** How long closing may take before the thread is ended, in milliseconds. */
const CLOSE_TIMEOUT_MS = 3_000;
/** A file may be on a drive that does not answer: then the thread hangs, and nobody waits for it longer than this, in milliseconds. */
const START_TIMEOUT_MS = 30_000;

/** Answers are short-lived: with little room the thread sweeps often instead of letting the process grow. Far above what it ever needs. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 };

/** What the thread says once it has its file. */
export type ThreadMessage = Exclude<FromWorker, { type: "ready" }>;

interface HistoryThreadDeps {
  /** The bundled worker. */
  workerPath: string;
  start: WorkerStart;
  receive(message: ThreadMessage): void;
  /** It is of no use, or has ended; may be said more than once. */
  lost(reason: string): void;
}

/** The thread in which the history's file is worked on: how it starts, how long it may hang, and how it ends. */
export class HistoryThread {
  readonly #worker: Worker;
  readonly #startTimer: NodeJS.Timeout;

  /** @throws where there can be none */
  constructor({ workerPath, start, receive, lost }: HistoryThreadDeps) {
    // No options of this process for it: some are not allowed in a thread.
    this.#worker = new Worker(workerPath, {
      workerData: start,
      execArgv: [],
      resourceLimits: RESOURCE_LIMITS,
      name: "llm-breaker-history",
    });
    this.#startTimer = setTimeout(
      () => lost(t("the file could not be opened within {0} seconds", START_TIMEOUT_MS / 1000)),
      START_TIMEOUT_MS,
    );
    this.#startTimer.unref();
    this.#worker.on("message", (message: FromWorker) => {
      if (message.type === "ready") clearTimeout(this.#startTimer);
      else receive(message);
    });
    this.#worker.on("error", (error) => lost(error.message));
    this.#worker.on("exit", () => lost(t("its thread ended")));
  }

  /** @throws where something in it cannot go to a thread */
  post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** Whether the process goes on while it works: only while somebody waits for it. */
  keepAlive(wanted: boolean): void {
    if (wanted) this.#worker.ref();
    else this.#worker.unref();
  }

  /** Lets it do what it was sent and end. Resolves when it has ended, or has had its time. */
  async close(): Promise<void> {
    clearTimeout(this.#startTimer);
    this.#worker.ref();
    this.post({ type: "close" });
    const ended = new Promise<void>((resolve) => this.#worker.once("exit", () => resolve()));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_TIMEOUT_MS)));
    await Promise.race([ended, late]);
    clearTimeout(timer);
  }

  /** Ends it at once, which may take as long as what it waits for. */
  async terminate(): Promise<void> {
    clearTimeout(this.#startTimer);
    await this.#worker.terminate();
  }
}
