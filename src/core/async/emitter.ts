import type { Disposable } from "./disposable";

/** Ends a subscription; calling it twice is harmless. */
export type Subscription = Disposable;

/**
 * Delivers events synchronously and in order: an event raised inside a listener waits until the one under way has reached everybody.
 * What a listener throws, or rejects with, harms neither the emitter nor the other listeners.
 */
export class Emitter<T> {
  /** A function for each registration, so that one may be registered twice. */
  readonly #listeners = new Set<(event: T) => Promise<void>>();
  /** Events that are being delivered or wait for their turn; undefined while nothing is. */
  #queue: T[] | undefined;
  readonly #onListenerError: (error: unknown) => void;

  /** @param onListenerError told of what a listener throws or rejects with, soon after; must not throw itself */
  constructor(onListenerError: (error: unknown) => void = () => undefined) {
    this.#onListenerError = onListenerError;
  }

  /** The listener hears every event raised from now on. */
  on(hear: (event: T) => void): Subscription {
    // As an async function it throws nothing, and an async listener's rejection does not end the process as unhandled.
    const listener = async (event: T) => hear(event);
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Whether anybody would hear an event. */
  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  emit(event: T): void {
    if (!this.hasListeners) return;
    if (this.#queue) {
      this.#queue.push(event);
      return;
    }
    this.#queue = [event];
    // Listeners that raise events make the list longer while it is gone through, and so it should be.
    for (const next of this.#queue) this.#deliver(next);
    this.#queue = undefined;
  }

  /** Nobody is told any more, not even of what is waiting. */
  dispose(): void {
    this.#listeners.clear();
  }

  #deliver(event: T): void {
    for (const listener of [...this.#listeners]) {
      // One that an earlier listener has just removed is not told.
      if (this.#listeners.has(listener)) listener(event).catch(this.#onListenerError);
    }
  }
}
