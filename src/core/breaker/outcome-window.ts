/** How a call ended: these bits together, and a quick success has none of them. */
export type Outcome = 0 | 1 | 2 | 3;
export const FAILED = 1;
export const SLOW = 2;

/** Calls by their outcome, and behind them how many more there is room for. */
export type Tally = [number, number, number, number, room: number];

/** Calls as a snapshot carries them, oldest first: a digit for each call, its outcome; or how many ended in one way and how many milliseconds ago. */
export type SavedCalls = string | (readonly [outcome: number, calls: number, ageMs: number])[];

/** The calls on which the rates are judged. Recording takes constant time whatever the window holds. All times are monotonic milliseconds. */
export interface OutcomeWindow {
  /** @param calls how many, where a window holds more than one at a time @returns what it holds then; not to be changed */
  record(outcome: Outcome, now: number, calls?: number): Tally;
  /** What it holds at `now`; not to be changed. */
  tally(now: number): Tally;
  /** What it holds at `now`; recorded in this order it makes the same window. */
  save(now: number): SavedCalls;
}
