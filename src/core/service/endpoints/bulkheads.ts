import type { ResolvedEndpoint } from "../config/config";
import { Bulkhead } from "./bulkhead";

/** The queues of one endpoint: calls of one model share one. */
export class Bulkheads {
  #limit: number;
  readonly #byModel = new Map<string, Bulkhead>();

  /** @param limit how many calls of one model there may be at once; Infinity: any number */
  constructor(limit: number) {
    this.#limit = limit;
  }

  of(model: string): Bulkhead {
    const known = this.#byModel.get(model);
    if (known) return known;
    const bulkhead = new Bulkhead(this.#limit);
    this.#byModel.set(model, bulkhead);
    return bulkhead;
  }

  /** Another limit from now on, for those too that wait. */
  setLimit(limit: number): void {
    this.#limit = limit;
    for (const bulkhead of this.#byModel.values()) bulkhead.setLimit(limit);
  }

  get inFlight(): number {
    return this.#sum((bulkhead) => bulkhead.inFlight);
  }

  get queued(): number {
    return this.#sum((bulkhead) => bulkhead.queued);
  }

  #sum(of: (bulkhead: Bulkhead) => number): number {
    let total = 0;
    for (const bulkhead of this.#byModel.values()) total += of(bulkhead);
    return total;
  }
}

/** How many calls of one model go to an endpoint at once, unless its settings say so: a local server answers one at a time. */
export function callsAtOnce({ maxConcurrent, tier }: Pick<ResolvedEndpoint, "maxConcurrent" | "tier">): number {
  return maxConcurrent ?? (tier === "local" ? 1 : Infinity);
}
