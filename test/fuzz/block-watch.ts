/** Measures for how long the event loop was held at a stretch, in milliseconds of the machine's clock. */
export class BlockWatch {
  #longestMs = 0;
  #turnAt: number | undefined;
  #next: NodeJS.Immediate | undefined;

  /** Begins anew: every turn of the loop is measured until `stop`. */
  start(): void {
    this.#longestMs = 0;
    this.#turnAt = performance.now();
    this.#next = setImmediate(() => this.#turn());
  }

  stop(): void {
    this.#take();
    clearImmediate(this.#next);
    this.#turnAt = undefined;
  }

  /** The longest turn since `start`. */
  get longestMs(): number {
    return this.#longestMs;
  }

  /** What the target itself needs to prepare or to check is not counted: the turn begins now. */
  fromHere(): void {
    this.#turnAt = performance.now();
  }

  /** Runs one call of the code under test as a turn of its own. */
  call<T>(work: () => T): T {
    this.fromHere();
    try {
      return work();
    } finally {
      this.#take();
      this.fromHere();
    }
  }

  #turn(): void {
    this.#take();
    this.#turnAt = performance.now();
    this.#next = setImmediate(() => this.#turn());
  }

  #take(): void {
    if (this.#turnAt !== undefined) this.#longestMs = Math.max(this.#longestMs, performance.now() - this.#turnAt);
  }
}
