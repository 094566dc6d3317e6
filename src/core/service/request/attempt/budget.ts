import type { Clock } from "../../../ports/clock";

/**
 * What a whole request may take until its first token, over all steps and waits. Time in our own queue and time in which a
 * model loads or thinks do not count; the first token ends it for good.
 */
export class FirstTokenBudget {
  readonly #clock: Clock;
  readonly #onExpire: () => void;
  #handle: unknown;
  #leftMs: number;
  /** Monotonic time since which the budget runs; undefined while it is suspended or over. */
  #runningSince: number | undefined;
  /** Attempts beside each other may each have their reason. */
  #suspensions = 0;

  /** @param totalMs 0: no bound. */
  constructor(clock: Clock, totalMs: number, onExpire: () => void) {
    this.#clock = clock;
    this.#onExpire = onExpire;
    this.#leftMs = totalMs === 0 ? Infinity : totalMs;
    this.#run();
  }

  get remainingMs(): number {
    return this.#runningSince === undefined
      ? this.#leftMs
      : Math.max(0, this.#leftMs - (this.#clock.now() - this.#runningSince));
  }

  /** Every suspension has its {@link resume}. */
  suspend(): void {
    this.#suspensions++;
    this.#leftMs = this.remainingMs;
    this.#runningSince = undefined;
    this.#clear();
  }

  resume(): void {
    if (--this.#suspensions === 0) this.#run();
  }

  #run(): void {
    if (this.#leftMs === Infinity) return;
    this.#runningSince = this.#clock.now();
    this.#handle = this.#clock.setTimeout(this.#onExpire, this.#leftMs);
  }

  /** The first token came, or the request is over. */
  end(): void {
    this.#leftMs = Infinity;
    this.#runningSince = undefined;
    this.#clear();
  }

  #clear(): void {
    this.#clock.clearTimeout(this.#handle);
  }
}
