import type { Completion, RequestRecord } from "../model/request";
import type { RunningRequest } from "./event-stream";
import type { Run } from "./request/run-context";

/** The requests that have begun and not ended. */
export class RequestsUnderWay {
  readonly #runs = new Map<Run, Promise<Completion>>();
  readonly #ended: (record: RequestRecord) => void;

  /** @param ended told of each at its end, before its caller is */
  constructor(ended: (record: RequestRecord) => void) {
    this.#ended = ended;
  }

  get none(): boolean {
    return this.#runs.size === 0;
  }

  begin(run: Run): RunningRequest {
    const completion = this.#completionOf(run);
    this.#runs.set(run, completion);
    return { completion, cancel: () => run.cancel() };
  }

  /** Resolves when all have ended, and been told of. */
  async cancel(reason: unknown): Promise<void> {
    for (const run of this.#runs.keys()) run.cancel(reason);
    await Promise.allSettled(this.#runs.values());
  }

  async #completionOf(run: Run): Promise<Completion> {
    try {
      const { end, record } = await run.run();
      this.#ended(record);
      if (end.type === "answered") return end.completion;
      throw end.error;
    } finally {
      this.#runs.delete(run);
    }
  }
}
