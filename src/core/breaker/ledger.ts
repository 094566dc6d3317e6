import { LatencyHistogram } from "./latency-histogram";
import type { BreakerOptions, BreakerSnapshot, Clock } from "./types";
import { createWindow } from "./create-window";
import { FAILED, SLOW, type OutcomeWindow } from "./window";

type Counts = Pick<
  BreakerSnapshot,
  | "consecutiveFailures" | "consecutiveSuccesses" | "totalRequests" | "totalSuccesses" | "totalFailures" | "totalReleased" | "totalRejected"
  | "lastFailureAt" | "lastHealthyAt" | "openedAt" | "window"
>;

/** What a breaker counts: totals, streaks, the window, latencies. It decides nothing. */
export class Ledger {
  totalRequests = 0;
  totalSuccesses = 0;
  totalFailures = 0;
  totalReleased = 0;
  totalRejected = 0;
  consecutiveFailures = 0;
  consecutiveSuccesses = 0;
  /** Epoch milliseconds. */
  lastFailureAt: number | undefined = undefined;
  lastHealthyAt: number | undefined = undefined;
  openedAt: number | undefined = undefined;
  readonly #clock: Clock;
  #window: OutcomeWindow;
  /** Made with the first latency: most breakers of a large program never see a call. */
  #latencies: LatencyHistogram | undefined = undefined;
  /** The wall clock as last read, and when (monotonic) that was. */
  #wall: number | undefined = undefined;
  #wallReadAt = -Infinity;

  constructor(options: Readonly<BreakerOptions>, clock: Clock) {
    this.#clock = clock;
    this.#window = createWindow(options.window);
  }

  success(durationMs: number, now: number, options: Readonly<BreakerOptions>): void {
    this.lastHealthyAt = this.#wallAt(now);
    this.consecutiveFailures = 0;
    this.consecutiveSuccesses++;
    this.#record(durationMs >= options.slowCallDurationMs ? SLOW : 0, durationMs, now);
  }

  failure(durationMs: number, now: number, options: Readonly<BreakerOptions>): void {
    this.lastFailureAt = this.#wallAt(now);
    this.consecutiveSuccesses = 0;
    this.consecutiveFailures++;
    this.#record(durationMs >= options.slowCallDurationMs ? FAILED | SLOW : FAILED, durationMs, now);
  }

  /** True while no call in the window failed or was slow, as it was looked at last: then there is no rate to judge. */
  get flawless(): boolean {
    return (this.#window.failures | this.#window.slow) === 0;
  }

  /** Whether the window at `now` holds enough calls for its rates to mean anything. */
  enoughCalls(now: number, options: Readonly<BreakerOptions>): boolean {
    const window = this.#window;
    window.expire(now);
    return window.calls >= options.minimumCalls || window.calls === window.capacity;
  }

  /** 0..1 over the window as it was looked at last. */
  get failureRate(): number {
    return this.#window.failures / this.#window.calls;
  }

  get slowCallRate(): number {
    return this.#window.slow / this.#window.calls;
  }

  /** Milliseconds; undefined when no call has reported yet. */
  get averageMs(): number | undefined {
    return this.#latencies?.averageMs;
  }

  quantileMs(quantile: number): number | undefined {
    return this.#latencies?.quantileMs(quantile);
  }

  replaceWindow(options: Readonly<BreakerOptions>): void {
    this.#window = createWindow(options.window);
  }

  /** Empties window and streaks; totals and latencies stay. */
  clear(): void {
    this.consecutiveFailures = this.consecutiveSuccesses = 0;
    this.#window.clear();
  }

  save(now: number, wallNow: number): Counts {
    // With a clock that was set back a past moment may read as a coming one.
    const past = (at: number | undefined) => (at === undefined ? null : Math.min(at, wallNow));
    return {
      consecutiveFailures: this.consecutiveFailures,
      consecutiveSuccesses: this.consecutiveSuccesses,
      totalRequests: this.totalRequests,
      totalSuccesses: this.totalSuccesses,
      totalFailures: this.totalFailures,
      totalReleased: this.totalReleased,
      totalRejected: this.totalRejected,
      lastFailureAt: past(this.lastFailureAt),
      lastHealthyAt: past(this.lastHealthyAt),
      openedAt: past(this.openedAt),
      window: this.#window.snapshot(now),
    };
  }

  /** Takes over what was saved `agedMs` milliseconds before `now`. */
  restore(saved: Counts, now: number, agedMs: number): void {
    this.consecutiveFailures = saved.consecutiveFailures;
    this.consecutiveSuccesses = saved.consecutiveSuccesses;
    this.totalRequests = saved.totalRequests;
    this.totalSuccesses = saved.totalSuccesses;
    this.totalFailures = saved.totalFailures;
    this.totalReleased = saved.totalReleased;
    this.totalRejected = saved.totalRejected;
    this.lastFailureAt = saved.lastFailureAt ?? undefined;
    this.lastHealthyAt = saved.lastHealthyAt ?? undefined;
    this.openedAt = saved.openedAt ?? undefined;
    this.#window.restore(saved.window, now, agedMs);
  }

  #record(outcome: number, durationMs: number, now: number): void {
    (this.#latencies ??= new LatencyHistogram()).record(durationMs);
    this.#window.record(outcome, now);
  }

  /**
   * The wall clock at monotonic `now`. Its unit is a millisecond and reading it is a good part of what a call through the breaker costs, so
   * it is not read again while less than one has passed. (None at all has passed only on a clock that stands still: that one is asked.)
   */
  #wallAt(now: number): number | undefined {
    const since = now - this.#wallReadAt;
    if (since <= 0 || since >= 1) {
      this.#wall = this.#clock.wallNow();
      this.#wallReadAt = now;
    }
    return this.#wall;
  }
}
