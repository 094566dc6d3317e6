import type { Clock } from "../../core/breaker/types";
import type { PartSink } from "./host-api";

/**
 * How long a part may be on its way to whoever reads the answer, in milliseconds. The editor gathers parts for some 30 ms of quiet, and drops those that nobody has read
 * yet when an error follows them: a failure that came at once would take the text before it away.
 */
const ON_ITS_WAY_MS = 250;

/** Hands parts on, and knows when the last of them must have arrived. */
export class TimedSink implements PartSink {
  readonly #sink: PartSink;
  readonly #clock: Clock;
  #lastAt = -Infinity;

  constructor(sink: PartSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  report(part: object): void {
    this.#lastAt = this.#clock.now();
    this.#sink.report(part);
  }

  /** Resolves when all parts may be taken to have been read; at once where there was none of late. */
  async arrived(): Promise<void> {
    const leftMs = this.#lastAt + ON_ITS_WAY_MS - this.#clock.now();
    if (leftMs > 0) await new Promise<void>((resolve) => void this.#clock.setTimeout(resolve, leftMs));
  }
}
