import { CancelSource } from "../../core/async/cancel-signal";
import { untilAborted } from "../../core/async/wait";
import type { StreamEvent } from "../../core/model/service-events";

type Result = IteratorResult<StreamEvent, undefined>;

const OVER: Result = { value: undefined, done: true };

/**
 * The service's events of one request, once settings and keys are with the service. `return` ends the request whatever a `next` waits for; that of an async generator
 * would itself wait, for the event after that.
 */
export class ExportedStream implements AsyncIterableIterator<StreamEvent, undefined> {
  readonly #ready: () => Promise<void>;
  readonly #start: () => AsyncIterable<StreamEvent>;
  #opening: Promise<AsyncIterator<StreamEvent, undefined> | undefined> | undefined;
  #events: AsyncIterator<StreamEvent, undefined> | undefined;
  readonly #left = new CancelSource();

  /** @param start asks the service; its stream is read once, however often this one is */
  constructor(ready: () => Promise<void>, start: () => AsyncIterable<StreamEvent>) {
    this.#ready = ready;
    this.#start = start;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<Result> {
    const events = await (this.#opening ??= this.#open());
    return this.#left.signal.aborted || !events ? OVER : events.next();
  }

  async return(): Promise<Result> {
    this.#left.abort(OVER);
    await this.#events?.return?.();
    return OVER;
  }

  async throw(error: unknown): Promise<Result> {
    await this.return();
    throw error;
  }

  /** Undefined where it was left before. */
  async #open(): Promise<AsyncIterator<StreamEvent, undefined> | undefined> {
    const { signal } = this.#left;
    if (!signal.aborted) await untilAborted(this.#ready(), signal).catch(() => undefined);
    if (signal.aborted) return undefined;
    return (this.#events = this.#start()[Symbol.asyncIterator]());
  }
}
