import type { Distribution } from "./distribution";
import { LogHistogram } from "./log-histogram";
import type { Sample, SampleOutcome } from "./samples";
import { sampleOutcomes } from "./samples";
import type { SeriesFigures } from "./series-types";
import { ByteReader, ByteWriter } from "./varint";

/** What is known about the calls of one bucket. `D` says whether percentiles are exact or from a histogram. */
export class BucketStats<D extends Distribution<D>> {
  readonly counts: Record<SampleOutcome, number> = { success: 0, failure: 0, cancelled: 0, aside: 0 };
  tokens = 0;
  generationMs = 0;
  readonly ttft: D;
  readonly latency: D;
  /** Kept apart from `latency`: failures can be slow, but say nothing about how fast answers come. */
  readonly failureLatency: D;

  constructor(makeDistribution: () => D) {
    this.ttft = makeDistribution();
    this.latency = makeDistribution();
    this.failureLatency = makeDistribution();
  }

  add(sample: Sample): void {
    this.counts[sample.outcome]++;
    this.tokens += sample.tokens;
    this.generationMs += sample.generationMs;
    if (sample.outcome === "failure") this.failureLatency.add(sample.durationMs);
    if (sample.outcome !== "success") return;
    this.latency.add(sample.durationMs);
    if (sample.ttftMs !== undefined) this.ttft.add(sample.ttftMs);
  }

  merge(other: BucketStats<D>): void {
    for (const outcome of sampleOutcomes) this.counts[outcome] += other.counts[outcome];
    this.tokens += other.tokens;
    this.generationMs += other.generationMs;
    this.ttft.merge(other.ttft);
    this.latency.merge(other.latency);
    this.failureLatency.merge(other.failureLatency);
  }

  figures(slowCallDurationMs: number): SeriesFigures<number | null> {
    const judged = this.counts.success + this.counts.failure;
    const slow = this.latency.countAtLeast(slowCallDurationMs) + this.failureLatency.countAtLeast(slowCallDurationMs);
    return {
      ttftP50Ms: this.ttft.percentile(0.5) ?? null,
      ttftP95Ms: this.ttft.percentile(0.95) ?? null,
      latencyP50Ms: this.latency.percentile(0.5) ?? null,
      latencyP95Ms: this.latency.percentile(0.95) ?? null,
      failureRate: judged === 0 ? null : this.counts.failure / judged,
      slowRate: judged === 0 ? null : slow / judged,
      tokensPerSecond: this.generationMs === 0 ? null : (this.tokens * 1000) / this.generationMs,
    };
  }
}

export type RollupStats = BucketStats<LogHistogram>;

export const newRollupStats = (): RollupStats => new BucketStats(() => new LogHistogram());

/** A few dozen bytes for a bucket with a few calls. */
export function encodeRollup(stats: RollupStats): Uint8Array {
  const writer = new ByteWriter();
  for (const outcome of sampleOutcomes) writer.number(stats.counts[outcome]);
  writer.number(stats.tokens);
  writer.number(Math.round(stats.generationMs));
  for (const histogram of [stats.ttft, stats.latency, stats.failureLatency]) histogram.write(writer);
  return writer.result();
}

/** Adds encoded stats to `into`. @throws RangeError when the bytes are damaged. */
export function mergeEncodedRollup(into: RollupStats, bytes: Uint8Array): void {
  const reader = new ByteReader(bytes);
  for (const outcome of sampleOutcomes) into.counts[outcome] += reader.number();
  into.tokens += reader.number();
  into.generationMs += reader.number();
  for (const histogram of [into.ttft, into.latency, into.failureLatency]) histogram.mergeFrom(reader);
}
