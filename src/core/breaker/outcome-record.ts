import { LatencyHistogram } from "./latency-histogram";
import { FAILED, SLOW } from "./outcome";
import type { BreakerMetrics, BreakerOptions, Clock, WindowSnapshot } from "./types";
import { createWindow, type OutcomeWindow } from "./window";

type Options = Readonly<BreakerOptions>;

/** What is only counted, under the names of the metrics. */
export type Counts = Pick<
  BreakerMetrics,
  | "consecutiveFailures" | "consecutiveSuccesses" | "totalRequests" | "totalSuccesses" | "totalFailures" | "totalReleased" | "totalRejected"
  | "lastFailureAt" | "lastHealthyAt" | "openedAt"
>;

export function noCounts(): Counts {
  return {
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
}

/** What a breaker remembers of calls: counts, the window, latencies. It decides nothing. */
export class OutcomeRecord {
  readonly counts = noCounts();
  readonly #clock: Clock;
  #window: OutcomeWindow;
  /** Made with the first latency: most breakers of a large program never see a call. */
  #latencies: LatencyHistogram | undefined;
  /** The wall clock as last read, and when (monotonic) that was. */
  #wall: number | undefined;
  #wallReadAt = -Infinity;

  constructor(options: Options, clock: Clock) {
    this.#clock = clock;
    this.#window = createWindow(options.window);
  }

  /** @param ms how long the call took */
  add(failed: boolean, ms: number, now: number, options: Options): void {
    const { counts } = this;
    this.#readWall(now);
    if (failed) {
      counts.lastFailureAt = this.#wall;
      counts.consecutiveFailures++;
      counts.consecutiveSuccesses = 0;
    } else {
      counts.lastHealthyAt = this.#wall;
      counts.consecutiveSuccesses++;
      counts.consecutiveFailures = 0;
    }
    (this.#latencies ??= new LatencyHistogram()).record(ms);
    this.#window.record((failed ? FAILED : 0) | (ms >= options.slowCallDurationMs ? SLOW : 0), now);
  }

  /** True while no call in the window failed or was slow, as it was looked at last: then there is no rate to judge. */
  get flawless(): boolean {
    return !(this.#window.failures | this.#window.slow);
  }

  /** 0..1 over the window at `now`; undefined while it holds too few calls. */
  rate(of: "failures" | "slow", now: number, { minimumCalls, window: limits }: Options): number | undefined {
    const window = this.#window;
    window.expire(now);
    const enough = limits.type === "count" ? Math.min(minimumCalls, limits.size) : minimumCalls;
    return window.calls < enough ? undefined : window[of] / window.calls;
  }

  /** Milliseconds over all calls; undefined when there are none. */
  get latencies(): Pick<BreakerMetrics, "avgResponseTimeMs" | "p50Ms" | "p95Ms" | "p99Ms"> {
    const latencies = this.#latencies;
    return { avgResponseTimeMs: latencies?.averageMs, p50Ms: latencies?.quantileMs(0.5), p95Ms: latencies?.quantileMs(0.95), p99Ms: latencies?.quantileMs(0.99) };
  }

  /** Begins the window anew, as `options` has it. */
  emptyWindow(options: Options): void {
    this.#window = createWindow(options.window);
  }

  saveWindow(now: number): WindowSnapshot {
    return this.#window.save(now);
  }

  restoreWindow(saved: WindowSnapshot, now: number, agedMs: number): void {
    this.#window.restore(saved, now, agedMs);
  }

  /**
   * The wall clock's unit is a millisecond and reading it is a good part of what a call through the breaker costs, so it is not read again while
   * less than one has passed. (None at all has passed only on a clock that stands still: that one is asked.)
   */
  #readWall(now: number): void {
    const since = now - this.#wallReadAt;
    if (since > 0 && since < 1) return;
    this.#wall = this.#clock.wallNow();
    this.#wallReadAt = now;
  }
}
