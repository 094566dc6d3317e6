/** Bytes that may wait for a slow reader before the socket is paused. */
const HIGH_WATER_BYTES = 256 * 1024;

/** What the body does to the connection it comes from. */
export interface BodySource {
  pause(): void;
  resume(): void;
  /** The reader left before the end. */
  close(): void;
}

type Ending = { type: "end" } | { type: "error"; error: unknown };
type Waiter = { resolve: (result: IteratorResult<Uint8Array, undefined>) => void; reject: (error: unknown) => void };

/**
 * A response's bytes as they come, for one reader. Pieces that came together are handed over together, so that a server that sends
 * a token per HTTP chunk costs one step per packet, not one per token.
 */
export class ResponseBody implements AsyncIterableIterator<Uint8Array, undefined> {
  #pieces: Uint8Array[] = [];
  #size = 0;
  #paused = false;
  #ending: Ending | undefined;
  #waiter: Waiter | undefined;
  #scheduled = false;
  readonly #source: BodySource;

  constructor(source: BodySource) {
    this.#source = source;
  }

  push(piece: Uint8Array): void {
    if (this.#ending) return;
    this.#pieces.push(piece);
    this.#size += piece.length;
    if (this.#size >= HIGH_WATER_BYTES && !this.#paused) {
      this.#paused = true;
      this.#source.pause();
    }
    this.#wake();
  }

  end(): void {
    this.#ending ??= { type: "end" };
    this.#wake();
  }

  /** What came before the error is still read first. */
  fail(error: unknown): void {
    this.#ending ??= { type: "error", error };
    this.#wake();
  }

  /** Ends the reading at once; what came before is dropped. */
  abort(reason: unknown): void {
    this.#pieces = [];
    this.#size = 0;
    this.#ending = { type: "error", error: reason };
    this.#wake();
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
      this.#deliver();
    });
  }

  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (!this.#ending) {
      this.#ending = { type: "end" };
      this.#pieces = [];
      this.#source.close();
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** A waiting reader gets its bytes in the next microtask: by then all pieces of one packet have gathered. */
  #wake(): void {
    if (!this.#waiter || this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#deliver();
    });
  }

  #deliver(): void {
    const waiter = this.#waiter;
    if (!waiter) return;
    if (this.#pieces.length > 0) {
      this.#waiter = undefined;
      const [first] = this.#pieces;
      const value = this.#pieces.length === 1 && first ? first : Buffer.concat(this.#pieces, this.#size);
      this.#pieces = [];
      this.#size = 0;
      waiter.resolve({ done: false, value });
      if (this.#paused) {
        this.#paused = false;
        this.#source.resume();
      }
    } else if (this.#ending?.type === "end") {
      this.#waiter = undefined;
      waiter.resolve({ done: true, value: undefined });
    } else if (this.#ending) {
      this.#waiter = undefined;
      const { error } = this.#ending;
      // An error is told once; after it the body is at its end, as a generator would be.
      this.#ending = { type: "end" };
      waiter.reject(error);
    }
  }
}
