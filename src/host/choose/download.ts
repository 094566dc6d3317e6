import type { PullProgress } from "../../core/endpoint/client";

/** A download that is not asked about, in bytes. */
const SMALL_BYTES = 1_000_000_000;

/** What is known of a download while it goes on: the server tells one part after the other, each with its own size. */
export class Download {
  readonly #parts = new Map<string, { total: number; had: number; done: number }>();

  /** @param progress its status names the part that it is about */
  note({ status, totalBytes, completedBytes = 0 }: PullProgress): void {
    if (totalBytes === undefined) return;
    const before = this.#parts.get(status);
    this.#parts.set(status, { total: totalBytes, had: before?.had ?? completedBytes, done: completedBytes });
  }

  get total(): number {
    return this.#sum(({ total }) => total);
  }

  get done(): number {
    return this.#sum(({ done }) => done);
  }

  /** True where so much is still to come that a person wants to know it before. What was there already is not to come. */
  get large(): boolean {
    return this.#sum(({ total, had }) => total - had) > SMALL_BYTES;
  }

  #sum(of: (part: { total: number; had: number; done: number }) => number): number {
    let sum = 0;
    for (const part of this.#parts.values()) sum += of(part);
    return sum;
  }
}
