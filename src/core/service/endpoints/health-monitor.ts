import type { Clock } from "../../ports/clock";
import type { HealthChecker } from "../../health/health-checker";

/** How long after the window lost focus the checks go on, in milliseconds. */
const UNFOCUSED_REST_MS = 300_000;
/** Checks are spread over the interval × (1 ± this). */
const JITTER = 0.1;

/**
 * Looks at every endpoint now and then on its cheap route. Rests while nobody has looked at the window for five minutes, and
 * notices from a tick that comes far too late that the machine slept.
 */
export class HealthMonitor {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #health: Pick<HealthChecker, "backgroundCheck">;
  readonly #endpointIds: () => string[];
  readonly #onWake: () => void;
  #handle: unknown;
  #intervalMs = 0;
  #unfocusedSince: number | undefined;

  constructor(
    clock: Clock,
    random: () => number,
    health: Pick<HealthChecker, "backgroundCheck">,
    endpointIds: () => string[],
    onWake: () => void,
  ) {
    this.#clock = clock;
    this.#random = random;
    this.#health = health;
    this.#endpointIds = endpointIds;
    this.#onWake = onWake;
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
    const waitMs = this.#intervalMs * (1 + JITTER * (2 * this.#random() - 1));
    const clock = this.#clock;
    const [at, wallAt] = [clock.now(), clock.wallNow()];
    this.#handle = clock.setTimeout(() => {
      if (Math.max(clock.now() - at, clock.wallNow() - wallAt) > 2 * waitMs + 1_000) this.#onWake();
      if (!this.#resting) this.#checkAll();
      this.#schedule();
    }, waitMs);
  }

  #checkAll(): void {
    for (const id of this.#endpointIds()) void this.#health.backgroundCheck(id);
  }
}
