import type { HistoryStore } from "../../core/history/types";
import type { AttemptRecord } from "../../core/model/attempt";
import type { RequestRecord } from "../../core/model/request";
import { failurePhrase } from "../texts/standing";

export interface LastFailure {
  /** Epoch milliseconds at which the attempt ended. */
  at: number;
  text: string;
}

/** Requests of the past that are looked through once for failures of before this window. */
const REQUESTS_LOOKED_THROUGH = 100;

/** The newest failed attempt of every endpoint. */
export class LastFailures {
  readonly #byEndpoint = new Map<string, LastFailure>();

  of(endpoint: string): LastFailure | undefined {
    return this.#byEndpoint.get(endpoint);
  }

  add(record: Pick<RequestRecord, "attempts">): void {
    for (const attempt of record.attempts) if (attempt.outcome === "failure") this.#take(attempt);
  }

  /** Fills in what happened before. Rejects when the history cannot be read. */
  async load(history: Pick<HistoryStore, "listRequests">): Promise<void> {
    const { rows } = await history.listRequests({ limit: REQUESTS_LOOKED_THROUGH });
    for (const row of rows) this.add(row);
  }

  #take(attempt: AttemptRecord): void {
    const at = attempt.startedAt + attempt.durationMs;
    const known = this.#byEndpoint.get(attempt.endpoint);
    if (!known || known.at < at) this.#byEndpoint.set(attempt.endpoint, { at, text: failurePhrase(attempt) });
  }
}
