/** One value per bucket; null where the bucket has nothing to say. */
export type Column = (number | null)[];

export interface SeriesQuery {
  /** The range [fromMs, toMs), epoch milliseconds; widened to whole buckets. */
  fromMs: number;
  toMs: number;
  /** At most this many buckets (1 to 2000). The store picks a round bucket length, so that buckets do not move while time goes on. */
  maxBuckets: number;
  /** Without it every endpoint the history knows. */
  endpoints?: string[];
  /** Calls at least this slow count as slow, in milliseconds (30 000). */
  slowCallDurationMs?: number;
}

/** Figures of one bucket, or of the whole range. */
export interface SeriesFigures<T> {
  /** Milliseconds, of successes. */
  ttftP50Ms: T;
  ttftP95Ms: T;
  latencyP50Ms: T;
  latencyP95Ms: T;
  /** 0..1: failures among successes and failures. */
  failureRate: T;
  /** 0..1: slow ones among successes and failures. */
  slowRate: T;
  /** Completion tokens per second of generation (first token to end), over all answers together. */
  tokensPerSecond: T;
}

interface EndpointSeries extends SeriesFigures<Column> {
  endpoint: string;
  /** Attempts by outcome, by the time at which they ended. `skipped`: refused by the open breaker. */
  counts: { success: number[]; failure: number[]; cancelled: number[]; skipped: number[] };
  /** The same figures over the whole range. */
  summary: SeriesFigures<number | null>;
}

interface RequestSeries extends SeriesFigures<Column> {
  /** Requests by outcome, by the time at which they ended. */
  counts: { success: number[]; failure: number[]; cancelled: number[]; cached: number[] };
  summary: SeriesFigures<number | null>;
}

export interface HistorySeries {
  /** Start of the first bucket, epoch milliseconds, a whole multiple of `bucketMs`. */
  startMs: number;
  bucketMs: number;
  /** Number of buckets: the length of every column. */
  length: number;
  /** False: percentiles, and the duration from which a call counts as slow, are at most 5 % off. All else is always exact. */
  exact: boolean;
  endpoints: EndpointSeries[];
  /** All requests, whoever answered. */
  requests: RequestSeries;
}
