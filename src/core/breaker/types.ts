import type { Subscription } from "../async/emitter";
import type { OpeningReason, OpeningRules, RecordMetrics, SavedCounters } from "./record/outcome-record";
import type { SavedWindow, WindowOptions } from "./record/outcome-window";

export type { Subscription, WindowOptions };

/** The three states of a circuit breaker. */
export type CircuitState = "closed" | "open" | "half_open";

/** `auto` follows the outcomes; `forced_open` refuses until released; `metrics_only` never refuses and never opens, but records. */
export type BreakerMode = "auto" | "forced_open" | "metrics_only";

/** Time comes in from outside, so that a test is exact and instant. */
export interface Clock {
  /** Monotonic time in milliseconds; only differences mean anything. */
  now(): number;
  /**
   * Wall-clock time in milliseconds since the epoch; may jump either way.
   * @param now what {@link now} has told just before, where it was asked: a clock may save itself a reading in the same millisecond
   */
  wallNow(now?: number): number;
  /** Runs `fn` once after `ms` milliseconds, or early where that is longer than its timers take: a runtime's fire at once then. The timer must not keep the process alive where the runtime has a say in that. */
  setTimeout(fn: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** How the recovery time grows when trials keep failing. */
export interface RecoveryBackoff {
  /** Multiplies the recovery time after each failed trial; at least 1 (1: it stays the same). */
  factor: number;
  /** Upper bound of a grown or hinted recovery time, in milliseconds. */
  maxMs: number;
  /** 0..1: the time is spread over time × (1 ± jitter). */
  jitter: number;
}

export interface BreakerOptions extends OpeningRules {
  /** Time from `open` to `half_open` in milliseconds (60 000); 0 is allowed. */
  recoveryTimeoutMs: number;
  /** Consecutive trial successes that close a half-open breaker (1). */
  successThreshold: number;
  /** Trial calls in flight at once while half-open (1). */
  halfOpenMaxCalls: number;
  /** A trial without a sign of life for this long gives its slot back and its late result is ignored, in milliseconds (120 000). */
  trialTimeoutMs: number;
  /** A call at least this slow counts as slow, in milliseconds (30 000). */
  slowCallDurationMs: number;
  /** Growth of the recovery time over repeated failed trials (factor 1, 300 000 ms at most, no jitter). */
  recoveryBackoff: RecoveryBackoff;
}

/** What is known about a failed call. */
export interface FailureInfo {
  /** Latency in milliseconds; without it the time since the permit was taken. */
  durationMs?: number | undefined;
  /** What the endpoint itself asked for, in milliseconds; replaces the recovery time if this failure opens. 0 asks for nothing, and less than a second is taken for one. */
  retryAfterMs?: number | undefined;
  /** The very error, told to whoever is refused later. */
  cause?: unknown;
}

/** The right to make one call. Exactly one of the first three functions counts; later ones are ignored. All may be handed on as callbacks. */
export interface Permit {
  /** The call succeeded. @param durationMs its latency; without it the time since the permit was taken. */
  success(durationMs?: number): void;
  /** The call failed. */
  failure(info?: FailureInfo): void;
  /** No verdict: the call was cancelled, or its failure was not the endpoint's doing. */
  release(): void;
  /** A sign of life: a trial's lease runs anew from now. Nothing else, and nothing once the lease has ended. */
  renew(): void;
}

export type StateChangeReason =
  OpeningReason | "recovery_timeout" | "trial_success" | "trial_failure" | "probe" | "trip" | "reset" | "mode";

export interface StateChange {
  from: CircuitState;
  to: CircuitState;
  /** Epoch milliseconds. */
  at: number;
  /** Milliseconds until a trial is admitted; 0 when it is. */
  retryAfterMs: number;
  consecutiveFailures: number;
  /** 0..1, or undefined while the window holds fewer than `minimumCalls` calls. */
  failureRate: number | undefined;
  slowCallRate: number | undefined;
  reason: StateChangeReason;
}

export interface BreakerMetrics extends RecordMetrics {
  state: CircuitState;
  mode: BreakerMode;
  /** 0..100: the share of time since the breaker was made that it was not open. */
  uptimePercentage: number;
}

/** Plain JSON that carries a breaker across a restart; what has never been is absent. */
export interface BreakerSnapshot extends SavedCounters {
  version: 2;
  /** Epoch milliseconds. */
  savedAt: number;
  phase: SavedPhase;
  /** Failed trials since the breaker was last closed: the level of the backoff. */
  failedTrials: number;
  window: SavedWindow;
  /** Of all the rest. A snapshot that was damaged, or edited, does not fit it and is not believed. */
  checksum: number;
}

/** What state and mode a snapshot was taken in. */
export type SavedPhase =
  | { state: "closed"; mode: "auto" | "metrics_only" }
  | { state: "half_open"; mode: "auto" }
  | { state: "open"; mode: "forced_open" }
  /** `hinted`: the endpoint itself asked for this recovery time. Times in milliseconds. */
  | { state: "open"; mode: "auto"; elapsedMs: number; recoveryMs: number; hinted: boolean };

/** How a call of `execute` ended. */
export type CallEnd = { readonly value: unknown } | { readonly error: unknown };

/** What a breaker takes from outside. */
export interface BreakerDeps {
  /** The runtime's own clocks by default. */
  clock?: Clock | undefined;
  /** Numbers in [0, 1) for the jitter; Math.random by default. */
  random?: (() => number) | undefined;
  /** A {@link BreakerSnapshot}; anything else is ignored. */
  initial?: unknown;
  /** What it protects, for its errors. */
  name?: string | undefined;
  /**
   * Whether what `execute` ran succeeded, where that is not the same as not throwing: "release" means no verdict. Not asked about calls that their
   * caller or their time limit cut short. Where it throws itself, or says none of the three, the rule without it holds.
   */
  judge?: ((end: CallEnd) => "success" | "failure" | "release") | undefined;
}
