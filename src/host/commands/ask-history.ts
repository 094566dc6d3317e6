/** How many questions are kept. */
const CAPACITY = 100;

/** The questions of this session, the newest last, and a place in them that Up and Down move. */
export class AskHistory {
  readonly #questions: string[] = [];
  /** Equal to the length: the draft that is being typed. */
  #position = 0;
  #draft = "";

  get all(): readonly string[] {
    return this.#questions;
  }

  /** Remembers a question; an earlier one with the same words moves to the end. */
  add(question: string): void {
    const index = this.#questions.indexOf(question);
    if (index !== -1) this.#questions.splice(index, 1);
    this.#questions.push(question);
    if (this.#questions.length > CAPACITY) this.#questions.shift();
    this.rewind();
  }

  /** Starts anew at the end, with nothing typed. */
  rewind(): void {
    this.#position = this.#questions.length;
    this.#draft = "";
  }

  /** The question before the shown one; `shown` is kept as the draft when leaving the end. Undefined at the oldest. */
  previous(shown: string): string | undefined {
    if (this.#position === 0) return undefined;
    if (this.#position === this.#questions.length) this.#draft = shown;
    this.#position -= 1;
    return this.#questions[this.#position];
  }

  /** The question after the shown one, at last the draft. Undefined at the end. */
  next(): string | undefined {
    if (this.#position >= this.#questions.length) return undefined;
    this.#position += 1;
    return this.#position === this.#questions.length ? this.#draft : this.#questions[this.#position];
  }
}
