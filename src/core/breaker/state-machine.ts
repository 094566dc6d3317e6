import { Emitter } from "../async/emitter";
import { isSameWindow, mergeOptions, type OptionsPatch } from "./options";
import type { OutcomeRecord } from "./record/outcome-record";
import {
  closedPhase,
  downMs,
  elapsedMs,
  forcedOpenPhase,
  halfOpenPhase,
  openPhase,
  recoveryLeftMs,
  type ClosedPhase,
  type Phase,
} from "./phase";
import { hintedTimeMs, recoveryTimeMs } from "./recovery-time";
import type {
  BreakerOptions,
  CircuitState,
  Clock,
  FailureInfo,
  SavedPhase,
  StateChange,
  StateChangeReason,
} from "./types";

export interface StateMachineDeps {
  clock: Clock;
  random: () => number;
  /** What a closed breaker forgets stands there. */
  record: OutcomeRecord;
}

/** The phases of a breaker and the ways from one to another, with the timer that ends an opening. It decides nothing about outcomes. */
export class StateMachine {
  readonly changes = new Emitter<StateChange>();
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #record: OutcomeRecord;
  readonly #createdAt: number;
  #options: Readonly<BreakerOptions>;
  #phase: Phase = closedPhase("auto");
  /** Failed trials since it was last closed: the level of the backoff. */
  #failedTrials = 0;
  #openCause: unknown;
  /** Spent in phases that were open and have ended. */
  #pastDownMs = 0;
  #recoveryTimer: unknown;
  #disposed = false;

  constructor(options: Readonly<BreakerOptions>, { clock, random, record }: StateMachineDeps) {
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
    this.#record = record;
    this.#createdAt = clock.now();
  }

  get options(): Readonly<BreakerOptions> {
    return this.#options;
  }

