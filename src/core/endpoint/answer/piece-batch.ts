import type { AnswerPiece } from "../client";
import { WholeCharacters } from "./whole-characters";

/** What came in one packet, in order: neighbours of the same kind are one piece, so that a fast stream costs a step per packet, not per token. */
export class PieceBatch {
  #pieces: AnswerPiece[] = [];
  readonly #characters = { text: new WholeCharacters(), thinking: new WholeCharacters() };

  add(type: "text" | "thinking", text: string): void {
    this.#push(type, this.#characters[type].next(text));
  }

  /** Something came that carries nothing; beside anything else in the same packet it says nothing new. */
  sign(): void {
    if (this.#pieces.length === 0) this.#pieces.push({ type: "sign", text: "" });
  }

  /** A part of the call of a tool came, which is told when all of it is there. */
  calling(): void {
    const last = this.#pieces[this.#pieces.length - 1];
    if (last?.type === "sign") this.#pieces.pop();
    if (last?.type !== "calling") this.#pieces.push({ type: "calling", text: "" });
  }

  /** Nothing more comes. */
  end(): void {
    this.#push("text", this.#characters.text.end());
  }

  /** Gives on what has gathered. */
  flush(onPiece: (piece: AnswerPiece) => void): void {
    if (this.#pieces.length === 0) return;
    const pieces = this.#pieces;
    this.#pieces = [];
    for (const piece of pieces) onPiece(piece);
  }

  #push(type: "text" | "thinking", text: string): void {
    if (text === "") return;
    const last = this.#pieces[this.#pieces.length - 1];
    if (last?.type === type) last.text += text;
    else if (last?.type === "sign") this.#pieces[this.#pieces.length - 1] = { type, text };
    else this.#pieces.push({ type, text });
  }
}
