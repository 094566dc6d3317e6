/** The calls on which the rates are judged: the last `size` calls, or those of the last `durationMs` milliseconds. */
export type WindowOptions = { type: "count"; size: number } | { type: "time"; durationMs: number };

/** How a call ended, as far as the rates ask. */
export interface Outcome {
  readonly failed: boolean;
  readonly slow: boolean;
}

/** What a window holds. */
export interface WindowCounts {
  readonly calls: number;
  readonly failures: number;
  readonly slowCalls: number;
}

/** Calls of one moment in a saved time window. */
export interface SavedStep extends WindowCounts {
  /** How long before the window was saved it began, in milliseconds. */
  readonly ageMs: number;
}

/** A window as plain JSON, oldest calls first. */
export type SavedWindow =
  /** Each call as a digit: 0 a quick success, 1 a failure, 2 a slow success, 3 a slow failure. */
  | { readonly type: "count"; readonly outcomes: string }
  | { readonly type: "time"; readonly steps: readonly SavedStep[] };

/** The calls on which the rates are judged. Recording takes constant time whatever the window holds. All times are monotonic milliseconds. */
export interface OutcomeWindow {
  /** How many calls it can hold at most; Infinity where time alone bounds it. */
  readonly capacity: number;
  record(outcome: Outcome, now: number): void;
  /** What it holds at `now`; the same object each time, as it was when it was asked for last. */
  counts(now: number): WindowCounts;
  save(now: number): SavedWindow;
}
