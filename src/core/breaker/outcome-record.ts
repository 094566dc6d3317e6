import { CountWindow } from "./count-window";
import { LatencyHistogram } from "./latency-histogram";
import { FAILED, SLOW, type OutcomeWindow } from "./outcome-window";
import { TimeWindow } from "./time-window";
import type { BreakerMetrics, BreakerOptions, BreakerSnapshot, Clock } from "./types";

/** What a snapshot carries of it. */
type SavedRecord = Omit<BreakerSnapshot, "version" | "savedAt" | "state" | "mode" | "elapsedMs" | "recoveryMs" | "hinted" | "failedTrials" | "checksum">;

/**
 * What a breaker remembers of calls: the window, latencies, and in its own fields what is only counted, under the names of the metrics. It
 * decides nothing.
 */
export class OutcomeRecord {
  consecutiveFailures = 0;
  consecutiveSuccesses = 0;
  totalRequests = 0;
  totalSuccesses = 0;
  totalFailures = 0;
  totalReleased = 0;
  totalRejected = 0;
  lastFailureAt: number | undefined;
  lastHealthyAt: number | undefined;
  openedAt: number | undefined;
  readonly #clock: Clock;
  readonly #latencies = new LatencyHistogram();
  #window!: OutcomeWindow;
  /** Monotonic time of `lastHealthyAt`. */
  #healthyAt = -Infinity;

  constructor(clock: Clock, options: Readonly<BreakerOptions>) {
    this.#clock = clock;
    this.empty(options);
  }

  /** Begins a new window. */
  empty({ window }: Readonly<BreakerOptions>): void {
    this.#window = window.type === "count" ? new CountWindow(window.size) : new TimeWindow(window.durationMs);
  }

  /** @param ms how long the call took @returns whether the window holds anything but quick successes */
  add(failed: boolean, ms: number, now: number, { slowCallDurationMs }: Readonly<BreakerOptions>): boolean {
    if (failed) {
      this.lastFailureAt = this.#clock.wallNow();
      this.consecutiveFailures++;
      this.consecutiveSuccesses = 0;
    } else {
      // Reading the wall clock is a good part of what a call through the breaker costs, and its unit is a millisecond. (No time at all has
      // passed only on a clock that stands still: then it is asked.)
      const since = now - this.#healthyAt;
      if (!(since > 0 && since < 1)) {
        this.lastHealthyAt = this.#clock.wallNow();
        this.#healthyAt = now;
      }
      this.consecutiveSuccesses++;
      this.consecutiveFailures = 0;
    }
    this.#latencies.record(ms);
    this.#window.record((failed ? FAILED : 0) | (ms < slowCallDurationMs ? 0 : SLOW), now);
    return (this.#window.failures | this.#window.slow) > 0;
  }

  /** 0..1 over the window at `now`; undefined while it holds fewer calls than `minimumCalls` and could hold more. */
  rates(now: number, { minimumCalls }: Readonly<BreakerOptions>): Pick<BreakerMetrics, "failureRate" | "slowCallRate"> {
    const window = this.#window;
    window.expire(now);
    const { calls, failures, slow } = window;
    const enough = calls >= Math.min(minimumCalls, window.capacity);
    return { failureRate: enough ? failures / calls : undefined, slowCallRate: enough ? slow / calls : undefined };
  }

  metrics(now: number, options: Readonly<BreakerOptions>): Omit<BreakerMetrics, "state" | "mode" | "uptimePercentage"> {
    return { ...this, ...this.rates(now, options), ...this.#latencies.metrics };
  }

  save(now: number): SavedRecord {
    return { ...this, ...this.#window.save(now) };
  }

  /** @param agedMs how long ago it was saved */
  restore(saved: SavedRecord, now: number, agedMs: number): void {
    for (const name in this) this[name] = (saved as unknown as this)[name];
    this.#window.restore(saved, now, agedMs);
  }
}
