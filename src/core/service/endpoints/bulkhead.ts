import type { CancelSignal } from "../../async/cancel-signal";

interface Waiter {
  /** As last told. */
  position: number;
  admit: () => void;
  onMove: (position: number) => void;
}

/**
 * Lets so many calls through at once and queues the rest, first come first served. Ollama answers one call at a time per model
 * and lets the others wait without a byte; queueing here instead keeps that wait visible, cancellable and out of every verdict.
 */
export class Bulkhead {
  #limit: number;
  #inFlight = 0;
  #queue: Waiter[] = [];

  /** @param limit how many there may be at once; Infinity: any number */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get queued(): number {
    return this.#queue.length;
  }

  /** Another limit from now on: who may go under it goes. */
  setLimit(limit: number): void {
    this.#limit = limit;
    this.#admitNext();
  }

  /** Takes a slot without waiting. */
  tryEnter(): boolean {
    if (this.#inFlight >= this.#limit || this.#queue.length > 0) return false;
    this.#inFlight++;
    return true;
  }

  /**
   * Waits for a slot. `onMove` is told the caller's place in the queue, from 1, at once and whenever it changes.
   * Rejects with `signal.reason` when the signal fires first.
   */
  enter(signal: CancelSignal, onMove: (position: number) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const abort = () => {
        this.#queue.splice(this.#queue.indexOf(waiter), 1);
        reject(signal.reason);
        this.#tellPositions();
      };
      const waiter: Waiter = {
        position: this.#queue.length + 1,
        onMove,
        admit: () => {
          signal.removeEventListener("abort", abort);
          resolve();
        },
      };
      signal.addEventListener("abort", abort, { once: true });
      this.#queue.push(waiter);
      onMove(waiter.position);
      this.#admitNext();
    });
  }

  leave(): void {
    this.#inFlight--;
    this.#admitNext();
  }

  #admitNext(): void {
    let moved = false;
    while (this.#inFlight < this.#limit && this.#queue.length > 0) {
      this.#inFlight++;
      this.#queue.shift()!.admit();
      moved = true;
    }
    if (moved) this.#tellPositions();
  }

  #tellPositions(): void {
    this.#queue.forEach((waiter, index) => {
      if (waiter.position === index + 1) return;
      waiter.position = index + 1;
      waiter.onMove(waiter.position);
    });
  }
}
