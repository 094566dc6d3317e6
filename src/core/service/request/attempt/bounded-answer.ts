import { MAX_ANSWER_CHARS } from "../../../model/limits";
import { beginning } from "../../../foreign/first-words";
import { TextGathering } from "../../../foreign/text-gathering";

/** The text of an answer as far as it has come, and no more of it than an answer may have. */
export class BoundedAnswer {
  readonly #words = new TextGathering();
  /** Blanks before the first word: part of the answer if one comes, but nothing is shown, and nothing is an answer, before it. */
  #blanks = new TextGathering();
  #overflowed = false;

  /** Without blanks that no word has followed yet. */
  get text(): string {
    return this.#words.text;
  }

  /** Pieces in which it came. */
  get pieces(): number {
    return this.#words.count;
  }

  /** More has come than an answer may have; what was too much is lost. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** Takes the next piece. @returns what can be shown now: the piece with the blanks before it, as far as it fits, or "" */
  add(piece: string): string {
    const all = this.#words.count === 0 ? this.#withFirstWord(piece) : piece;
    const fits = beginning(all, MAX_ANSWER_CHARS - this.#words.length);
    this.#words.add(fits);
    this.#overflowed ||= fits.length < all.length || this.#blanks.length > MAX_ANSWER_CHARS;
    return fits;
  }

  #withFirstWord(piece: string): string {
    if (piece.trim() === "") {
      this.#blanks.add(piece);
      return "";
    }
    const blanks = this.#blanks.text;
    this.#blanks = new TextGathering();
    return blanks + piece;
  }
}
