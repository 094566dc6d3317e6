import type { BreakerMetrics } from "./types";

/** One number, and its bits: sign, exponent, and from bit 22 down the digits behind the leading one. */
const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** Above the last four digits that are told apart: sixteen linear steps to each doubling. */
const SHIFT = 19;

/** Added to every latency, since what is shorter cannot be told from nothing and there would be no end to the buckets for it. */
const LEAST_MS = 2 ** -16;

const zeros = (count: number): number[] => new Array<number>(Math.max(0, count)).fill(0);

/**
 * Latencies in fixed log-linear buckets: constant time to record, at most 1/32 (3 %) off, and as much memory as the spread of the values needs
 * (16 numbers to a doubling), never more than nine kilobytes.
 */
export class LatencyHistogram {
  #count = 0;
  #sum = 0;
  /** Counts of the buckets from `#first` on; grows at either end as values come. */
  #counts: number[] = [];
  #first = 0;

  /** @param ms from 0 to the largest safe integer */
  record(ms: number): void {
    this.#count++;
    this.#sum += ms;
    float[0] = ms + LEAST_MS;
    const counts = this.#counts;
    const index = (bits[0]! >> SHIFT) - this.#first;
    // Undefined beyond either end.
    if (counts[index]! >= 0) counts[index]!++;
    else this.#grow(index);
  }

  /** By exactly what is missing, and counts 1 there: pushing or spreading would reserve room for more than most breakers ever need. */
  #grow(index: number): void {
    const counts = this.#counts;
    if (index < 0 || !counts.length) {
      this.#first += index;
      this.#counts = [1].concat(zeros(-index - 1), counts);
    } else {
      this.#counts = counts.concat(zeros(index - counts.length), 1);
    }
  }

  /** Percentiles by nearest rank: the latency that this share of the calls did not exceed. Undefined when there are no latencies. */
  get metrics(): Pick<BreakerMetrics, "avgResponseTimeMs" | "p50Ms" | "p95Ms" | "p99Ms"> {
    const average = this.#count ? this.#sum / this.#count : undefined;
    const percentile = (share: number): number | undefined => {
      // Latencies that are all alike are as good as their average.
      if (this.#counts.length < 2) return average;
      let left = share * this.#count;
      let bucket = this.#first - 1;
      for (const count of this.#counts) {
        if (left <= 0) break;
        left -= count;
        bucket++;
      }
      // The middle of the bucket.
      bits[0] = (bucket + 0.5) * 2 ** SHIFT;
      return float[0]! - LEAST_MS;
    };
    return { avgResponseTimeMs: average, p50Ms: percentile(0.5), p95Ms: percentile(0.95), p99Ms: percentile(0.99) };
  }
}
