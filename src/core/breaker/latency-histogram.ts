/** Below 2⁻¹⁰ ms (a microsecond) clocks say nothing; above 2⁴⁰ ms (35 years) nobody waits. Both ends have one bucket for the rest. */
const LOWEST = 2 ** -10;
const HIGHEST = 2 ** 40;
/** Keeps four binary places: sixteen linear steps to each doubling, so a bucket's middle is within 1/33 (3 %) of everything in it. */
const SHIFT = 16;

const float = new Float64Array([1]);
const words = new Uint32Array(float.buffer);
/** Where the exponent of a double lies depends on the machine's byte order. */
const HIGH = words[0] ? 0 : 1;

/** The top bits of a positive double are its exponent and first binary places, so they number log-linear buckets by themselves. */
function topBits(value: number): number {
  float[0] = value;
  return (words[HIGH] as number) >>> SHIFT;
}

/** The smallest value with these top bits. */
function valueOf(bits: number): number {
  words[1 - HIGH] = 0;
  words[HIGH] = bits << SHIFT;
  return float[0] as number;
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

/** Bucket 0 is for what is too short to be told from nothing. */
const FIRST = topBits(LOWEST) - 1;

/**
 * Latencies in fixed log-linear buckets: constant time to record, at most 3 % off, and as much memory as the spread of the values needs
 * (16 numbers to a doubling), never more than a few kilobytes.
 */
export class LatencyHistogram {
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = 0;
  /** Counts of the buckets from `#offset` on; grows at either end as values come. */
  #counts: number[] = [];
  #offset = 0;

  /** @param ms a finite number of at least 0 */
  record(ms: number): void {
    this.#count++;
    this.#sum += ms;
    if (ms < this.#min) this.#min = ms;
    if (ms > this.#max) this.#max = ms;
    const bucket = ms < LOWEST ? 0 : topBits(ms < HIGHEST ? ms : HIGHEST) - FIRST;
    if (this.#count === 1) this.#offset = bucket;
    let index = bucket - this.#offset;
    // Grows by exactly what is missing: pushing would reserve room for more than most breakers ever need.
    if (index < 0) {
      this.#counts = zeros(-index).concat(this.#counts);
      this.#offset = bucket;
      index = 0;
    } else if (index >= this.#counts.length) {
      this.#counts = this.#counts.concat(zeros(index + 1 - this.#counts.length));
    }
    this.#counts[index] = (this.#counts[index] as number) + 1;
  }

  /** Undefined when there are no latencies. */
  get averageMs(): number | undefined {
    return this.#count ? this.#sum / this.#count : undefined;
  }

  /** The latency that the share `quantile` (0..1) of the calls did not exceed, by nearest rank; undefined when there are none. */
  quantileMs(quantile: number): number | undefined {
    if (!this.#count) return undefined;
    let left = Math.ceil(quantile * this.#count);
    let bucket = this.#offset;
    for (const count of this.#counts) {
      left -= count;
      if (left <= 0) break;
      bucket++;
    }
    const low = valueOf(bucket + FIRST);
    const high = valueOf(bucket + FIRST + 1);
    // The value with the smallest relative distance to both ends.
    const middle = bucket ? (2 * low * high) / (low + high) : 0;
    return Math.min(this.#max, Math.max(this.#min, middle));
  }
}
