import type { BucketPlan } from "./bucket-plan";
import { BucketStats } from "./bucket-stats";
import type { Distribution } from "./distribution";
import type { Sample, SampleOutcome } from "./samples";
import { sampleOutcomes } from "./samples";
import type { Column, HistorySeries, SeriesFigures, SeriesQuery } from "./series-types";

const defaultSlowCallDurationMs = 30_000;

/** One line of the charts while it is built. */
interface Track<D extends Distribution<D>> {
  /** Buckets that may still get something, by their number. */
  open: Map<number, BucketStats<D>>;
  /** Everything of the buckets that are finished. */
  whole: BucketStats<D>;
  figures: SeriesFigures<Column>;
  counts: Record<SampleOutcome, number[]>;
}

/** Collects samples or finished stats into the buckets of a plan and turns them into columns. */
export class SeriesBuilder<D extends Distribution<D>> {
  readonly #requests: Track<D>;
  readonly #endpoints = new Map<string, Track<D>>();
  readonly #slowMs: number;
  readonly #plan: BucketPlan;
  readonly #makeDistribution: () => D;

  /** @param endpoints the endpoints wanted, in their order; what is added for others is left out. */
  constructor(
    plan: BucketPlan,
    endpoints: readonly string[],
    makeDistribution: () => D,
    { slowCallDurationMs = defaultSlowCallDurationMs }: Pick<SeriesQuery, "slowCallDurationMs"> = {},
  ) {
    this.#plan = plan;
    this.#makeDistribution = makeDistribution;
    this.#slowMs = slowCallDurationMs;
    this.#requests = this.#newTrack();
    for (const endpoint of endpoints) this.#endpoints.set(endpoint, this.#newTrack());
  }

  addSample(sample: Sample): void {
    this.statsAt(sample.endpoint, sample.endedAt)?.add(sample);
  }

  /**
   * The bucket to which something is to be added; undefined where nobody asked for it.
   * @param endpoint undefined: requests as a whole. @param atMs any time within the bucket.
   */
  statsAt(endpoint: string | undefined, atMs: number): BucketStats<D> | undefined {
    const index = this.#indexAt(atMs);
    const track = endpoint === undefined ? this.#requests : this.#endpoints.get(endpoint);
    if (track === undefined || index < 0 || index >= this.#plan.length) return undefined;
    let bucket = track.open.get(index);
    if (bucket === undefined) track.open.set(index, (bucket = new BucketStats(this.#makeDistribution)));
    return bucket;
  }

  /** Nothing more is coming for the buckets before that of `atMs`: their room is given back. */
  finishBefore(atMs: number): void {
    const index = this.#indexAt(atMs);
    for (const track of [this.#requests, ...this.#endpoints.values()]) this.#finish(track, index);
  }

  build(exact: boolean): HistorySeries {
    this.finishBefore(Infinity);
    const { aside: cached, ...requests } = this.#requests.counts;
    return {
      ...this.#plan,
      exact,
      endpoints: [...this.#endpoints].map(
        ([
          endpoint,
          {
            figures,
            counts: { aside: skipped, ...counts },
            whole,
          },
        ]) => {
          return { endpoint, ...figures, counts: { ...counts, skipped }, summary: whole.figures(this.#slowMs) };
        },
      ),
      requests: {
        ...this.#requests.figures,
        counts: { ...requests, cached },
        summary: this.#requests.whole.figures(this.#slowMs),
      },
    };
  }

  #finish(track: Track<D>, before: number): void {
    for (const [index, stats] of track.open) {
      if (index >= before) continue;
      track.open.delete(index);
      track.whole.merge(stats);
      const figures = stats.figures(this.#slowMs);
      for (const name of Object.keys(figures) as (keyof typeof figures)[]) track.figures[name][index] = figures[name];
      for (const outcome of sampleOutcomes) track.counts[outcome][index] = stats.counts[outcome];
    }
  }

  #indexAt(atMs: number): number {
    return Math.floor((atMs - this.#plan.startMs) / this.#plan.bucketMs);
  }

  #newTrack(): Track<D> {
    const empty = (): Column => new Array<number | null>(this.#plan.length).fill(null);
    const zeros = () => new Array<number>(this.#plan.length).fill(0);
    return {
      open: new Map(),
      whole: new BucketStats(this.#makeDistribution),
      figures: {
        ttftP50Ms: empty(),
        ttftP95Ms: empty(),
        latencyP50Ms: empty(),
        latencyP95Ms: empty(),
        failureRate: empty(),
        slowRate: empty(),
        tokensPerSecond: empty(),
      },
      counts: { success: zeros(), failure: zeros(), cancelled: zeros(), aside: zeros() },
    };
  }
}
