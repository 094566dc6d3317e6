import type { Logger } from "../../ports/logger";
import type { Skip } from "./planner";
import type { AttemptRecord } from "../../model/attempt";

/** What a request has tried and passed over, in order. */
export class AttemptList {
  readonly records: AttemptRecord[] = [];
  readonly #onAttempt: ((record: AttemptRecord) => void) | undefined;
  readonly #logger: Logger;

  /** @param onAttempt the caller's, told of each as it is added; what it throws is logged */
  constructor(onAttempt: ((record: AttemptRecord) => void) | undefined, logger: Logger) {
    this.#onAttempt = onAttempt;
    this.#logger = logger;
  }

  add(record: AttemptRecord): void {
    this.records.push(record);
    try {
      this.#onAttempt?.(record);
    } catch (error) {
      this.#logger.warn("An onAttempt listener threw", error);
    }
  }

  /**
   * Endpoints that a step passes over; one that several steps pass over for the same reason is told of once.
   * @param at epoch milliseconds
   */
  addSkipped(step: number, skipped: Skip[], at: number): void {
    for (const { endpoint, ...why } of skipped) {
      if (
        this.records.some(
          (record) => record.outcome === "skipped" && record.endpoint === endpoint.id && record.kind === why.kind,
        )
      )
        continue;
      if (why.kind === "circuit_open") endpoint.breaker.countRefusal();
      this.add({ endpoint: endpoint.id, step, startedAt: at, durationMs: 0, outcome: "skipped", ...why });
    }
  }
}
