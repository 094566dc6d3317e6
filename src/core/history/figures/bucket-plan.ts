const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Round lengths; each from a minute on is a whole multiple of a rollup level, so that rollups add up to it exactly. */
const roundLengths = [1, 2, 5, 10, 15, 30]
  .map((n) => n * second)
  .concat(
    [1, 2, 5, 10, 30].map((n) => n * minute),
    [1, 2, 3, 6, 12].map((n) => n * hour),
  );

export interface BucketPlan {
  /** Epoch milliseconds, a whole multiple of `bucketMs`. */
  startMs: number;
  bucketMs: number;
  length: number;
}

/**
 * The shortest round bucket length with which [fromMs, toMs) fits into `maxBuckets` whole buckets. Buckets start at multiples of
 * their length, so that a range that moves with the clock keeps its buckets.
 *
 * @throws RangeError for a range that is empty, or a number of buckets outside 1..2000.
 */
export function planBuckets(fromMs: number, toMs: number, maxBuckets: number): BucketPlan {
  if (!Number.isFinite(fromMs) || !Number.isFinite(toMs) || toMs <= fromMs)
    throw new RangeError(`Empty time range: ${fromMs} to ${toMs}`);
  if (!Number.isInteger(maxBuckets) || maxBuckets < 1 || maxBuckets > 2000)
    throw new RangeError(`maxBuckets must be 1 to 2000: ${maxBuckets}`);
  for (let i = 0; ; i++) {
    const bucketMs = roundLengths[i] ?? day * 2 ** (i - roundLengths.length);
    const first = Math.floor(fromMs / bucketMs);
    const length = Math.ceil(toMs / bucketMs) - first;
    if (length <= maxBuckets) return { startMs: first * bucketMs, bucketMs, length };
  }
}

/** Lengths for which figures are added up while they are recorded, longest first. */
export const rollupLevelsMs = [3 * hour, hour, 5 * minute, minute] as const;

/** The longest rollup level from which buckets of this length can be added up; undefined: only single calls will do. */
export function rollupLevelFor(bucketMs: number): number | undefined {
  return rollupLevelsMs.find((level) => bucketMs % level === 0);
}
