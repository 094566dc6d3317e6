import type { Subscription } from "./types";

/**
 * Delivers events synchronously and in order. An event raised inside a listener waits until the one under way has reached everybody.
 * What a listener throws, or rejects with, harms neither the emitter nor the other listeners.
 */
export class EventDelivery<T> {
  /** A function for each registration, so that one may be registered twice. */
  readonly #listeners = new Set<(event: T) => Promise<void>>();
  #waiting: T[] | undefined;

  /** The listener hears every event raised from now on. */
  on(hear: (event: T) => void): Subscription {
    // As an async function it throws nothing, and an async listener's rejection does not end the process as unhandled.
    const listener = async (event: T) => hear(event);
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  emit(event: T): void {
    if (this.#waiting?.push(event)) return;
    this.#waiting = [event];
    // The list grows while it is gone through, and so it should.
    for (const next of this.#waiting) {
      for (const listener of [...this.#listeners]) {
        if (this.#listeners.has(listener)) listener(next).catch(() => {});
      }
    }
    this.#waiting = undefined;
  }

  /** Nobody is told any more, not even of what is waiting. */
  end(): void {
    this.#listeners.clear();
  }
}
