/** A text that comes in pieces, in whole characters: JSON may cut one into the two halves that it has in UTF-16. What never gets its other half becomes U+FFFD. */
export class WholeCharacters {
  #half = "";

  /** What of the text so far has not been given yet, without the half of a character at its end. */
  next(piece: string): string {
    if (piece === "") return "";
    const text = this.#half + piece;
    const last = text.charCodeAt(text.length - 1);
    const isHalf = last >= 0xd800 && last <= 0xdbff;
    this.#half = isHalf ? text.slice(-1) : "";
    return (isHalf ? text.slice(0, -1) : text).toWellFormed();
  }

  /** What is left when nothing more comes. */
  end(): string {
    const left = this.#half.toWellFormed();
    this.#half = "";
    return left;
  }
}
