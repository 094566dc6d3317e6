import type { Span } from "../../frame/time-range";
import type { Column } from "./chart-specs";

/** What is reckoned from a chart's columns before it is drawn. Times are epoch milliseconds. */

/** Where the buckets of a series are drawn. */
export interface BucketPlaces {
  /** The middle of every bucket: bars must keep their distance. */
  middles: number[];
  /** As `middles`, but a bucket that has only begun is drawn in the middle of what is over of it. */
  points: number[];
}

export function bucketPlaces(
  { startMs, bucketMs, length }: { startMs: number; bucketMs: number; length: number },
  now: number,
): BucketPlaces {
  const starts = Array.from({ length }, (_, index) => startMs + index * bucketMs);
  return {
    middles: starts.map((start) => start + bucketMs / 2),
    points: starts.map((start) => (start + Math.max(start, Math.min(start + bucketMs, now))) / 2),
  };
}

/** Bars are drawn over each other, the highest first: each is its own value and all below it. The last of `columns` comes first. */
export function stacked(columns: Column[]): Column[] {
  let below: number[] = [];
  const sums = columns.map((values) => (below = values.map((value, at) => (value ?? 0) + (below[at] ?? 0))));
  return sums.reverse();
}

/** The highest value in view, with the buckets that reach into it; at least 0. */
export function highestIn({ fromMs, toMs }: Span, times: number[], columns: Column[]): number {
  const inView = times.findIndex((time) => time >= fromMs);
  const first = Math.max(0, (inView === -1 ? times.length : inView) - 1);
  const after = times.findIndex((time) => time > toMs);
  const end = after === -1 ? times.length : after + 1;
  return columns.reduce(
    (highest, column) => column.slice(first, end).reduce<number>((max, value) => Math.max(max, value ?? 0), highest),
    0,
  );
}

/** Indices of values from which no line goes to another one, because there is none or it is farther off than `far`. */
export function standingAlone(
  values: ArrayLike<number | null | undefined>,
  far: number,
  distance: (one: number, other: number) => number,
): number[] {
  const known: number[] = [];
  for (let at = 0; at < values.length; at++) if ((values[at] ?? null) !== null) known.push(at);
  const apart = (one: number, other: number | undefined): boolean => other === undefined || distance(one, other) > far;
  return known.filter((at, place) => apart(at, known[place - 1]) && apart(at, known[place + 1]));
}
