import type { Subscription } from "./types";

interface Registration<T> {
  readonly listener: (event: T) => void;
  active: boolean;
}

const nothing: Subscription = { dispose() {} };
const ignore = () => {};

/**
 * Delivers events synchronously and in order. An event raised inside a listener waits until the one under way has reached everybody.
 * What a listener throws, or rejects with, harms neither the emitter nor the other listeners.
 */
export class EventDelivery<T> {
  /** Replaced, never changed in place, so that a delivery under way sees the list it began with. */
  #registrations: readonly Registration<T>[] = [];
  #queue: T[] | undefined;
  #ended = false;

  get observed(): boolean {
    return this.#registrations.length > 0;
  }

  /** The listener hears every event raised from now on. */
  on(listener: (event: T) => void): Subscription {
    if (this.#ended) return nothing;
    const registration: Registration<T> = { listener, active: true };
    this.#registrations = [...this.#registrations, registration];
    return {
      dispose: () => {
        registration.active = false;
        this.#registrations = this.#registrations.filter((other) => other !== registration);
      },
    };
  }

  emit(event: T): void {
    if (this.#queue !== undefined) {
      this.#queue.push(event);
      return;
    }
    const queue = (this.#queue = [event]);
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) this.#deliver(next);
    this.#queue = undefined;
  }

  /** No listener is called any more, not even for what is waiting. */
  end(): void {
    this.#ended = true;
    for (const registration of this.#registrations) registration.active = false;
    this.#registrations = [];
  }

  #deliver(event: T): void {
    for (const registration of this.#registrations) {
      if (!registration.active) continue;
      try {
        const result: unknown = registration.listener(event);
        // An async listener's rejection would otherwise end the process as unhandled.
        if (result instanceof Promise) result.catch(ignore);
      } catch {
        // A listener's failure is its own.
      }
    }
  }
}
