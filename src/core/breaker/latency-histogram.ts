import { max, min } from "./intrinsics";
import type { BreakerMetrics } from "./types";

/** One number, and its bits: sign, exponent, and from bit 22 down the digits behind the leading one. */
const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** Added to every latency, since what is shorter cannot be told from nothing and there would be no end to the buckets for it. */
const LEAST_MS = 2 ** -16;

const zeros = (count: number): number[] => Array<number>(max(0, count)).fill(0);

/**
 * Latencies in fixed log-linear buckets: constant time to record, at most 1/32 (3 %) off, and as much memory as the spread of the values needs
 * (16 numbers to a doubling), never more than nine kilobytes.
 */
export class LatencyHistogram {
  #sum = 0;
  /** Counts of the buckets from `#first` on; grows at either end as values come. */
  #counts: number[] = [];
  #first: number | undefined;

  /** @param ms from 0 to the largest safe integer */
  record(ms: number): void {
    this.#sum += ms;
    float[0] = ms + LEAST_MS;
    const counts = this.#counts;
    // What is left are the exponent and four digits: sixteen linear steps to each doubling.
    const bucket = bits[0]! >> 19;
    const index = bucket - (this.#first ??= bucket);
    // Undefined beyond either end.
    if (counts[index]! >= 0) counts[index]!++;
    else this.#grow(index);
  }

  /** By exactly what is missing, and counts 1 there: pushing or spreading would reserve room for more than most breakers ever need. */
  #grow(index: number): void {
    this.#counts = zeros(-index).concat(this.#counts, zeros(index + 1 - this.#counts.length));
    this.#counts[max(0, index)]!++;
    this.#first! += min(0, index);
  }

  /** Percentiles by nearest rank: the latency that this share of the calls did not exceed. Undefined when there are no latencies. */
  get metrics(): Pick<BreakerMetrics, "avgResponseTimeMs" | "p50Ms" | "p95Ms" | "p99Ms"> {
    const total = this.#counts.reduce((sum, count) => sum + count, 0);
    const average = total ? this.#sum / total : undefined;
    const percentile = (share: number): number | undefined => {
      // Latencies that are all alike are as good as their average.
      if (this.#counts.length < 2) return average;
      let index = -1;
      for (let left = share * total; left > 0; ) left -= this.#counts[++index]!;
      // The middle of the bucket.
      bits[0] = (this.#first! + index + 0.5) * 2 ** 19;
      return float[0]! - LEAST_MS;
    };
    return { avgResponseTimeMs: average, p50Ms: percentile(0.5), p95Ms: percentile(0.95), p99Ms: percentile(0.99) };
  }
}
