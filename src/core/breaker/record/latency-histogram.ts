/** Milliseconds over all reported calls; undefined when there are none. */
export interface LatencyMetrics {
  avgResponseTimeMs: number | undefined;
  p50Ms: number | undefined;
  p95Ms: number | undefined;
  p99Ms: number | undefined;
}

/** Buckets to a doubling of the latency: each is 4.4 % wide, so its middle is at most 2.2 % off. */
const BUCKETS_PER_DOUBLING = 16;

/** Shorter latencies cannot be told from nothing, and there would be no end to the buckets for them. Milliseconds. */
const SHORTEST_MS = 2 ** -20;

const bucketOf = (ms: number): number => Math.floor(Math.log2(Math.max(ms, SHORTEST_MS)) * BUCKETS_PER_DOUBLING);
const middleOf = (bucket: number): number => 2 ** ((bucket + 0.5) / BUCKETS_PER_DOUBLING);

/**
 * Latencies in fixed logarithmic buckets: constant time to record, at most 2.2 % off, and as much memory as the spread of the values needs
 * (sixteen numbers to a doubling), never more than ten kilobytes.
 */
export class LatencyHistogram {
  #sum = 0;
  #total = 0;
  /** Counts of the buckets from `#first` on; grows at either end as values come. */
  #counts: number[] = [];
  #first = 0;

  /** @param ms from 0 to the largest safe integer */
  record(ms: number): void {
    this.#sum += ms;
    this.#total++;
    const bucket = bucketOf(ms);
    if (this.#counts.length === 0) this.#first = bucket;
    const index = bucket - this.#first;
    if (index < 0 || index >= this.#counts.length) this.#makeRoomFor(index);
    this.#counts[bucket - this.#first]! += 1;
  }

  /** Percentiles by nearest rank: the latency that this share of the calls did not exceed. Undefined when there are no latencies. */
  get metrics(): LatencyMetrics {
    if (this.#total === 0)
      return { avgResponseTimeMs: undefined, p50Ms: undefined, p95Ms: undefined, p99Ms: undefined };
    return {
      avgResponseTimeMs: this.#sum / this.#total,
      p50Ms: this.#percentile(0.5),
      p95Ms: this.#percentile(0.95),
      p99Ms: this.#percentile(0.99),
    };
  }

  #percentile(share: number): number {
    // Latencies that are all alike are as good as their average.
    if (this.#counts.length === 1) return this.#sum / this.#total;
    let index = 0;
    for (let left = share * this.#total - this.#counts[0]!; left > 0; left -= this.#counts[index]!) index++;
    return middleOf(this.#first + index);
  }

  /** Grows by exactly what is missing before the first bucket, or up to `index`: most breakers see a narrow range. */
  #makeRoomFor(index: number): void {
    const before = new Array<number>(Math.max(0, -index)).fill(0);
    const after = new Array<number>(Math.max(0, index + 1 - this.#counts.length)).fill(0);
    this.#counts = before.concat(this.#counts, after);
    this.#first -= before.length;
  }
}
