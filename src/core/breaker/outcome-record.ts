import { CountWindow } from "./count-window";
import { LatencyHistogram } from "./latency-histogram";
import type { Outcome, OutcomeWindow, SavedWindow } from "./outcome-window";
import { TimeWindow } from "./time-window";
import type { BreakerMetrics, BreakerOptions, Clock, StateChangeReason, WindowOptions } from "./types";

/** What is only counted, under the names of the metrics. Times are epoch milliseconds. */
export interface SavedCounters {
  consecutiveFailures: number;
  consecutiveSuccesses: number;
  totalRequests: number;
  totalSuccesses: number;
  totalFailures: number;
  totalReleased: number;
  totalRejected: number;
  lastFailureAt?: number | undefined;
  lastHealthyAt?: number | undefined;
  openedAt?: number | undefined;
}

/** How a call ended, and how long it took in milliseconds. */
export interface CallOutcome extends Outcome {
  readonly durationMs: number;
}

type Rates = Pick<BreakerMetrics, "failureRate" | "slowCallRate">;

/** What a breaker remembers of calls: streaks, totals, latencies, and the window on which its rates are judged. */
export class OutcomeRecord {
  readonly counters: SavedCounters = {
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
  };
  readonly #clock: Clock;
  readonly #latencies = new LatencyHistogram();
  #window: OutcomeWindow;

  constructor(clock: Clock, { window }: Readonly<BreakerOptions>) {
    this.#clock = clock;
    this.#window = newWindow(window);
  }

  /** Begins a new window. */
  emptyWindow({ window }: Readonly<BreakerOptions>): void {
    this.#window = newWindow(window);
  }

  /** Begins new streaks. */
  emptyStreaks(): void {
    this.counters.consecutiveFailures = this.counters.consecutiveSuccesses = 0;
  }

  /** Counts in the totals, which late outcomes do too. */
  countVerdict(type: "success" | "failure" | "release"): void {
    if (type === "success") this.counters.totalSuccesses++;
    else if (type === "failure") this.counters.totalFailures++;
    else this.counters.totalReleased++;
  }

  /** @returns the rule by which a closed breaker opens now, if any does */
  add(outcome: CallOutcome, now: number, options: Readonly<BreakerOptions>): StateChangeReason | undefined {
    const { counters } = this;
    if (outcome.failed) {
      counters.lastFailureAt = this.#clock.wallNow(now);
      counters.consecutiveFailures++;
      counters.consecutiveSuccesses = 0;
    } else {
      counters.lastHealthyAt = this.#clock.wallNow(now);
      counters.consecutiveSuccesses++;
      counters.consecutiveFailures = 0;
    }
    this.#latencies.record(outcome.durationMs);
    this.#window.record(outcome, now);
    return this.#reasonToOpen(now, options);
  }

  /** 0..1 over the window at `now`; undefined while it holds fewer calls than `minimumCalls` and could hold more. */
  rates(now: number, options: Readonly<BreakerOptions>): Rates {
    const { calls, failures, slowCalls } = this.#window.counts(now);
    if (!this.#isEnough(calls, options)) return { failureRate: undefined, slowCallRate: undefined };
    return { failureRate: failures / calls, slowCallRate: slowCalls / calls };
  }

  metrics(now: number, options: Readonly<BreakerOptions>): Omit<BreakerMetrics, "state" | "mode" | "uptimePercentage"> {
    const { lastFailureAt, lastHealthyAt, openedAt, ...counts } = this.counters;
    return {
      ...counts,
      lastFailureAt,
      lastHealthyAt,
      openedAt,
      ...this.rates(now, options),
      ...this.#latencies.metrics,
    };
  }

  saveWindow(now: number): SavedWindow {
    return this.#window.save(now);
  }

  /** What another kind of window saved is left out. @param savedAt on the clock of today */
  restoreWindow(saved: SavedWindow, savedAt: number, { window }: Readonly<BreakerOptions>): void {
    if (window.type === "count" && saved.type === "count")
      this.#window = CountWindow.restore(window.size, saved.outcomes);
    if (window.type === "time" && saved.type === "time")
      this.#window = TimeWindow.restore(window.durationMs, saved.steps, savedAt);
  }

  #isEnough(calls: number, { minimumCalls }: Readonly<BreakerOptions>): boolean {
    return calls >= Math.min(minimumCalls, this.#window.capacity);
  }

  #reasonToOpen(now: number, options: Readonly<BreakerOptions>): StateChangeReason | undefined {
    const { failureThreshold, failureRateThreshold, slowCallRateThreshold } = options;
    if (this.counters.consecutiveFailures >= failureThreshold) return "failure_threshold";
    const { calls, failures, slowCalls } = this.#window.counts(now);
    if (!this.#isEnough(calls, options)) return undefined;
    if (reaches(failures / calls, failureRateThreshold)) return "failure_rate";
    if (reaches(slowCalls / calls, slowCallRateThreshold)) return "slow_call_rate";
    return undefined;
  }
}

/** A threshold of 0 turns a rate's rule off. */
const reaches = (rate: number, threshold: number): boolean => threshold > 0 && rate >= threshold;

const newWindow = (window: WindowOptions): OutcomeWindow =>
  window.type === "count" ? new CountWindow(window.size) : new TimeWindow(window.durationMs);
