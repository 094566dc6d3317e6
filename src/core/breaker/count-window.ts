import { FAILED, type OutcomeWindow } from "./outcome-window";
import type { WindowSnapshot } from "./types";

/** The last `capacity` calls. */
export class CountWindow implements OutcomeWindow {
  calls = 0;
  failures = 0;
  slow = 0;
  readonly capacity: number;
  /** Grows with the calls until it is full. */
  readonly #outcomes: number[] = [];
  /** Where the next call goes; once the window is full, the oldest one is there. */
  #next = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  record(outcome: number): void {
    const next = this.#next;
    // One success follows another nearly always, and then nothing changes.
    if (this.#outcomes[next] !== outcome) this.#replace(next, outcome);
    this.#next = next + 1 < this.capacity ? next + 1 : 0;
  }

  #replace(index: number, outcome: number): void {
    const forgotten = this.#outcomes[index] ?? 0;
    this.#outcomes[index] = outcome;
    this.calls = this.#outcomes.length;
    this.failures += (outcome & FAILED) - (forgotten & FAILED);
    this.slow += (outcome >> 1) - (forgotten >> 1);
  }

  expire(): void {}

  save(): WindowSnapshot {
    const outcomes = this.#outcomes;
    return { outcomes: outcomes.slice(this.#next).concat(outcomes.slice(0, this.#next)).join("") };
  }

  restore({ outcomes = "" }: WindowSnapshot): void {
    for (const outcome of outcomes) this.record(+outcome);
  }
}
