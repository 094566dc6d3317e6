import type { WindowSnapshot } from "./types";
import { FAILED, type OutcomeWindow } from "./window";

/** The last `size` calls, two bits each, eight to an array element; the array grows with the calls and never beyond the size. */
export class CountWindow implements OutcomeWindow {
  calls = 0;
  failures = 0;
  slow = 0;
  readonly capacity: number;
  /** Where the next call goes; once the window is full, the oldest one is there. */
  #next = 0;
  #words: number[] = [];

  constructor(size: number) {
    this.capacity = size;
  }

  record(outcome: number): void {
    const index = this.#next;
    const words = this.#words;
    const word = index >> 3;
    const shift = (index & 7) << 1;
    if (word === words.length) words.push(0);
    const old = words[word] as number;
    // A place that was never used reads as a quick success, so there is nothing to take back.
    const forgotten = (old >> shift) & 3;
    words[word] = old ^ ((forgotten ^ outcome) << shift);
    this.failures += (outcome & FAILED) - (forgotten & FAILED);
    this.slow += (outcome >> 1) - (forgotten >> 1);
    if (this.calls < this.capacity) this.calls++;
    this.#next = index + 1 === this.capacity ? 0 : index + 1;
  }

  expire(): void {}

  clear(): void {
    this.calls = this.failures = this.slow = this.#next = 0;
    this.#words = [];
  }

  snapshot(): WindowSnapshot {
    let outcomes = "";
    for (let index = 0; index < this.calls; index++) outcomes += this.#at(this.calls < this.capacity ? index : (this.#next + index) % this.capacity);
    return { type: "count", outcomes };
  }

  restore(saved: WindowSnapshot): void {
    if (saved.type !== "count") return;
    for (const outcome of saved.outcomes) this.record(Number(outcome));
  }

  #at(index: number): number {
    return ((this.#words[index >> 3] as number) >> ((index & 7) << 1)) & 3;
  }
}
