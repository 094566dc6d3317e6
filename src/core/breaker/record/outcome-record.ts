import { CountWindow } from "./count-window";
import { LatencyHistogram, type LatencyMetrics } from "./latency-histogram";
import type { Outcome, OutcomeWindow, SavedWindow, WindowOptions } from "./outcome-window";
import { TimeWindow } from "./time-window";

/** When outcomes open a closed breaker. */
export interface OpeningRules {
  /** Consecutive failures that open the breaker (3). */
  failureThreshold: number;
  /** 0..1: a failure rate of the window at or above this opens too (0.5); 0 turns the rule off. */
  failureRateThreshold: number;
  /** 0..1: a slow-call rate at or above this opens too; 0 (the default) turns the rule off. */
  slowCallRateThreshold: number;
  /** Calls the window must hold before a rate counts (10). */
  minimumCalls: number;
  /** The window of calls on which the rates are judged (the last 20 calls). */
  window: WindowOptions;
}

/** The rule by which a breaker opened. */
export type OpeningReason = "failure_threshold" | "failure_rate" | "slow_call_rate";

interface Counts {
  consecutiveFailures: number;
  consecutiveSuccesses: number;
  /** Admitted calls; refused ones are only in `totalRejected`. */
  totalRequests: number;
  totalSuccesses: number;
  totalFailures: number;
  totalReleased: number;
  totalRejected: number;
}

/** What is only counted, under the names of the metrics. Times are epoch milliseconds. */
export interface SavedCounters extends Counts {
  lastFailureAt?: number | undefined;
  lastHealthyAt?: number | undefined;
  openedAt?: number | undefined;
}

/** 0..1 over the window, undefined below `minimumCalls`. */
interface Rates {
  failureRate: number | undefined;
  slowCallRate: number | undefined;
}

/** What is told of the calls so far. */
export interface RecordMetrics extends Counts, Rates, LatencyMetrics {
  /** Epoch milliseconds; undefined when never. */
  lastFailureAt: number | undefined;
  lastHealthyAt: number | undefined;
  openedAt: number | undefined;
}

/** The wall clock, in epoch milliseconds. @param now what the monotonic clock has just told */
interface WallClock {
  wallNow(now?: number): number;
}

/** How a call ended, and how long it took in milliseconds. */
interface CallOutcome extends Outcome {
  readonly durationMs: number;
}

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
  readonly #clock: WallClock;
  readonly #latencies = new LatencyHistogram();
  #window: OutcomeWindow;

  constructor(clock: WallClock, { window }: Readonly<OpeningRules>) {
    this.#clock = clock;
    this.#window = newWindow(window);
  }

  /** Begins a new window. */
  emptyWindow({ window }: Readonly<OpeningRules>): void {
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
  add(outcome: CallOutcome, now: number, options: Readonly<OpeningRules>): OpeningReason | undefined {
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
  rates(now: number, options: Readonly<OpeningRules>): Rates {
    const { calls, failures, slowCalls } = this.#window.counts(now);
    if (!this.#isEnough(calls, options)) return { failureRate: undefined, slowCallRate: undefined };
    return { failureRate: failures / calls, slowCallRate: slowCalls / calls };
  }

  metrics(now: number, options: Readonly<OpeningRules>): RecordMetrics {
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
  restoreWindow(saved: SavedWindow, savedAt: number, { window }: Readonly<OpeningRules>): void {
    if (window.type === "count" && saved.type === "count")
      this.#window = CountWindow.restore(window.size, saved.outcomes);
    if (window.type === "time" && saved.type === "time")
      this.#window = TimeWindow.restore(window.durationMs, saved.steps, savedAt);
  }

  #isEnough(calls: number, { minimumCalls }: Readonly<OpeningRules>): boolean {
    return calls >= Math.min(minimumCalls, this.#window.capacity);
  }

  #reasonToOpen(now: number, options: Readonly<OpeningRules>): OpeningReason | undefined {
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
