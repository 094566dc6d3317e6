import type { Outcome, OutcomeWindow, SavedWindow, WindowCounts } from "./outcome-window";

const FAILED = 1;
const SLOW = 2;

/** The last `capacity` calls. */
export class CountWindow implements OutcomeWindow {
  readonly capacity: number;
  /** A ring that grows with the calls until it is full; each call is the sum of what is true of it. */
  readonly #ring: number[] = [];
  /** Where the next call goes; once the ring is full, the oldest call is there. */
  #next = 0;
  readonly #counts = { calls: 0, failures: 0, slowCalls: 0 };

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  record({ failed, slow }: Outcome): void {
    this.#push((failed ? FAILED : 0) + (slow ? SLOW : 0));
  }

  counts(): WindowCounts {
    return this.#counts;
  }

  save(): SavedWindow {
    const oldestFirst = [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)];
    return { type: "count", outcomes: oldestFirst.join("") };
  }

  /** Makes a window of the last of the saved outcomes. */
  static restore(capacity: number, outcomes: string): CountWindow {
    const window = new CountWindow(capacity);
    for (const digit of outcomes) window.#push(Number(digit));
    return window;
  }

  #push(call: number): void {
    const forgotten = this.#ring[this.#next];
    if (forgotten !== undefined) this.#count(forgotten, -1);
    this.#count(call, 1);
    this.#ring[this.#next] = call;
    this.#next = (this.#next + 1) % this.capacity;
  }

  #count(call: number, by: 1 | -1): void {
    this.#counts.calls += by;
    if (call & FAILED) this.#counts.failures += by;
    if (call & SLOW) this.#counts.slowCalls += by;
  }
}
