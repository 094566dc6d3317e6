import { LatencyHistogram } from "../../../breaker/record/latency-histogram";
import type { EndpointStatus } from "../../../model/endpoint";
import type { Clock } from "../../../ports/clock";

/** How long an answer shows that an endpoint is ready, in milliseconds. */
const READY_MS = 30_000;

/** When an endpoint answered, how many answers in a row were empty, and how long whole ones took. */
export class Answers {
  readonly #clock: Clock;
  readonly #took = new LatencyHistogram();
  #lastAt: number | undefined;
  #emptyStreak = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Epoch milliseconds of the last answer of any kind. */
  get lastAt(): number | undefined {
    return this.#lastAt;
  }

  /** Its last answer came a moment ago, by the wall clock, whichever way that was set meanwhile. */
  get areRecent(): boolean {
    return this.#lastAt !== undefined && Math.abs(this.#clock.wallNow() - this.#lastAt) < READY_MS;
  }

  /** How many were empty, one after the other. */
  get emptyStreak(): number {
    return this.#emptyStreak;
  }

  /** How long whole ones took; undefined: there was none. */
  get durations(): EndpointStatus["answeredIn"] {
    const { p50Ms, p95Ms } = this.#took.metrics;
    return p50Ms !== undefined && p95Ms !== undefined ? { p50Ms, p95Ms } : undefined;
  }

  /** It answered in any way, be it with a refusal. */
  came(): void {
    this.#lastAt = this.#clock.wallNow();
  }

  /** A whole answer. @param tookMs without the load of the model */
  whole(tookMs: number | undefined): void {
    this.came();
    this.endStreak();
    if (tookMs !== undefined) this.#took.record(tookMs);
  }

  /** A call failed. @param empty with an answer that had nothing in it; any other failure ends a streak of these */
  failed(empty: boolean): void {
    this.#emptyStreak = empty ? this.#emptyStreak + 1 : 0;
  }

  endStreak(): void {
    this.#emptyStreak = 0;
  }
}
