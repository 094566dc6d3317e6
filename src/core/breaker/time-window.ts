import { FAILED } from "./outcome";
import type { WindowSnapshot } from "./types";
import type { OutcomeWindow } from "./window";

/** A window is kept in this many steps, so a call is forgotten at most a twentieth of its duration early, never late. */
const BUCKETS = 20;

/**
 * The calls of the last `durationMs` milliseconds in at most twenty buckets. A bucket begins with a call, not at a multiple of anything, and is
 * forgotten when that call is too old: so calls of one moment are forgotten exactly `durationMs` later, whether or not anything happens.
 */
export class TimeWindow implements OutcomeWindow {
  calls = 0;
  failures = 0;
  slow = 0;
  readonly #durationMs: number;
  /** Oldest first. */
  readonly #buckets: { startedAt: number; calls: number; failures: number; slow: number }[] = [];

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  record(outcome: number, now: number): void {
    this.expire(now);
    this.#add(now, 1, outcome & FAILED, outcome >> 1);
  }

  expire(now: number): void {
    for (let oldest; (oldest = this.#buckets[0]) && now - oldest.startedAt >= this.#durationMs; ) {
      this.calls -= oldest.calls;
      this.failures -= oldest.failures;
      this.slow -= oldest.slow;
      this.#buckets.shift();
    }
  }

  save(now: number): WindowSnapshot {
    this.expire(now);
    return { type: "time", buckets: this.#buckets.map(({ startedAt, calls, failures, slow }) => [Math.max(0, now - startedAt), calls, failures, slow]) };
  }

  restore(saved: WindowSnapshot, now: number, agedMs: number): void {
    if (saved.type !== "time") return;
    for (const [ageMs, calls, failures, slow] of saved.buckets) this.#add(now - ageMs - agedMs, calls, failures, slow);
    this.expire(now);
  }

  #add(at: number, calls: number, failures: number, slow: number): void {
    let newest = this.#buckets.at(-1);
    // A bucket too many can come of rounding, or out of a snapshot.
    if (!newest || (at - newest.startedAt >= this.#durationMs / BUCKETS && this.#buckets.length < BUCKETS)) {
      this.#buckets.push((newest = { startedAt: at, calls: 0, failures: 0, slow: 0 }));
    }
    newest.calls += calls;
    newest.failures += failures;
    newest.slow += slow;
    this.calls += calls;
    this.failures += failures;
    this.slow += slow;
  }
}
