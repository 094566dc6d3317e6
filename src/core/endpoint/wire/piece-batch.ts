import type { AnswerPiece } from "../client";

/** What came in one packet, in order: neighbours of the same kind are one piece, so that a fast stream costs a step per packet, not per token. */
export class PieceBatch {
  #pieces: AnswerPiece[] = [];
  /** True as soon as any text that belongs to the answer has come. */
  hasText = false;

  add(type: "text" | "thinking", text: string): void {
    if (type === "text" && text !== "") this.hasText = true;
    const last = this.#pieces[this.#pieces.length - 1];
    if (last?.type === type) last.text += text;
    else if (last?.type === "sign") this.#pieces[this.#pieces.length - 1] = { type, text };
    else this.#pieces.push({ type, text });
  }

  /** Something came that carries nothing; beside anything else in the same packet it says nothing new. */
  sign(): void {
    if (this.#pieces.length === 0) this.#pieces.push({ type: "sign", text: "" });
  }

  /** Gives on what has gathered. */
  flush(onPiece: (piece: AnswerPiece) => void): void {
    if (this.#pieces.length === 0) return;
    const pieces = this.#pieces;
    this.#pieces = [];
    for (const piece of pieces) onPiece(piece);
  }
}
