import type { Clock } from "../breaker/types";

/**
 * A timer for "nothing has come for so long" that costs a number per sign of life instead of a timer: it looks again when it
 * fires. Time during which nobody waits for the network does not count, nor does time in which the whole machine slept.
 */
export class Watchdog {
  #handle: unknown;
  #waitMs = 0;
  /** Monotonic time since which the network has been waited for; undefined while the consumer has the turn. */
  #since: number | undefined;
  #armedAt = 0;
  #armedWall = 0;
  #timerMs = 0;

  constructor(
    private readonly clock: Clock,
    private readonly onExpire: () => void,
  ) {}

  /** Starts anew with another allowance, in milliseconds, from now. */
  start(waitMs: number): void {
    this.#waitMs = waitMs;
    this.#since = this.clock.now();
    this.#arm(waitMs);
  }

  /** A sign of life came and the consumer has the turn. */
  pause(): void {
    this.#since = undefined;
  }

  /** The network is waited for again. */
  resume(): void {
    this.#since = this.clock.now();
  }

  stop(): void {
    if (this.#handle !== undefined) this.clock.clearTimeout(this.#handle);
    this.#handle = undefined;
    this.#since = undefined;
  }

  #arm(ms: number): void {
    if (this.#handle !== undefined) this.clock.clearTimeout(this.#handle);
    this.#timerMs = ms;
    this.#armedAt = this.clock.now();
    this.#armedWall = this.clock.wallNow();
    this.#handle = this.clock.setTimeout(() => this.#look(), ms);
  }

  #look(): void {
    this.#handle = undefined;
    const now = this.clock.now();
    const elapsed = Math.max(now - this.#armedAt, this.clock.wallNow() - this.#armedWall);
    if (elapsed > 2 * this.#timerMs + SLEEP_MARGIN_MS) {
      // The machine slept, or the process was stopped: a timer that fires so late says nothing about the endpoint.
      if (this.#since !== undefined) this.#since = now;
      this.#arm(this.#waitMs);
      return;
    }
    const left = this.#since === undefined ? this.#waitMs : this.#waitMs - (now - this.#since);
    // Timers may fire a fraction of a millisecond early.
    if (left < 1) this.onExpire();
    else this.#arm(left);
  }
}

/** How much later than twice its time a timer must fire before the delay is taken for a sleep. */
const SLEEP_MARGIN_MS = 1_000;
