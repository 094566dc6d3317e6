import type { Outcome, OutcomeWindow, Tally } from "./outcome-window";

/** The last `size` calls. */
export class CountWindow implements OutcomeWindow {
  readonly #tally: Tally;
  /** Grows with the calls until it is full. */
  readonly #outcomes: Outcome[] = [];
  /** Where the next call goes; once the window is full, the oldest one is there. */
  #next = 0;

  constructor(size: number) {
    this.#tally = [0, 0, 0, 0, size];
  }

  record(outcome: Outcome): Tally {
    const tally = this.#tally;
    const next = this.#next;
    const forgotten = this.#outcomes[next] ?? 4;
    // One success follows another nearly always, and then nothing changes.
    if (forgotten !== outcome) {
      tally[forgotten]--;
      tally[outcome]++;
      this.#outcomes[next] = outcome;
    }
    this.#next = tally[4] || next + 1 < this.#outcomes.length ? next + 1 : 0;
    return tally;
  }

  tally(): Tally {
    return this.#tally;
  }

  save(): string {
    const outcomes = this.#outcomes;
    return [...outcomes.slice(this.#next), ...outcomes.slice(0, this.#next)].join("");
  }
}
