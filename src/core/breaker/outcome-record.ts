import { createWindow } from "./create-window";
import { LatencyHistogram } from "./latency-histogram";
import { FAILED, SLOW, type OutcomeWindow } from "./outcome-window";
import type { BreakerMetrics, BreakerOptions, Clock } from "./types";

type Options = Readonly<BreakerOptions>;

/** What is only counted, under the names of the metrics. */
type Counts = Pick<
  BreakerMetrics,
  | "consecutiveFailures" | "consecutiveSuccesses" | "totalRequests" | "totalSuccesses" | "totalFailures" | "totalReleased" | "totalRejected"
  | "lastFailureAt" | "lastHealthyAt" | "openedAt"
>;

const noCounts = (): Counts => ({
  consecutiveFailures: 0,
  consecutiveSuccesses: 0,
  totalRequests: 0,
  totalSuccesses: 0,
  totalFailures: 0,
  totalReleased: 0,
  totalRejected: 0,
  lastFailureAt: undefined,
  lastHealthyAt: undefined,
  openedAt: undefined,
});

/** What a breaker remembers of calls: counts, the window, latencies. It decides nothing. */
export class OutcomeRecord {
  readonly counts = noCounts();
  readonly latencies = new LatencyHistogram();
  window: OutcomeWindow;
  readonly #clock: Clock;
  /** Monotonic time of `lastHealthyAt`. */
  #healthyAt = -Infinity;

  constructor(options: Options, clock: Clock) {
    this.#clock = clock;
    this.window = createWindow(options.window);
  }

  /** @param ms how long the call took */
  add(failed: boolean, ms: number, now: number, { slowCallDurationMs }: Options): void {
    const { counts } = this;
    if (failed) {
      counts.lastFailureAt = this.#clock.wallNow();
      counts.consecutiveFailures++;
      counts.consecutiveSuccesses = 0;
    } else {
      // Reading the wall clock is a good part of what a call through the breaker costs, and its unit is a millisecond. (No time at all has
      // passed only on a clock that stands still: then it is asked.)
      const since = now - this.#healthyAt;
      if (!(since > 0 && since < 1)) {
        counts.lastHealthyAt = this.#clock.wallNow();
        this.#healthyAt = now;
      }
      counts.consecutiveSuccesses++;
      counts.consecutiveFailures = 0;
    }
    this.latencies.record(ms);
    this.window.record((failed ? FAILED : 0) | (ms < slowCallDurationMs ? 0 : SLOW), now);
  }

  /** 0..1 over the window at `now`; undefined while it holds fewer calls than `minimumCalls` and could hold more. */
  rates(now: number, { minimumCalls }: Options): Pick<BreakerMetrics, "failureRate" | "slowCallRate"> {
    const { window } = this;
    window.expire(now);
    const { calls, failures, slow } = window;
    const enough = calls >= Math.min(minimumCalls, window.capacity);
    return { failureRate: enough ? failures / calls : undefined, slowCallRate: enough ? slow / calls : undefined };
  }
}
