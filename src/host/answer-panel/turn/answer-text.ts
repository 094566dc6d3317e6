import type { KeptTurn } from "../../../core/conversation/conversation";
import { beginning } from "../../../core/foreign/first-words";
import { TextGathering } from "../../../core/foreign/text-gathering";
import { MAX_PAGE_MESSAGE_CHARS, MAX_SET_ASIDE_CHARS } from "../../../core/model/limits";

interface AnswerTextDeps {
  /** Takes what the page lacks, in its order. */
  send(pieces: string[]): void;
  /** Puts text that came in one burst into one message. */
  schedule(fn: () => void): void;
}

/**
 * The text of an answer as it comes, and how much of it the page has: what came in one burst goes to the page together, a long text in
 * several messages, because one of many megabytes would hold up the page.
 */
export class AnswerText {
  #whole = new TextGathering();
  /** What the page has not been sent. */
  #unsent = new TextGathering();
  #flushIsDue = false;
  #discarded: KeptTurn["discarded"] = [];
  readonly #deps: AnswerTextDeps;

  constructor(deps: AnswerTextDeps) {
    this.#deps = deps;
  }

  /** As far as it came. */
  get whole(): string {
    return this.#whole.text;
  }

  get isEmpty(): boolean {
    return this.#whole.length === 0;
  }

  /** What attempts that broke had answered, and why they broke. */
  get discarded(): KeptTurn["discarded"] {
    return this.#discarded;
  }

  add(piece: string): void {
    this.#whole.add(piece);
    this.#unsent.add(piece);
    this.#flushSoon();
  }

  /** Sends the page what it lacks at once, so that what it is told next comes after it. */
  flush(): void {
    if (this.#unsent.length === 0) return;
    const { text } = this.#unsent;
    this.#unsent = new TextGathering();
    this.#deps.send(inPieces(text));
  }

  /** For a page that has nothing of it. @returns the beginning; the rest is sent soon */
  fromBeginning(): string {
    const text = this.whole;
    const first = beginning(text, MAX_PAGE_MESSAGE_CHARS);
    this.#unsent = gathered(text.slice(first.length));
    if (this.#unsent.length > 0) this.#flushSoon();
    return first;
  }

  /** Another text takes its place; the page has to be shown that from its beginning. */
  replace(text: string): void {
    this.#whole = gathered(text);
    this.#unsent = new TextGathering();
  }

  /** Another attempt answers from the start. @returns whether there was anything to set aside */
  setAside(reason: string): boolean {
    if (this.isEmpty) return false;
    this.#discarded = [...this.#discarded, { text: shortened(this.whole), reason }];
    this.replace("");
    return true;
  }

  /** What an earlier window had of it. */
  restore({ answer, discarded }: Pick<KeptTurn, "answer" | "discarded">): void {
    this.replace(answer);
    this.#discarded = discarded;
  }

  #flushSoon(): void {
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    this.#deps.schedule(() => {
      this.#flushIsDue = false;
      this.flush();
    });
  }
}

/** A text to which more may be added. */
function gathered(text: string): TextGathering {
  const gathering = new TextGathering();
  gathering.add(text);
  return gathering;
}

function inPieces(text: string): string[] {
  const pieces: string[] = [];
  for (let rest = text; rest !== ""; rest = rest.slice(pieces.at(-1)!.length))
    pieces.push(beginning(rest, MAX_PAGE_MESSAGE_CHARS));
  return pieces;
}

/** What is kept of the text of an attempt that broke. */
const shortened = (text: string): string =>
  text.length <= MAX_SET_ASIDE_CHARS ? text : [beginning(text, MAX_SET_ASIDE_CHARS), "…"].join("");
