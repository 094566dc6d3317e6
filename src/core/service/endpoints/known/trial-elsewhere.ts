import type { Clock } from "../../../ports/clock";

/** Whether another window makes the trial of a half-open breaker, and for how much longer, as far as is known. */
export class TrialElsewhere {
  readonly #clock: Clock;
  readonly #changed: () => void;
  /** `until`: monotonic milliseconds. */
  #trial: { until: number; timer: unknown } | undefined;

  /** @param changed told when one begins, goes on or ends */
  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** How much longer it keeps calls away, in milliseconds; 0 or less: it does not. */
  get leftMs(): number {
    return this.#trial ? this.#trial.until - this.#clock.now() : 0;
  }

  /** Another window makes it: for so long, in milliseconds, unless it goes on with it. */
  goesOn(forMs: number): void {
    this.forget();
    this.#trial = { until: this.#clock.now() + forMs, timer: this.#clock.setTimeout(() => this.end(), forMs) };
    this.#changed();
  }

  /** It keeps calls away no more. */
  end(): void {
    if (!this.#trial) return;
    this.forget();
    this.#changed();
  }

  /** Nobody is to be told of it any more. */
  forget(): void {
    this.#clock.clearTimeout(this.#trial?.timer);
    this.#trial = undefined;
  }
}
