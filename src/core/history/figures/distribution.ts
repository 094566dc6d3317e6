/** A collection of durations in milliseconds that answers for percentiles. */
export interface Distribution<Self> {
  readonly count: number;
  add(ms: number): void;
  merge(other: Self): void;
  /** Nearest rank: the smallest value that at least `share` (0..1) of all values do not exceed; undefined when empty. */
  percentile(share: number): number | undefined;
  countAtLeast(ms: number): number;
}

/** Keeps every value: exact, for ranges with few calls. */
export class ExactDistribution implements Distribution<ExactDistribution> {
  #values: number[] = [];
  #sorted = true;

  get count(): number {
    return this.#values.length;
  }

  add(ms: number): void {
    this.#values.push(ms);
    this.#sorted = false;
  }

  merge(other: ExactDistribution): void {
    for (const value of other.#values) this.add(value);
  }

  percentile(share: number): number | undefined {
    if (!this.#sorted) this.#values.sort((a, b) => a - b);
    this.#sorted = true;
    return this.#values[Math.max(0, Math.ceil(share * this.#values.length) - 1)];
  }

  countAtLeast(ms: number): number {
    return this.#values.reduce((count, value) => (value >= ms ? count + 1 : count), 0);
  }
}
