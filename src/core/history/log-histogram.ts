import type { Distribution } from "./distribution";
import type { ByteReader, ByteWriter } from "./varint";

/** Neighbouring bounds are 10 % apart: the middle of a bucket is at most 4.8 % from any value in it. */
const logGrowth = Math.log(1.1);
/** 1.1^200 ms are 6 days; what takes longer counts as that. */
const lastIndex = 200;

const indexOf = (ms: number): number => (ms < 1 ? 0 : Math.min(lastIndex, 1 + Math.floor(Math.log(ms) / logGrowth + 1e-9)));
/** The middle of a bucket: where its ends are equally far off in proportion. */
const valueOf = (index: number): number => (index === 0 ? 0 : Math.exp((index - 1) * logGrowth) * (2.2 / 2.1));

/** Counts durations in buckets of equal proportion. Can be added up and takes a few bytes where values are few. */
export class LogHistogram implements Distribution<LogHistogram> {
  private readonly counts = new Map<number, number>();
  count = 0;

  add(ms: number): void {
    this.addToBucket(indexOf(ms), 1);
  }

  merge(other: LogHistogram): void {
    for (const [index, count] of other.counts) this.addToBucket(index, count);
  }

  percentile(share: number): number | undefined {
    if (this.count === 0) return undefined;
    const rank = Math.max(1, Math.ceil(share * this.count));
    let seen = 0;
    let found = 0;
    for (const [index, count] of this.inOrder()) {
      seen += count;
      found = index;
      if (seen >= rank) break;
    }
    return valueOf(found);
  }

  /** Every value is taken for the middle of its bucket. */
  countAtLeast(ms: number): number {
    const limit = indexOf(ms);
    let result = 0;
    for (const [index, count] of this.counts) {
      if (index > limit || (index === limit && ms <= valueOf(index))) result += count;
    }
    return result;
  }

  write(writer: ByteWriter): void {
    writer.number(this.counts.size);
    let previous = 0;
    for (const [index, count] of this.inOrder()) {
      writer.number(index - previous);
      writer.number(count);
      previous = index;
    }
  }

  /** Adds what {@link write} wrote. */
  mergeFrom(reader: ByteReader): void {
    let index = 0;
    for (let left = reader.number(); left > 0; left--) {
      index += reader.number();
      this.addToBucket(index, reader.number());
    }
  }

  private addToBucket(index: number, count: number): void {
    this.counts.set(index, (this.counts.get(index) ?? 0) + count);
    this.count += count;
  }

  private inOrder(): [number, number][] {
    return [...this.counts].sort((a, b) => a[0] - b[0]);
  }
}
