import type { Clock } from "../../../ports/clock";

/** How long a sighting of a resident model is believed, in milliseconds. */
const WARMTH_MS = 60_000;

/** Which models of an endpoint are in its memory, as far as was seen, and whether any is being loaded. */
export class Residency {
  readonly #clock: Clock;
  /** By model, epoch milliseconds. */
  readonly #warmSince = new Map<string, number>();
  #loads = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  seen(model: string, warm: boolean): void {
    if (warm) this.#warmSince.set(model, this.#clock.wallNow());
    else this.#warmSince.delete(model);
  }

  /** The server is gone, and all that it had in memory. */
  noneIsWarm(): void {
    this.#warmSince.clear();
  }

  /** True when it was seen resident a moment ago. */
  isWarm(model: string): boolean {
    const at = this.#warmSince.get(model);
    return at !== undefined && Math.abs(this.#clock.wallNow() - at) < WARMTH_MS;
  }

  /** Every begin has its end. @returns whether it is the only load */
  beginLoad(): boolean {
    return ++this.#loads === 1;
  }

  /** @returns whether it was the last load */
  endLoad(): boolean {
    return --this.#loads === 0;
  }
}
