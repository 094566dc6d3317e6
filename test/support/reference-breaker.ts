import type { BreakerMode, BreakerOptions, CircuitState } from "../../src/core/index";
import type { FakeClock } from "./fake-clock";

export interface ReferenceCall {
  generation: number;
  startedAt: number;
}

interface Outcome {
  at: number;
  failed: boolean;
  slow: boolean;
}

/**
 * What a breaker should do, written down as plainly as it can be: lists where the real one has rings, sums where that one counts, nothing
 * optimised. No jitter, and times are told of only when somebody asks.
 */
export class ReferenceBreaker {
  mode: BreakerMode = "auto";
  kind: CircuitState = "closed";
  generation = 0;
  consecutiveFailures = 0;
  consecutiveSuccesses = 0;
  failedTrials = 0;
  requests = 0;
  successes = 0;
  failures = 0;
  releases = 0;
  rejections = 0;
  cause: unknown;
  readonly story: string[] = [];
  #outcomes: Outcome[] = [];
  #latencies: number[] = [];
  #opened = { now: 0, wall: 0, recoveryMs: 0, hinted: false };
  #leases: { call: ReferenceCall; until: number }[] = [];
  readonly #clock: FakeClock;

  constructor(
    public options: BreakerOptions,
    clock: FakeClock,
  ) {
    this.#clock = clock;
  }

  get state(): CircuitState {
    if (this.mode === "forced_open") return "open";
    return this.kind === "open" && this.#isOver() ? "half_open" : this.kind;
  }

