import type { WindowSnapshot } from "./types";
import { FAILED, type OutcomeWindow } from "./window";

/** A window of `durationMs` is kept in this many steps, so a call is forgotten at most a twentieth of the window early, never late. */
const BUCKETS = 20;

interface Bucket {
  /** The time of its first call: everything in it is forgotten when that one is too old. */
  startedAt: number;
  calls: number;
  failures: number;
  slow: number;
}

/**
 * The calls of the last `durationMs` milliseconds in a ring of buckets. A bucket begins with a call, not at a multiple of anything, so
 * calls of one moment are forgotten exactly `durationMs` later. It ages whenever it is looked at, with calls or without.
 */
export class TimeWindow implements OutcomeWindow {
  calls = 0;
  failures = 0;
  slow = 0;
  readonly capacity = Infinity;
  readonly #durationMs: number;
  /** Buckets are made as they are needed and then used again. */
  #ring: Bucket[] = [];
  #oldest = 0;
  #used = 0;

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  record(outcome: number, now: number): void {
    this.expire(now);
    this.#add(now, 1, outcome & FAILED, outcome >> 1);
  }

  expire(now: number): void {
    while (this.#used > 0) {
      const bucket = this.#bucket(0);
      if (now - bucket.startedAt < this.#durationMs) return;
      this.calls -= bucket.calls;
      this.failures -= bucket.failures;
      this.slow -= bucket.slow;
      this.#oldest = (this.#oldest + 1) % BUCKETS;
      this.#used--;
    }
  }

  clear(): void {
    this.calls = this.failures = this.slow = this.#oldest = this.#used = 0;
    this.#ring = [];
  }

  snapshot(now: number): WindowSnapshot {
    this.expire(now);
    const buckets = [];
    for (let index = 0; index < this.#used; index++) {
      const { startedAt, calls, failures, slow } = this.#bucket(index);
      buckets.push({ ageMs: Math.max(0, now - startedAt), calls, failures, slow });
    }
    return { type: "time", buckets };
  }

  restore(saved: WindowSnapshot, now: number, agedMs: number): void {
    if (saved.type !== "time") return;
    for (const { ageMs, calls, failures, slow } of saved.buckets) {
      if (ageMs + agedMs < this.#durationMs) this.#add(now - ageMs - agedMs, calls, failures, slow);
    }
  }

  /** The bucket that is `index` places younger than the oldest. */
  #bucket(index: number): Bucket {
    return this.#ring[(this.#oldest + index) % BUCKETS] as Bucket;
  }

  #add(at: number, calls: number, failures: number, slow: number): void {
    const bucket = this.#current(at);
    bucket.calls += calls;
    bucket.failures += failures;
    bucket.slow += slow;
    this.calls += calls;
    this.failures += failures;
    this.slow += slow;
  }

  #current(at: number): Bucket {
    if (this.#used > 0) {
      const newest = this.#bucket(this.#used - 1);
      // The ring is full only if rounding put a bucket too many into the window.
      if (at - newest.startedAt < this.#durationMs / BUCKETS || this.#used === BUCKETS) return newest;
    }
    const place = (this.#oldest + this.#used++) % BUCKETS;
    const bucket = (this.#ring[place] ??= { startedAt: at, calls: 0, failures: 0, slow: 0 });
    bucket.startedAt = at;
    bucket.calls = bucket.failures = bucket.slow = 0;
    return bucket;
  }
}
