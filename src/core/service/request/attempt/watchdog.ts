import type { Clock } from "../../../ports/clock";

/** How much later than twice its time a timer must fire before the delay is taken for a sleep, in milliseconds. */
const SLEEP_MARGIN_MS = 1_000;
/** How late a timer must be before its lateness is the process's own, in milliseconds. */
const LATE_MS = 200;

/**
 * A timer for "nothing has come for so long" that costs a number per sign of life instead of a timer: it looks again when it
 * fires. Time in which the whole machine slept does not count.
 */
export class Watchdog {
  readonly #clock: Clock;
  readonly #onExpire: () => void;
  #handle: unknown;
  #waitMs = 0;
  /** Monotonic time of the last sign of life. */
  #since = 0;
  #armedAt = 0;
  #armedWall = 0;
  #timerMs = 0;
  /** Monotonic time at which the timer fires; Infinity: none runs. */
  #dueAt = Infinity;
  #onHalfway: (() => void) | undefined;

  constructor(clock: Clock, onExpire: () => void) {
    this.#clock = clock;
    this.#onExpire = onExpire;
  }

  /** Starts anew with another allowance, in milliseconds, from now. `onHalfway` is called once on the way, after `halfwayMs`, if it has not been stopped. */
  start(waitMs: number, halfwayMs = waitMs, onHalfway?: () => void): void {
    this.#waitMs = waitMs;
    this.#onHalfway = onHalfway;
    this.#since = this.#clock.now();
    // One that fires before that looks again then: the call may well be over by that time.
    if (onHalfway || this.#dueAt > this.#since + waitMs) this.#arm(halfwayMs);
  }

  /** A sign of life. */
  touch(): void {
    this.#since = this.#clock.now();
  }

  stop(): void {
    if (this.#dueAt === Infinity) return;
    this.#dueAt = Infinity;
    this.#clock.clearTimeout(this.#handle);
  }

  #arm(ms: number): void {
    this.stop();
    this.#timerMs = ms;
    this.#armedAt = this.#clock.now();
    this.#armedWall = this.#clock.wallNow();
    this.#dueAt = this.#armedAt + ms;
    this.#handle = this.#clock.setTimeout(() => this.#look(), ms);
  }

  #look(): void {
    const onHalfway = this.#onHalfway;
    this.#onHalfway = undefined;
    this.#dueAt = Infinity;
    const now = this.#clock.now();
    const elapsed = Math.max(now - this.#armedAt, this.#clock.wallNow() - this.#armedWall);
    const left = this.#waitMs - (now - this.#since);
    if (elapsed > 2 * this.#timerMs + SLEEP_MARGIN_MS) {
      // The machine slept, or the process was stopped: a timer that fires so late says nothing about the endpoint.
      this.#since = now;
      this.#arm(this.#waitMs);
    }
    // Timers may fire a fraction of a millisecond early.
    else if (left >= 1) this.#arm(left);
    // The process was busy: what has come meanwhile is read only after this.
    else if (elapsed > this.#timerMs + LATE_MS) this.#arm(LATE_MS);
    else return this.#onExpire();
    onHalfway?.();
  }
}
