/** Sixteen linear steps to each doubling: a bucket's middle is within 1/33 (3 %) of everything in it. */
const MANTISSA_BITS = 4;
const SHIFT = 20 - MANTISSA_BITS;
/** Below 2⁻¹⁰ ms (a microsecond) clocks say nothing; above 2⁴⁰ ms (35 years) nobody waits. Both ends have one bucket for the rest. */
const LOWEST = 2 ** -10;
const HIGHEST = 2 ** 40;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
/** Where the exponent of a double lies depends on the machine's byte order. */
float[0] = 1;
const HIGH = words[1] === 0 ? 0 : 1;

/** The top bits of a positive double are its exponent and first binary places, so they number log-linear buckets by themselves. */
function topBits(value: number): number {
  float[0] = value;
  return (words[HIGH] as number) >>> SHIFT;
}

const FIRST = topBits(LOWEST);

/** The value that stands for a bucket: the one with the smallest relative distance to both its ends. */
function middle(bucket: number): number {
  if (bucket === 0) return 0;
  const edge = (bits: number) => {
    words[1 - HIGH] = 0;
    words[HIGH] = bits << SHIFT;
    return float[0] as number;
  };
  const low = edge(FIRST + bucket - 1);
  const high = edge(FIRST + bucket);
  return (2 * low * high) / (low + high);
}

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
    const bucket = ms < LOWEST ? 0 : topBits(ms < HIGHEST ? ms : HIGHEST) - FIRST + 1;
    const index = bucket - this.#offset;
    const counts = this.#counts;
    if (index >= 0 && index < counts.length) (counts[index] as number)++;
    else this.#grow(bucket);
  }

  get averageMs(): number | undefined {
    return this.#count === 0 ? undefined : this.#sum / this.#count;
  }

  /** The latency that the share `quantile` (0..1) of the calls did not exceed, by nearest rank; undefined when there are none. */
  quantileMs(quantile: number): number | undefined {
    if (this.#count === 0) return undefined;
    let left = Math.ceil(quantile * this.#count);
    let index = 0;
    while ((left -= this.#counts[index] as number) > 0) index++;
    return Math.min(this.#max, Math.max(this.#min, middle(index + this.#offset)));
  }

  #grow(bucket: number): void {
    if (this.#counts.length === 0) this.#offset = bucket;
    while (bucket < this.#offset) {
      this.#counts.unshift(0);
      this.#offset--;
    }
    while (bucket - this.#offset >= this.#counts.length) this.#counts.push(0);
    (this.#counts[bucket - this.#offset] as number)++;
  }
}
