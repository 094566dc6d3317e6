import type { CancelSignal } from "../../../core/async/cancel-signal";

/**
 * The one way to end a request early, whoever asks for it: its caller's signal or the closing of the transport. It has one listener at a
 * time, whichever stage the request is in, and leaves nothing on the signal once closed.
 */
export class Cancellation {
  #listener: ((reason: unknown) => void) | undefined;
  #cancelled: { reason: unknown } | undefined;
  readonly #onAbort = (): void => this.cancel(this.#signal.reason);
  readonly #signal: CancelSignal;

  constructor(signal: CancelSignal) {
    this.#signal = signal;
    signal.throwIfAborted();
    signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  cancel(reason: unknown): void {
    if (this.#cancelled) return;
    this.#cancelled = { reason };
    this.#listener?.(reason);
  }

  /** Replaces the listener of the stage before. */
  listen(listener: (reason: unknown) => void): void {
    this.#listener = listener;
  }

  /** Between two stages nobody listens. */
  unlisten(): void {
    this.#listener = undefined;
  }

  /** Between two stages nobody listens, so the next one has to look. */
  get cancelled(): boolean {
    return this.#cancelled !== undefined;
  }

  throwIfCancelled(): void {
    if (this.#cancelled) throw this.#cancelled.reason;
  }

  close(): void {
    this.unlisten();
    this.#signal.removeEventListener("abort", this.#onAbort);
  }
}
