import { Emitter } from "../../async/emitter";
import type { Clock } from "../../breaker/types";
import type { Disposable } from "../../async/disposable";
import type { HistoryChange } from "../types";

const LEAST_GAP_MS = 100;

/** Gathers what changed and tells it at most ten times a second. */
export class ChangeNotifier {
  readonly #changes = new Emitter<HistoryChange>();
  readonly #clock: Clock;
  readonly #onListenerError: (error: unknown) => void;
  #waiting: { change: HistoryChange; timer: unknown } | undefined;
  #lastTold = -Infinity;

  /** @param onListenerError told what a listener throws; the others are told all the same */
  constructor(clock: Clock, onListenerError: (error: unknown) => void) {
    this.#clock = clock;
    this.#onListenerError = onListenerError;
  }

  get hasListeners(): boolean {
    return this.#changes.hasListeners;
  }

  onChange(listener: (change: HistoryChange) => void): Disposable {
    return this.#changes.on((change) => {
      try {
        listener({ ...change });
      } catch (error) {
        this.#onListenerError(error);
      }
    });
  }

  changed(change: HistoryChange): void {
    if (!this.hasListeners) return;
    if (this.#waiting !== undefined) {
      const { change: known } = this.#waiting;
      this.#waiting.change = {
        requests: known.requests || change.requests,
        states: known.states || change.states,
        cleared: known.cleared || change.cleared,
      };
      return;
    }
    const waitMs = Math.max(0, this.#lastTold + LEAST_GAP_MS - this.#clock.now());
    this.#waiting = { change, timer: this.#clock.setTimeout(() => this.#tell(), waitMs) };
  }

  dispose(): void {
    if (this.#waiting !== undefined) this.#clock.clearTimeout(this.#waiting.timer);
    this.#waiting = undefined;
    this.#changes.dispose();
  }

  #tell(): void {
    const change = this.#waiting?.change;
    this.#waiting = undefined;
    this.#lastTold = this.#clock.now();
    if (change !== undefined) this.#changes.emit(change);
  }
}
