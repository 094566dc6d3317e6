import type { BreakerMetrics } from "./types";

/** Latencies below it (in milliseconds) are told apart down to 1 / FINE, from there on to a millisecond. */
const COARSE = 2 ** 10;
const FINE = 2 ** 20;
/** Twenty doublings lie between the two. */
const OFFSET = 20 * 16;
const LONGEST_MS = 2 ** 31 - 1;

/** The first bucket, which is for what is too short to be told from nothing. */
const FIRST = 16;

/** Sixteen linear steps to each doubling, by the number's leading bit and the four behind it. @param value a whole number from 16 to 2³¹ - 1 */
function logLinear(value: number): number {
  const shift = 27 - Math.clz32(value);
  return (shift << 4) + (value >> shift);
}

function bucketOf(ms: number): number {
  return ms < COARSE ? logLinear(((ms * FINE) | 0) + FIRST) : logLinear(Math.min(ms, LONGEST_MS) | 0) + OFFSET;
}

/** Within 1/32 (3 %) of everything in the bucket. */
function middleOf(bucket: number): number {
  return bucket > FIRST ? (((bucket & 15) + 16.5) * 2 ** ((bucket >> 4) - 1) - FIRST) / FINE : 0;
}

const zeros = (count: number): number[] => new Array<number>(count).fill(0);

/**
 * Latencies in fixed log-linear buckets: constant time to record, at most 3 % off, and as much memory as the spread of the values needs
 * (16 numbers to a doubling), never more than eight kilobytes.
 */
export class LatencyHistogram {
  #count = 0;
  #sum = 0;
  /** Counts of the buckets from `#first` on; grows at either end as values come. */
  #counts: number[] = [];
  #first = 0;

  /** @param ms a finite number of at least 0 */
  record(ms: number): void {
    this.#count++;
    this.#sum += ms;
    const counts = this.#counts;
    const bucket = bucketOf(ms);
    const index = bucket - this.#first;
    if (index >= 0 && index < counts.length) counts[index] = (counts[index] as number) + 1;
    else this.#grow(bucket);
  }

  /** By exactly what is missing, and counts 1 there: pushing or spreading would reserve room for more than most breakers ever need. */
  #grow(bucket: number): void {
    const counts = this.#counts;
    if (!counts.length) this.#first = bucket;
    const index = bucket - this.#first;
    if (index < 0) {
      this.#first = bucket;
      this.#counts = [1].concat(zeros(-index - 1), counts);
    } else {
      this.#counts = counts.concat(zeros(index - counts.length), 1);
    }
  }

  /** Undefined when there are no latencies. */
  get metrics(): Pick<BreakerMetrics, "avgResponseTimeMs" | "p50Ms" | "p95Ms" | "p99Ms"> {
    return { avgResponseTimeMs: this.#average, p50Ms: this.quantileMs(0.5), p95Ms: this.quantileMs(0.95), p99Ms: this.quantileMs(0.99) };
  }

  get #average(): number | undefined {
    return this.#count ? this.#sum / this.#count : undefined;
  }

  /** The latency that the share `quantile` (0..1) of the calls did not exceed, by nearest rank; undefined when there are none. */
  quantileMs(quantile: number): number | undefined {
    // Latencies that are all alike are as good as their average.
    if (this.#counts.length < 2) return this.#average;
    let left = Math.ceil(quantile * this.#count);
    let bucket = this.#first;
    for (const count of this.#counts) {
      left -= count;
      if (left <= 0) break;
      bucket++;
    }
    return middleOf(bucket);
  }
}
