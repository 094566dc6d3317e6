import { FAILED } from "./outcome";
import type { WindowSnapshot } from "./types";
import type { OutcomeWindow } from "./window";

/** Elements an array has from the start; a larger window's array grows with its calls. */
const FIRST_WORDS = 16;

/** The last `size` calls, two bits each, eight to an array element. */
export class CountWindow implements OutcomeWindow {
  calls = 0;
  failures = 0;
  slow = 0;
  readonly #size: number;
  /** Where the next call goes; once the window is full, the oldest one is there. */
  #next = 0;
  readonly #words: number[];

  constructor(size: number) {
    this.#size = size;
    this.#words = new Array<number>(Math.min(FIRST_WORDS, Math.ceil(size / 8))).fill(0);
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
    if (this.calls < this.#size) this.calls++;
    this.#next = index + 1 === this.#size ? 0 : index + 1;
  }

  expire(): void {}

  save(): WindowSnapshot {
    let outcomes = "";
    for (let age = this.calls; age > 0; age--) {
      const index = (this.#next - age + this.#size) % this.#size;
      outcomes += ((this.#words[index >> 3] as number) >> ((index & 7) << 1)) & 3;
    }
    return { type: "count", outcomes };
  }

  restore(saved: WindowSnapshot): void {
    if (saved.type === "count") for (const outcome of saved.outcomes) this.record(+outcome);
  }
}
