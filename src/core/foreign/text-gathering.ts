/** So many pieces are made into one: a piece costs more than the few characters in it. */
const PIECES_TOGETHER = 1_024;

/**
 * A text that comes in any number of pieces. Each character is copied twice at most, however many pieces there are, and what is kept is
 * hardly more than the text itself.
 */
export class TextGathering {
  /** Joined already; together with `#pieces` the text. */
  readonly #joined: string[] = [];
  #pieces: string[] = [];
  #length = 0;
  #count = 0;

  /** In UTF-16 code units. */
  get length(): number {
    return this.#length;
  }

  /** Pieces that have come. */
  get count(): number {
    return this.#count;
  }

  get text(): string {
    this.#join();
    if (this.#joined.length > 1) this.#joined.splice(0, Infinity, this.#joined.join(""));
    return this.#joined[0] ?? "";
  }

  add(piece: string): void {
    if (piece === "") return;
    this.#pieces.push(piece);
    this.#length += piece.length;
    this.#count++;
    if (this.#pieces.length >= PIECES_TOGETHER) this.#join();
  }

  #join(): void {
    if (this.#pieces.length === 0) return;
    this.#joined.push(this.#pieces.join(""));
    this.#pieces = [];
  }
}
