import type { Distribution } from "./distribution";
import type { ByteReader, ByteWriter } from "./varint";

/** Neighbouring bounds are 10 % apart: the middle of a bucket is at most 4.8 % from any value in it. */
const logGrowth = Math.log(1.1);
/** 1.1^200 ms are 6 days; what takes longer counts as that. */
const lastIndex = 200;

const indexOf = (ms: number): number =>
  ms < 1 ? 0 : Math.min(lastIndex, 1 + Math.floor(Math.log(ms) / logGrowth + 1e-9));
/** The middle of a bucket: where its ends are equally far off in proportion. */
const valueOf = (index: number): number => (index === 0 ? 0 : Math.exp((index - 1) * logGrowth) * (2.2 / 2.1));

/**
 * Counts durations in buckets of equal proportion. Can be added up and takes a few bytes where values are few. A month's chart goes
 * through hundreds of thousands of these counts, hence the plain loops.
 */
export class LogHistogram implements Distribution<LogHistogram> {
  /** Made with the first value: most stretches of most endpoints have none. */
  #counts: Uint32Array | undefined;
  count = 0;

  add(ms: number): void {
    this.#addToBucket(indexOf(ms), 1);
  }

  merge(other: LogHistogram): void {
    if (other.#counts === undefined) return;
    this.#counts ??= new Uint32Array(lastIndex + 1);
    for (let index = 0; index <= lastIndex; index++) this.#counts[index]! += other.#counts[index]!;
    this.count += other.count;
  }

  percentile(share: number): number | undefined {
    if (this.#counts === undefined) return undefined;
    const rank = Math.max(1, Math.ceil(share * this.count));
    let index = 0;
    for (let seen = this.#counts[0]!; seen < rank; seen += this.#counts[index]!) index++;
    return valueOf(index);
  }

  /** Every value is taken for the middle of its bucket. */
  countAtLeast(ms: number): number {
    const limit = indexOf(ms);
    const first = ms <= valueOf(limit) ? limit : limit + 1;
    let result = 0;
    if (this.#counts !== undefined) for (let index = first; index <= lastIndex; index++) result += this.#counts[index]!;
    return result;
  }

  write(writer: ByteWriter): void {
    const counts = this.#counts ?? new Uint32Array();
    writer.number(counts.reduce((used, count) => (count > 0 ? used + 1 : used), 0));
    let previous = 0;
    counts.forEach((count, index) => {
      if (count === 0) return;
      writer.number(index - previous);
      writer.number(count);
      previous = index;
    });
  }

  /** Adds what {@link write} wrote. @throws RangeError when that is damaged. */
  mergeFrom(reader: ByteReader): void {
    let index = 0;
    for (let left = reader.number(); left > 0; left--) {
      index += reader.number();
      if (index > lastIndex) throw new RangeError(`No such bucket: ${index}`);
      this.#addToBucket(index, reader.number());
    }
  }

  #addToBucket(index: number, count: number): void {
    this.#counts ??= new Uint32Array(lastIndex + 1);
    this.#counts[index]! += count;
    this.count += count;
  }
}
