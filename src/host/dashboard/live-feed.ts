import type { Clock } from "../../core/breaker/types";

/** Live messages are at least this far apart: ten a second. */
const SPACING_MS = 100;

/**
 * Tells the page what changed, at most ten times a second and not at all while nobody looks. Changes in between are told together;
 * the last one is never lost.
 */
export class LiveFeed {
  #state: { shown: false } | { shown: true; lastAt: number; timer: unknown } = { shown: false };
  readonly #clock: Clock;
  readonly #send: () => void;

  constructor(clock: Clock, send: () => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** The page is shown: it gets everything at once. */
  start(): void {
    this.stop();
    this.#state = { shown: true, lastAt: this.#clock.now(), timer: undefined };
    this.#send();
  }

  stop(): void {
    if (this.#state.shown && this.#state.timer !== undefined) this.#clock.clearTimeout(this.#state.timer);
    this.#state = { shown: false };
  }

  get shown(): boolean {
    return this.#state.shown;
  }

  changed(): void {
    const state = this.#state;
    if (!state.shown || state.timer !== undefined) return;
    const waitMs = state.lastAt + SPACING_MS - this.#clock.now();
    state.timer = this.#clock.setTimeout(
      () => {
        state.timer = undefined;
        state.lastAt = this.#clock.now();
        this.#send();
      },
      Math.max(0, waitMs),
    );
  }
}
