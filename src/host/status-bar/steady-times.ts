import type { EndpointStatus } from "../../core/model/endpoint";

/** How far the clock by which a breaker waits and the one on the wall may have parted before another time of day is told. */
const MOST_APART_MS = 2_000;

/**
 * Keeps the time of day at which a breaker's wait ends the same for as long as it is the same wait. What is left is measured by another clock than the time of day, and close to a full
 * second the milliseconds between the two would have now this second told and now the next.
 */
export class SteadyTimes {
  #ends = new Map<string, number>();

  /** The endpoints with what is left to them reckoned from the ends that were told before. @param now epoch milliseconds */
  of(endpoints: readonly EndpointStatus[], now: number): EndpointStatus[] {
    const before = this.#ends;
    this.#ends = new Map();
    return endpoints.map((status) => {
      if (status.state !== "open" || !Number.isFinite(status.retryAfterMs)) return status;
      const end = now + status.retryAfterMs;
      const told = before.get(status.id);
      // In whole seconds, in which a time of day is told.
      const steady = told !== undefined && Math.abs(told - end) <= MOST_APART_MS ? told : Math.ceil(end / 1000) * 1000;
      this.#ends.set(status.id, steady);
      return { ...status, retryAfterMs: steady - now };
    });
  }
}
