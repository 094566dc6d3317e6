import type { Clock } from "../../src/core/breaker/types";

interface Timer {
  at: number;
  fn: () => void;
}

/** A clock that stands still until told to go on. Monotonic and wall time can be moved apart, as sleep and a changed clock do. */
export class FakeClock implements Clock {
  #now = 0;
  #wall: number;
  readonly #timers = new Set<Timer>();

  /** @param wall epoch milliseconds at the start */
  constructor(wall = Date.UTC(2026, 0, 1)) {
    this.#wall = wall;
  }

  now(): number {
    return this.#now;
  }

  wallNow(): number {
    return this.#wall;
  }

  setTimeout(fn: () => void, ms: number): unknown {
    const timer = { at: this.#now + Math.max(0, ms), fn };
    this.#timers.add(timer);
    return timer;
  }

  clearTimeout(handle: unknown): void {
    this.#timers.delete(handle as Timer);
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets time pass, in milliseconds; timers fire in their order, each at its own time. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const due = this.#next();
      if (!due || due.at > until) break;
      this.#timers.delete(due);
      this.#moveTo(Math.max(this.#now, due.at));
      due.fn();
    }
    this.#moveTo(until);
  }

  /** Lets time pass without firing a timer, in milliseconds, as a machine does that is too busy; the next `advance` fires what is due. */
  stall(ms: number): void {
    this.#moveTo(this.#now + ms);
  }

  /** Fires the next timer before its time, as timers of runtimes may. @returns whether there was one */
  fireNext(): boolean {
    const next = this.#next();
    if (!next) return false;
    this.#timers.delete(next);
    next.fn();
    return true;
  }

  /** What the next timer would call: for a runtime that fires what was cleared. */
  get nextCallback(): (() => void) | undefined {
    return this.#next()?.fn;
  }

  /** Moves the wall clock alone, in milliseconds: a clock set anew, or a machine that slept. */
  jumpWall(ms: number): void {
    this.#wall += ms;
  }

  #next(): Timer | undefined {
    return [...this.#timers].sort((one, other) => one.at - other.at)[0];
  }

  #moveTo(now: number): void {
    this.#wall += now - this.#now;
    this.#now = now;
  }
}
