import type { WindowSnapshot } from "./types";

/** The bits of an outcome; a quick success has none of them. */
export const FAILED = 1;
export const SLOW = 2;

/**
 * The calls on which the rates are judged. Recording takes constant time whatever the window holds. Outcomes are the bits
 * above; all times are monotonic milliseconds.
 */
export interface OutcomeWindow {
  readonly calls: number;
  readonly failures: number;
  readonly slow: number;
  /** Calls it can hold. */
  readonly capacity: number;
  record(outcome: number, now: number): void;
  /** Forgets what is too old at `now`; to be called before the counts are read. */
  expire(now: number): void;
  save(now: number): WindowSnapshot;
  /** Takes over saved outcomes that have grown `agedMs` older since. What another kind of window saved is left out. */
  restore(saved: WindowSnapshot, now: number, agedMs: number): void;
}
