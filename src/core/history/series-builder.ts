import type { BucketPlan } from "./bucket-plan";
import { BucketStats } from "./bucket-stats";
import type { Distribution } from "./distribution";
import type { Sample } from "./samples";
import type { Column, HistorySeries, SeriesFigures, SeriesQuery } from "./series-types";

const defaultSlowCallDurationMs = 30_000;

/** The buckets of one line that have something, by their number. */
type Track<D extends Distribution<D>> = Map<number, BucketStats<D>>;

/** Collects samples or finished stats into the buckets of a plan and turns them into columns. */
export class SeriesBuilder<D extends Distribution<D>> {
  private readonly requests: Track<D> = new Map();
  private readonly endpoints = new Map<string, Track<D>>();

  /** @param endpoints the endpoints wanted, in their order; what is added for others is left out. */
  constructor(
    private readonly plan: BucketPlan,
    endpoints: readonly string[],
    private readonly makeDistribution: () => D,
  ) {
    for (const endpoint of endpoints) this.endpoints.set(endpoint, new Map());
  }

  addSample(sample: Sample): void {
    this.statsAt(sample.endpoint, sample.endedAt)?.add(sample);
  }

  /**
   * The bucket to which something is to be added; undefined where nobody asked for it.
   * @param endpoint undefined: requests as a whole. @param atMs any time within the bucket.
   */
  statsAt(endpoint: string | undefined, atMs: number): BucketStats<D> | undefined {
    const index = Math.floor((atMs - this.plan.startMs) / this.plan.bucketMs);
    const track = endpoint === undefined ? this.requests : this.endpoints.get(endpoint);
    if (track === undefined || index < 0 || index >= this.plan.length) return undefined;
    let bucket = track.get(index);
    if (bucket === undefined) track.set(index, (bucket = new BucketStats(this.makeDistribution)));
    return bucket;
  }

  build(exact: boolean, query: Pick<SeriesQuery, "slowCallDurationMs">): HistorySeries {
    const slowMs = query.slowCallDurationMs ?? defaultSlowCallDurationMs;
    const { counts, ...requests } = this.columns(this.requests, slowMs);
    return {
      ...this.plan,
      exact,
      endpoints: [...this.endpoints].map(([endpoint, track]) => {
        const { counts, ...figures } = this.columns(track, slowMs);
        return { endpoint, ...figures, counts: { success: counts.success, failure: counts.failure, cancelled: counts.cancelled, skipped: counts.aside } };
      }),
      requests: { ...requests, counts: { success: counts.success, failure: counts.failure, cancelled: counts.cancelled, cached: counts.aside } },
    };
  }

  private columns(track: Track<D>, slowMs: number) {
    const empty = (): Column => new Array<number | null>(this.plan.length).fill(null);
    const zeros = () => new Array<number>(this.plan.length).fill(0);
    const counts = { success: zeros(), failure: zeros(), cancelled: zeros(), aside: zeros() };
    const columns: SeriesFigures<Column> = {
      ttftP50Ms: empty(), ttftP95Ms: empty(), latencyP50Ms: empty(), latencyP95Ms: empty(), failureRate: empty(), slowRate: empty(), tokensPerSecond: empty(),
    };
    const names = Object.keys(columns) as (keyof SeriesFigures<Column>)[];
    const whole = new BucketStats(this.makeDistribution);
    for (const [index, stats] of track) {
      whole.merge(stats);
      const figures = stats.figures(slowMs);
      for (const name of names) columns[name][index] = figures[name];
      for (const outcome of Object.keys(counts) as (keyof typeof counts)[]) counts[outcome][index] = stats.counts[outcome];
    }
    return { ...columns, counts, summary: whole.figures(slowMs) };
  }
}
