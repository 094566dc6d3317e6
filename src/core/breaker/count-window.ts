import type { WindowSnapshot } from "./types";
import type { OutcomeWindow } from "./window";

const FAILED = 1;
const SLOW = 2;

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

  record(failed: boolean, slow: boolean): void {
    this.#push((failed ? FAILED : 0) | (slow ? SLOW : 0));
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
    for (const outcome of saved.outcomes) this.#push(Number(outcome));
  }

  #at(index: number): number {
    return ((this.#words[index >> 3] as number) >> ((index & 7) << 1)) & 3;
  }

  #push(outcome: number): void {
    const index = this.#next;
    const word = index >> 3;
    const shift = (index & 7) << 1;
    const words = this.#words;
    if (word === words.length) words.push(0);
    const old = words[word] as number;
    if (this.calls === this.capacity) {
      const forgotten = old >> shift;
      this.failures -= forgotten & FAILED;
      this.slow -= (forgotten & SLOW) >> 1;
    } else {
      this.calls++;
    }
    words[word] = (old & ~(3 << shift)) | (outcome << shift);
    this.failures += outcome & FAILED;
    this.slow += outcome >> 1;
    this.#next = index + 1 === this.capacity ? 0 : index + 1;
  }
}