  get retryAfterMs(): number {
    if (this.mode === "forced_open") return Infinity;
    if (this.kind === "open") return this.#isOver() ? 0 : this.#opened.recoveryMs - this.#elapsed();
    if (this.kind === "closed") return 0;
    const taken = this.#leases
      .filter(({ until }) => until > this.#clock.now())
      .map(({ until }) => until)
      .sort((a, b) => a - b);
    return taken.length < this.options.halfOpenMaxCalls
      ? 0
      : (taken[taken.length - this.options.halfOpenMaxCalls] as number) - this.#clock.now();
  }

  get failureRate(): number | undefined {
    return this.#rate(({ failed }) => failed);
  }

  get slowCallRate(): number | undefined {
    return this.#rate(({ slow }) => slow);
  }

  get averageMs(): number | undefined {
    return this.#latencies.length === 0
      ? undefined
      : this.#latencies.reduce((sum, ms) => sum + ms, 0) / this.#latencies.length;
  }

  settle(): void {
    if (this.mode === "auto" && this.kind === "open" && this.#isOver()) this.#become("half_open", "recovery_timeout");
  }

  acquire(): ReferenceCall | undefined {
    this.settle();
    const now = this.#clock.now();
    this.#leases = this.#leases.filter(({ until }) => until > now);
    const full = this.kind === "half_open" && this.#leases.length >= this.options.halfOpenMaxCalls;
    if (this.mode === "forced_open" || this.kind === "open" || full) {
      this.rejections++;
      return undefined;
    }
    this.requests++;
    const call = { generation: this.generation, startedAt: now };
    if (this.kind === "half_open") this.#leases.push({ call, until: now + this.options.trialTimeoutMs });
    return call;
  }

  success(call: ReferenceCall, durationMs?: number): void {
    this.successes++;
    if (!this.#isCurrent(call)) return;
    this.consecutiveSuccesses++;
    this.consecutiveFailures = 0;
    this.#record(call, false, durationMs);
    const slow =
      this.options.slowCallRateThreshold > 0 &&
      (durationMs ?? this.#clock.now() - call.startedAt) >= this.options.slowCallDurationMs;
    if (this.kind === "half_open" && slow) {
      this.failedTrials++;
      this.#open("trial_failure", undefined, undefined);
    } else if (this.kind === "half_open" && this.consecutiveSuccesses >= this.options.successThreshold)
      this.#startAnew("closed", "trial_success");
    else if (this.kind === "closed") this.#judgeRates(undefined, undefined);
  }

  failure(call: ReferenceCall, durationMs: number | undefined, hint: number | undefined, cause: unknown): void {
    this.failures++;
    if (!this.#isCurrent(call)) return;
    this.consecutiveFailures++;
    this.consecutiveSuccesses = 0;
    this.#record(call, true, durationMs);
    if (this.kind === "half_open") {
      this.failedTrials++;
      this.#open("trial_failure", hint, cause);
    } else if (this.mode === "auto" && this.consecutiveFailures >= this.options.failureThreshold)
      this.#open("failure_threshold", hint, cause);
    else this.#judgeRates(hint, cause);
  }

  renew(call: ReferenceCall): void {
    const lease = this.#leases.find((other) => other.call === call);
    if (lease && lease.until > this.#clock.now()) lease.until = this.#clock.now() + this.options.trialTimeoutMs;
  }

  release(call: ReferenceCall): void {
    this.releases++;
    this.#isCurrent(call);
  }

  trip(): void {
    this.settle();
    if (this.mode === "auto" && this.kind !== "open") this.#open("trip", undefined, undefined);
  }

  recover(): void {
    this.settle();
    if (this.mode === "auto" && this.kind === "open") this.#become("half_open", "probe");
  }

  reset(): void {
    this.settle();
    if (this.mode !== "forced_open") this.#startAnew("closed", "reset");
  }

  setMode(mode: BreakerMode): void {
    this.settle();
    if (mode === this.mode) return;
    const from = this.state;
    this.mode = mode;
    this.kind = from;
    this.#startAnew(mode === "forced_open" ? "open" : "closed", "mode");
  }

  configure(patch: Partial<BreakerOptions>): void {
    this.settle();
    this.options = { ...this.options, ...patch };
    if (patch.window) this.#outcomes = [];
    if (patch.recoveryTimeoutMs !== undefined && !this.#opened.hinted) this.#opened.recoveryMs = this.#recoveryMs();
    this.settle();
  }

  /** Its calls under way are lost, its slots are free. What has passed of an opening has passed by both clocks from now on. */
  restart(): void {
    this.settle();
    const elapsed = this.#elapsed();
    this.#opened = { ...this.#opened, now: this.#clock.now() - elapsed, wall: this.#clock.wallNow() - elapsed };
    this.#leases = [];
    this.#latencies = [];
    this.cause = undefined;
    this.generation++;
  }

  #elapsed(): number {
    return Math.max(0, this.#clock.now() - this.#opened.now, this.#clock.wallNow() - this.#opened.wall);
  }

  #isOver(): boolean {
    return this.#elapsed() >= this.#opened.recoveryMs;
  }

  #isCurrent(call: ReferenceCall): boolean {
    if (call.generation !== this.generation) return false;
    if (this.kind !== "half_open") return true;
    const lease = this.#leases.find((other) => other.call === call);
    this.#leases = this.#leases.filter((other) => other !== lease);
    return lease !== undefined && lease.until > this.#clock.now();
  }

  #record(call: ReferenceCall, failed: boolean, durationMs: number | undefined): void {
    const ms = durationMs ?? this.#clock.now() - call.startedAt;
    this.#latencies.push(ms);
    this.#outcomes.push({ at: this.#clock.now(), failed, slow: ms >= this.options.slowCallDurationMs });
  }

  #inWindow(): Outcome[] {
    const { window } = this.options;
    return window.type === "count"
      ? this.#outcomes.slice(-window.size)
      : this.#outcomes.filter(({ at }) => this.#clock.now() - at < window.durationMs);
  }

  #rate(counts: (outcome: Outcome) => boolean): number | undefined {
    const calls = this.#inWindow();
    const { window, minimumCalls } = this.options;
    const enough = window.type === "count" ? Math.min(minimumCalls, window.size) : minimumCalls;
    return calls.length < enough ? undefined : calls.filter(counts).length / calls.length;
  }

  #judgeRates(hint: number | undefined, cause: unknown): void {
    if (this.mode !== "auto") return;
    const { failureRateThreshold, slowCallRateThreshold } = this.options;
    if (failureRateThreshold > 0 && (this.failureRate ?? -1) >= failureRateThreshold)
      this.#open("failure_rate", hint, cause);
    else if (slowCallRateThreshold > 0 && (this.slowCallRate ?? -1) >= slowCallRateThreshold)
      this.#open("slow_call_rate", hint, cause);
  }

  #recoveryMs(): number {
    const { factor, maxMs } = this.options.recoveryBackoff;
    let ms = this.options.recoveryTimeoutMs;
    for (let trial = 0; trial < this.failedTrials && factor > 1; trial++)
      ms = Math.min(ms * factor, Math.max(maxMs, this.options.recoveryTimeoutMs));
    return ms;
  }

  #open(reason: string, hint: number | undefined, cause: unknown): void {
    const hinted = hint !== undefined && hint > 0;
    const recoveryMs = hinted
      ? Math.max(Math.min(1_000, this.options.recoveryTimeoutMs), Math.min(hint, this.options.recoveryBackoff.maxMs))
      : this.#recoveryMs();
    this.#opened = { now: this.#clock.now(), wall: this.#clock.wallNow(), recoveryMs, hinted };
    this.cause = cause;
    this.consecutiveSuccesses = 0;
    this.#become("open", reason);
  }

  #startAnew(kind: CircuitState, reason: string): void {
    this.#outcomes = [];
    this.consecutiveFailures = this.consecutiveSuccesses = this.failedTrials = 0;
    this.cause = undefined;
    this.#become(kind, reason);
  }

  #become(kind: CircuitState, reason: string): void {
    if (kind !== this.kind) this.story.push(`${this.kind}>${kind}:${reason}`);
    this.kind = kind;
    this.generation++;
    this.#leases = [];
  }
}
