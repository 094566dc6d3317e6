import type { Subscription } from "./types";

/**
 * Delivers events synchronously and in order. An event raised inside a listener waits until the one under way has reached everybody.
 * What a listener throws, or rejects with, harms neither the emitter nor the other listeners.
 */
export class EventDelivery<T> {
  /** An object for each registration, so that one function may be registered twice. */
  readonly #listeners = new Set<{ readonly hear: (event: T) => void }>();
  #waiting: T[] | undefined;

  /** The listener hears every event raised from now on. */
  on(hear: (event: T) => void): Subscription {
    const listener = { hear };
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  emit(event: T): void {
    if (this.#waiting?.push(event)) return;
    this.#waiting = [event];
    // The list grows while it is gone through, and so it should.
    for (const next of this.#waiting) {
      for (const listener of [...this.#listeners]) {
        // As an async function it throws nothing, and an async listener's rejection does not end the process as unhandled.
        if (this.#listeners.has(listener)) (async () => listener.hear(next))().catch(() => {});
      }
    }
    this.#waiting = undefined;
  }

  /** Nobody is told any more, not even of what is waiting. */
  end(): void {
    this.#listeners.clear();
  }
}
