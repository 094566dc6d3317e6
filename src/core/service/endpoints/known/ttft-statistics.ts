/** So many of the last times are kept. */
const SAMPLES = 200;
/** They are sorted anew once this share of them is new: 0..1. */
const RESORT_SHARE = 0.1;
/** How much the newest time weighs in the moving average: 0..1. */
const EWMA_WEIGHT = 0.2;

/** The last times to the first token of one endpoint, for adaptive timeouts and for balancing by latency. All in milliseconds. */
export class TtftStatistics {
  #ring = new Float64Array(SAMPLES);
  #count = 0;
  #sorted: Float64Array | undefined;
  #sortedAt = 0;
  /** Exponentially weighted moving average; undefined before the first sample. */
  ewmaMs: number | undefined;

  record(ttftMs: number): void {
    this.#ring[this.#count++ % SAMPLES] = ttftMs;
    this.ewmaMs = this.ewmaMs === undefined ? ttftMs : this.ewmaMs + EWMA_WEIGHT * (ttftMs - this.ewmaMs);
  }

  get count(): number {
    return this.#count;
  }

  /** @param share 0..1, for example 0.99. @returns undefined without samples. */
  percentile(share: number): number | undefined {
    if (this.#count === 0) return undefined;
    const kept = Math.min(this.#count, SAMPLES);
    // Sorting for every request would cost more than a few samples matter.
    if (this.#sorted === undefined || this.#count - this.#sortedAt >= kept * RESORT_SHARE) {
      this.#sorted = this.#ring.slice(0, kept).sort();
      this.#sortedAt = this.#count;
    }
    return this.#sorted[Math.min(this.#sorted.length - 1, Math.floor(share * this.#sorted.length))];
  }
}
