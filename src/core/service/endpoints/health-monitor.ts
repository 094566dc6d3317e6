import type { Clock } from "../../ports/clock";
import type { HealthChecker } from "../../health/health-checker";
import type { Gap, SleepWatch } from "./sleep-watch";

/** How long after the window lost focus the checks go on, in milliseconds. */
const UNFOCUSED_REST_MS = 300_000;
/** Checks are the interval × (1 to 1 + this) apart: spread, and never more often than was asked for. */
const JITTER = 0.1;

/**
 * Looks at every endpoint now and then on its cheap route. Rests while nobody has looked at the window for five minutes. Its ticks
 * are what sleep is noticed by.
 */
export class HealthMonitor {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #health: Pick<HealthChecker, "backgroundCheck">;
  readonly #endpointIds: () => string[];
  readonly #sleep: SleepWatch;
  readonly #onGap: (gap: Gap) => void;
  #handle: unknown;
  #intervalMs = 0;
  #unfocusedSince: number | undefined;

  constructor(
    clock: Clock,
    random: () => number,
    health: Pick<HealthChecker, "backgroundCheck">,
    endpointIds: () => string[],
    sleep: SleepWatch,
    onGap: (gap: Gap) => void,
  ) {
    this.#clock = clock;
    this.#random = random;
    this.#health = health;
    this.#endpointIds = endpointIds;
    this.#sleep = sleep;
    this.#onGap = onGap;
  }

  /** @param intervalMs 0: on demand only. */
  setInterval(intervalMs: number): void {
    if (intervalMs === this.#intervalMs) return;
    this.#intervalMs = intervalMs;
    this.#schedule();
  }

  setFocused(focused: boolean): void {
    const rested = this.#resting;
    this.#unfocusedSince = focused ? undefined : (this.#unfocusedSince ?? this.#clock.now());
    if (focused && rested && this.#intervalMs > 0) {
      this.#checkAll();
      this.#schedule();
    }
  }

  dispose(): void {
    if (this.#handle !== undefined) this.#clock.clearTimeout(this.#handle);
    this.#handle = undefined;
    this.#intervalMs = 0;
  }

  get #resting(): boolean {
    return this.#unfocusedSince !== undefined && this.#clock.now() - this.#unfocusedSince >= UNFOCUSED_REST_MS;
  }

  #schedule(): void {
    if (this.#handle !== undefined) this.#clock.clearTimeout(this.#handle);
    this.#handle = undefined;
    if (this.#intervalMs === 0) return;
    const waitMs = this.#intervalMs * (1 + JITTER * this.#random());
    const gapSince = this.#sleep.expect(waitMs);
    this.#handle = this.#clock.setTimeout(() => {
      const gap = gapSince();
      if (gap) this.#onGap(gap);
      if (!this.#resting) this.#checkAll();
      this.#schedule();
    }, waitMs);
  }

  #checkAll(): void {
    for (const id of this.#endpointIds()) void this.#health.backgroundCheck(id);
  }
}