  /** What was entered last; {@link settle} first where the time that has passed matters. */
  get phase(): Phase {
    return this.#phase;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** As of now: `half_open` as soon as the recovery time has passed. */
  get state(): CircuitState {
    return this.#isRecoveryOver ? "half_open" : this.#phase.state;
  }

  /** The `cause` of the failure that opened it last; undefined once it is closed, and when no failure did. */
  get openCause(): unknown {
    return this.#openCause;
  }

  /** Milliseconds until a call is admitted; Infinity when that is not a matter of time. */
  get retryAfterMs(): number {
    const phase = this.#phase;
    if (this.#disposed || phase.mode === "forced_open") return Infinity;
    if (phase.state === "closed") return 0;
    if (phase.state === "open") return recoveryLeftMs(phase, this.#clock);
    const now = this.#clock.now();
    return phase.slots.freeAt(this.#options.halfOpenMaxCalls, now) - now;
  }

  /** Ends an opening whose time has passed and whose timer has not fired yet. @returns the phase as of now */
  settle(): Phase {
    if (!this.#disposed && this.#isRecoveryOver) this.#enter(halfOpenPhase(), "recovery_timeout");
    return this.#phase;
  }

  /** The hint and the cause of the failure count, if there was one. */
  open(reason: StateChangeReason, info?: FailureInfo, forMs?: number): void {
    const isTime = forMs !== undefined && Number.isFinite(forMs) && forMs > 0;
    const hintMs = isTime ? forMs : hintedTimeMs(info?.retryAfterMs, this.#options);
    this.#openCause = info?.cause;
    this.#enter(
      openPhase(
        this.#clock,
        hintMs ?? recoveryTimeMs(this.#options, this.#failedTrials, this.#random),
        hintMs !== undefined,
      ),
      reason,
    );
  }

  reopenAfterTrial(info?: FailureInfo): void {
    this.#failedTrials++;
    this.open("trial_failure", info);
  }

  halfOpen(reason: StateChangeReason): void {
    this.#enter(halfOpenPhase(), reason);
  }

  close(reason: StateChangeReason, mode: ClosedPhase["mode"]): void {
    this.#enter(closedPhase(mode), reason);
  }

  forceOpen(): void {
    this.#enter(forcedOpenPhase(this.#clock), "mode");
  }

  /**
   * Other options from now on; of what is under way only the recovery time of an opening changes, where no hint set it.
   * @throws RangeError that names the bad or unknown option and its value; nothing is changed then
   */
  configure(patch: OptionsPatch): void {
    // First, since its listeners may configure the breaker too.
    const phase = this.settle();
    const before = this.#options;
    const options = mergeOptions(patch, before);
    this.#options = options;
    if (!isSameWindow(options.window, before.window)) this.#record.emptyWindow(options);
    if (
      phase.state !== "open" ||
      phase.mode !== "auto" ||
      phase.hinted ||
      options.recoveryTimeoutMs === before.recoveryTimeoutMs
    )
      return;
    phase.recoveryMs = recoveryTimeMs(options, this.#failedTrials, this.#random);
    this.settle();
    this.#watchRecovery();
  }

  /** 0..100: the share of its life in which it was not open. */
  uptimePercentage(now: number): number {
    const lifeMs = now - this.#createdAt;
    // No part of no time at all, and none on a clock that went back.
    if (lifeMs <= 0) return 100;
    const downShare = (this.#pastDownMs + downMs(this.#phase, this.#createdAt, now)) / lifeMs;
    return 100 - 100 * Math.min(1, downShare);
  }

  save(): { phase: SavedPhase; failedTrials: number } {
    return { phase: this.#savedPhase(), failedTrials: this.#failedTrials };
  }

  /** @param agedMs how long ago it was saved */
  restore(saved: SavedPhase, failedTrials: number, agedMs: number): void {
    this.#phase = this.#restoredPhase(saved, agedMs);
    this.#failedTrials = failedTrials;
    this.#watchRecovery();
    this.settle();
  }

  /** Stops the timer and ends the events. */
  dispose(): void {
    this.#disposed = true;
    // A copy is another phase: what is under way is late.
    this.#phase = { ...this.#phase };
    this.#watchRecovery();
    this.changes.dispose();
  }

  /** Goes into another phase and tells about it where the state is another one. */
  #enter(phase: Phase, reason: StateChangeReason): void {
    const { counters } = this.#record;
    const from = this.#phase.state;
    const now = this.#clock.now();
    counters.consecutiveSuccesses = 0;
    if (phase.state === "closed" || phase.mode === "forced_open") this.#forget();
    this.#pastDownMs += downMs(this.#phase, this.#createdAt, now);
    this.#phase = phase;
    this.#watchRecovery();
    if (from === phase.state) return;

    const at = this.#clock.wallNow();
    if (phase.state === "open") counters.openedAt = at;
    const retryAfterMs = phase.state === "open" && phase.mode === "auto" ? phase.recoveryMs : this.retryAfterMs;
    // Listeners may call the breaker, so nothing may follow this.
    this.changes.emit(
      Object.freeze({
        from,
        to: phase.state,
        at,
        retryAfterMs,
        consecutiveFailures: counters.consecutiveFailures,
        ...this.#record.rates(now, this.#options),
        reason,
      }),
    );
  }

  /** A closed breaker knows nothing of what was before; the totals stay. */
  #forget(): void {
    this.#record.emptyStreaks();
    this.#record.emptyWindow(this.#options);
    this.#failedTrials = 0;
    this.#openCause = undefined;
  }

  get #isRecoveryOver(): boolean {
    return (
      this.#phase.state === "open" && this.#phase.mode === "auto" && recoveryLeftMs(this.#phase, this.#clock) === 0
    );
  }

  /** Sets the timer for the end of the opening under way, if there is one: no other runs. */
  #watchRecovery(): void {
    this.#clock.clearTimeout(this.#recoveryTimer);
    this.#recoveryTimer = undefined;
    if (this.#disposed || this.#phase.state !== "open" || this.#phase.mode !== "auto") return;
    this.#recoveryTimer = this.#clock.setTimeout(
      () => {
        // It may be too early: timers of runtimes are, and a long time is waited for in pieces.
        this.settle();
        this.#watchRecovery();
      },
      recoveryLeftMs(this.#phase, this.#clock),
    );
  }

  #savedPhase(): SavedPhase {
    const phase = this.#phase;
    if (phase.mode === "forced_open") return { state: "open", mode: "forced_open" };
    if (phase.state === "closed") return { state: "closed", mode: phase.mode };
    if (phase.state === "half_open" || this.#isRecoveryOver) return { state: "half_open", mode: "auto" };
    return {
      state: "open",
      mode: "auto",
      elapsedMs: elapsedMs(phase, this.#clock),
      recoveryMs: phase.recoveryMs,
      hinted: phase.hinted,
    };
  }

  #restoredPhase(saved: SavedPhase, agedMs: number): Phase {
    if (saved.mode === "forced_open") return forcedOpenPhase(this.#clock);
    if (saved.state === "closed") return closedPhase(saved.mode);
    if (saved.state === "half_open") return halfOpenPhase();
    return openPhase(this.#clock, saved.recoveryMs, saved.hinted, saved.elapsedMs + agedMs);
  }
}
