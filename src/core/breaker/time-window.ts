import { FAILED, type OutcomeWindow } from "./outcome-window";
import type { WindowSnapshot } from "./types";

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
  readonly capacity = Infinity;
  readonly #durationMs: number;
  /** Oldest first. */
  readonly #buckets: [startedAt: number, calls: number, failures: number, slow: number][] = [];

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  record(outcome: number, now: number): void {
    this.expire(now);
    this.#add(now, 1, outcome & FAILED, outcome >> 1);
  }

  expire(now: number): void {
    while (now - (this.#buckets[0]?.[0] ?? now) >= this.#durationMs) {
      const [, calls, failures, slow] = this.#buckets.shift()!;
      this.#count(-calls, -failures, -slow);
    }
  }

  save(now: number): WindowSnapshot {
    this.expire(now);
    return { buckets: this.#buckets.map(([startedAt, ...counts]) => [Math.max(0, now - startedAt), ...counts]) };
  }

  restore({ buckets = [] }: WindowSnapshot, now: number, agedMs: number): void {
    for (const [ageMs, ...counts] of buckets) this.#add(now - ageMs - agedMs, ...counts);
    this.expire(now);
  }

  #add(at: number, calls: number, failures: number, slow: number): void {
    let newest = this.#buckets.at(-1);
    if (!newest || at - newest[0] >= this.#durationMs / BUCKETS) this.#buckets.push((newest = [at, 0, 0, 0]));
    newest[1] += calls;
    newest[2] += failures;
    newest[3] += slow;
    this.#count(calls, failures, slow);
  }

  #count(calls: number, failures: number, slow: number): void {
    this.calls += calls;
    this.failures += failures;
    this.slow += slow;
  }
}
