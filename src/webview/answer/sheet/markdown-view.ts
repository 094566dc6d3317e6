import type Token from "markdown-it/lib/token.mjs";
import { answerMarkdown } from "../reading/markdown-rules";
import { AnswerReader } from "../reading/answer-reader";
import { mayHaveReferences, type Piece } from "../reading/piece";

/** On what an answer is drawn. */
export interface Sheet {
  clear(): void;
  /** Draws what will not change, in the place of what is open. */
  settle(piece: Piece): void;
  /** Draws what is open, in the place of what was. */
  showOpen(pieces: Piece[]): void;
  /** Draws a settled piece anew. */
  redraw(piece: Piece, tokens: Token[]): void;
}

export interface Frames {
  /** Milliseconds. */
  now(): number;
  nextFrame(draw: () => void): void;
}

/** `ending`: the rest is to be settled; `mending`: links whose definitions came behind them are drawn anew. */
type Phase = "growing" | "ending" | "mending" | "finished";

/** How long one frame may be spent drawing before the next step waits for the next frame, in milliseconds. */
const FRAME_BUDGET_MS = 8;

/** What is open is drawn again at most at this rate: of a block of 800 characters that is every 10 ms, of one of 8,000 every 100 ms. */
const REDRAWN_CHARS_PER_MS = 80;

/**
 * A growing Markdown text on a sheet. However long it is and however quickly it comes, a frame does a bounded amount of work: what is settled is
 * drawn once, in steps; what is open is drawn the less often the longer it is.
 */
export class MarkdownView {
  readonly #sheet: Sheet;
  readonly #frames: Frames;
  readonly #markdown;
  #reader: AnswerReader;
  #scheduled = false;
  #phase: Phase = "growing";
  #openDrawnAt = -Infinity;
  #openChars = 0;
  /** Settled pieces to which definitions that come later may matter. */
  #toMend: (Piece & { kind: "block" })[] = [];

  constructor(sheet: Sheet, frames: Frames, markdown = answerMarkdown()) {
    this.#sheet = sheet;
    this.#frames = frames;
    this.#markdown = markdown;
    this.#reader = new AnswerReader(markdown);
  }

  /** Shows another text from the start. */
  set(text: string): void {
    this.#sheet.clear();
    this.#reader = new AnswerReader(this.#markdown);
    this.#reader.add(text);
    this.#phase = "growing";
    this.#toMend = [];
    this.#openDrawnAt = -Infinity;
    this.#schedule();
  }

  append(text: string): void {
    this.#reader.add(text);
    this.#phase = "growing";
    this.#schedule();
  }

  /** Nothing more comes. Links whose definitions came behind them are mended. */
  finish(): void {
    if (this.#phase !== "growing") return;
    this.#phase = "ending";
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#frames.nextFrame(() => {
      this.#scheduled = false;
      if (this.#phase !== "growing" || this.#isDue()) this.#draw();
      else this.#schedule();
    });
  }

  #isDue(): boolean {
    return this.#frames.now() - this.#openDrawnAt >= this.#openChars / REDRAWN_CHARS_PER_MS;
  }

  #draw(): void {
    const until = this.#frames.now() + FRAME_BUDGET_MS;
    for (let unfinished = true; unfinished;) {
      if (this.#frames.now() >= until) {
        this.#schedule();
        return;
      }
      unfinished = this.#step();
    }
  }

  /** @returns whether there is more to do at once */
  #step(): boolean {
    return this.#phase === "mending" || this.#phase === "finished"
      ? this.#mendOne()
      : this.#readOn(this.#phase === "ending");
  }

  #readOn(complete: boolean): boolean {
    const { settled, open, more } = this.#reader.read(complete);
    for (const piece of settled) {
      this.#sheet.settle(piece);
      if (mayHaveReferences(piece)) this.#toMend.push(piece);
    }
    if (more) return true;
    this.#sheet.showOpen(open);
    this.#openChars = this.#reader.waiting;
    this.#openDrawnAt = this.#frames.now();
    if (complete) this.#phase = "mending";
    return complete;
  }

  #mendOne(): boolean {
    const piece = this.#reader.hasReferences ? this.#toMend.shift() : undefined;
    if (piece) this.#sheet.redraw(piece, this.#reader.again(piece.source));
    else this.#phase = "finished";
    return piece !== undefined;
  }
}
