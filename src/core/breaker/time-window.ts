import type { Outcome, OutcomeWindow, SavedCalls, Tally } from "./outcome-window";

/**
 * The calls of the last `durationMs` milliseconds in at most twenty steps. A step begins with a call, not at a multiple of anything, and is
 * forgotten when that call is too old: so a call is forgotten at most a twentieth of the duration early, never late, and calls of one moment exactly
 * `durationMs` later, whether or not anything happens.
 */
export class TimeWindow implements OutcomeWindow {
  readonly #tally: Tally = [0, 0, 0, 0, Infinity];
  readonly #durationMs: number;
  /** Oldest first. */
  readonly #steps: { readonly at: number; readonly calls: [number, number, number, number] }[] = [];

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  record(outcome: Outcome, now: number, calls = 1): Tally {
    let step = this.#steps.at(-1);
    if (!(step && now - step.at < this.#durationMs / 20)) this.#steps.push((step = { at: now, calls: [0, 0, 0, 0] }));
    step.calls[outcome] += calls;
    this.#tally[outcome] += calls;
    return this.tally(now);
  }

  tally(now: number): Tally {
    while (now - (this.#steps[0]?.at as number) >= this.#durationMs) this.#steps.shift()!.calls.forEach((calls, outcome) => (this.#tally[outcome]! -= calls));
    return this.#tally;
  }

  save(now: number): SavedCalls {
    this.tally(now);
    return this.#steps.flatMap(({ at, calls }) => calls.map((count, outcome) => [outcome, count, now - at] as const));
  }
}
