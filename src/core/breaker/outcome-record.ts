import { CountWindow } from "./count-window";
import { LatencyHistogram } from "./latency-histogram";
import { FAILED, SLOW, type Outcome, type OutcomeWindow } from "./outcome-window";
import { TimeWindow } from "./time-window";
import type { BreakerMetrics, BreakerOptions, BreakerSnapshot, Clock, StateChangeReason } from "./types";

/** What a snapshot carries of it. */
type SavedRecord = Omit<BreakerSnapshot, "version" | "savedAt" | "state" | "mode" | "elapsedMs" | "recoveryMs" | "hinted" | "failedTrials" | "checksum">;

/**
 * What a breaker remembers of calls, and how it looks: the window, latencies, and in its own fields what is only counted, under the names of the
 * metrics.
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
  #healthyAt: number | undefined;

  constructor(clock: Clock, options: Readonly<BreakerOptions>) {
    this.#clock = clock;
    this.empty(options);
  }

  /** Begins a new window. */
  empty({ window }: Readonly<BreakerOptions>): void {
    this.#window = window.type === "count" ? new CountWindow(window.size) : new TimeWindow(window.durationMs);
  }

  /** @param ms how long the call took @returns what calls for opening a closed breaker, if anything does */
  add(failed: boolean, ms: number, now: number, options: Readonly<BreakerOptions>): StateChangeReason | false | undefined {
    if (failed) {
      this.lastFailureAt = this.#clock.wallNow();
      this.consecutiveFailures++;
      this.consecutiveSuccesses = 0;
    } else {
      // Reading the wall clock is a good part of what a call through the breaker costs, and its unit is a millisecond. (No time at all has
      // passed only on a clock that stands still: then it is asked.)
      const since = now - this.#healthyAt!;
      if (!(since > 0 && since < 1)) {
        this.lastHealthyAt = this.#clock.wallNow();
        this.#healthyAt = now;
      }
      this.consecutiveSuccesses++;
      this.consecutiveFailures = 0;
    }
    this.#latencies.record(ms);
    const tally = this.#window.record(((failed ? FAILED : 0) | (ms < options.slowCallDurationMs ? 0 : SLOW)) as Outcome, now);
    // Quick successes alone call for nothing.
    if (!(tally[1] + tally[2] + tally[3])) return undefined;
    const { failureThreshold, failureRateThreshold, slowCallRateThreshold } = options;
    const { failureRate, slowCallRate } = this.rates(now, options);
    // A threshold of 0 turns a rate's rule off.
    return (
      this.consecutiveFailures >= failureThreshold ? "failure_threshold"
      : failureRateThreshold > 0 && failureRate! >= failureRateThreshold ? "failure_rate"
      : slowCallRateThreshold > 0 && slowCallRate! >= slowCallRateThreshold && "slow_call_rate"
    );
  }

  /** 0..1 over the window at `now`; undefined while it holds fewer calls than `minimumCalls` and could hold more. */
  rates(now: number, { minimumCalls }: Readonly<BreakerOptions>): Pick<BreakerMetrics, "failureRate" | "slowCallRate"> {
    const [quick, failed, slow, slowFailed, room] = this.#window.tally(now);
    const calls = quick + failed + slow + slowFailed;
    const rate = (some: number) => (calls >= minimumCalls || !room ? some / calls : undefined);
    return { failureRate: rate(failed + slowFailed), slowCallRate: rate(slow + slowFailed) };
  }

  metrics(now: number, options: Readonly<BreakerOptions>): Omit<BreakerMetrics, "state" | "mode" | "uptimePercentage"> {
    return { ...this, ...this.rates(now, options), ...this.#latencies.metrics };
  }

  save(now: number, { window }: Readonly<BreakerOptions>): SavedRecord {
    return { ...this, [window.type]: this.#window.save(now) } as SavedRecord;
  }

  /** What another kind of window saved is left out. @param then when it was saved */
  restore(saved: SavedRecord, then: number, { window }: Readonly<BreakerOptions>): void {
    for (const name in this) this[name] = (saved as unknown as this)[name];
    // A string gives its characters, and a character nothing but itself.
    const calls = (saved[window.type] ?? "") as Iterable<[outcome: Outcome, calls?: number, ageMs?: number]>;
    for (const [outcome, count, ageMs = 0] of calls) this.#window.record(+outcome as Outcome, then - ageMs, count);
  }
}
