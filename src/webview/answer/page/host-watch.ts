export interface HostWatchParts {
  /** Asks the host for a sign of life. */
  ask(): void;
  /** Told when the host is taken to be gone, and when it is heard of again. */
  onChange(gone: boolean): void;
  /** Calls again and again, every so many milliseconds; returns what ends it. */
  every(ms: number, look: () => void): () => void;
  /** Monotonic milliseconds. */
  now(): number;
}

/** How often the host is asked while it matters, in milliseconds. */
const ASK_MS = 500;
/** A host that said nothing for so long is gone, in milliseconds: one that is alive answers in a few. */
const GONE_MS = 1_500;

/** Notices that the extension host has died, so that nobody waits for an answer that cannot come. Asks only while something runs there. */
export class HostWatch {
  readonly #parts: HostWatchParts;
  #heardAt = 0;
  #gone = false;
  #stop: (() => void) | undefined;

  constructor(parts: HostWatchParts) {
    this.#parts = parts;
  }

  /** To be told of everything that comes from the host. */
  heard(): void {
    this.#heardAt = this.#parts.now();
    this.#set(false);
  }

  /** To be told whether anything is awaited of the host. */
  watch(awaited: boolean): void {
    if (!awaited) {
      this.#stop?.();
      this.#stop = undefined;
    } else if (!this.#stop) {
      this.#heardAt = this.#parts.now();
      this.#parts.ask();
      this.#stop = this.#parts.every(ASK_MS, () => this.#look());
    }
  }

  #look(): void {
    this.#set(this.#parts.now() - this.#heardAt >= GONE_MS);
    this.#parts.ask();
  }

  #set(gone: boolean): void {
    if (gone === this.#gone) return;
    this.#gone = gone;
    this.#parts.onChange(gone);
  }
}
