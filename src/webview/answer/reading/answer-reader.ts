import type MarkdownIt from "markdown-it";
import type Token from "markdown-it/lib/token.mjs";
import { MAX_DRAWN_BLOCK_CHARS, MAX_DRAWN_MARKDOWN_CHARS, MAX_DRAWN_PART_CHARS } from "../../../core/model/limits";
import { cutBlock, lastBreak, type Cut } from "./cut-block";
import { NEXT_BLOCK, withoutOpener, type Ground } from "./ground";
import { piecesOf, plainPieces, type Piece, type Source } from "./piece";
import { plainSpan } from "./plain-span";
import { isDefinition, isTable, splitBlocks, type Block } from "./split-blocks";

/** How much is parsed at a time, in characters. */
export interface ReadingLimits {
  part: number;
  block: number;
  markdown: number;
}

const USUAL_LIMITS: ReadingLimits = {
  part: MAX_DRAWN_PART_CHARS,
  block: MAX_DRAWN_BLOCK_CHARS,
  markdown: MAX_DRAWN_MARKDOWN_CHARS,
};

/** What one look at the text gave. */
export interface Reading {
  /** Will not change any more, whatever comes. */
  settled: Piece[];
  /** How the rest looks now. Empty when `more` is true. */
  open: Piece[];
  /** There is more that can be settled at once. */
  more: boolean;
}

/**
 * Reads an answer that grows. One look takes time by what it settles and by what is open, and that is bounded, whatever is before it: blocks
 * are settled as soon as another begins, and long ones are cut into parts. Where that is depends on the text alone, never on the pieces in which
 * it came.
 */
export class AnswerReader {
  readonly #markdown: MarkdownIt;
  readonly #limits: ReadingLimits;
  #ground: Ground = NEXT_BLOCK;
  #rest = "";
  /** A carriage return at the end: a line feed may follow and belong to it. */
  #held = "";
  #settledChars = 0;
  /** The definitions of links in what is settled, by name. The first of a name counts. */
  readonly #references: Record<string, unknown> = {};

  constructor(markdown: MarkdownIt, limits: ReadingLimits = USUAL_LIMITS) {
    this.#markdown = markdown;
    this.#limits = limits;
  }

  add(text: string): void {
    const all = this.#held + text;
    this.#held = all.endsWith("\r") ? "\r" : "";
    this.#rest += all.slice(0, all.length - this.#held.length).replace(/\r\n?/g, "\n");
  }

  /** Characters that are not settled. */
  get waiting(): number {
    return this.#rest.length;
  }

  get hasReferences(): boolean {
    return Object.keys(this.#references).length > 0;
  }

  /** @param complete nothing more comes: all of it can be settled */
  read(complete: boolean): Reading {
    if (complete && this.#held !== "") {
      this.#held = "";
      this.#rest += "\n";
    }
    return this.#ground.in === "plain"
      ? this.#readPlain(this.#ground, complete)
      : this.#readMarkdown(this.#ground, complete);
  }

  /** The tokens of a settled block as they are with all definitions that are settled by now. */
  again({ text, ground }: Source): Token[] {
    const [block] = this.#parse(ground, text);
    return block ? withoutOpener(block.tokens, ground) : [];
  }

  #readMarkdown(ground: Ground, complete: boolean): Reading {
    for (const size of [this.#limits.part, this.#limits.block]) {
      const text = this.#rest.slice(0, size);
      const full = this.#rest.length >= size;
      const blocks = this.#parse(ground, text);
      const all = complete && !full;
      // What was looked at for a second time only ends the block for which it was: the next begins with as much text as every other.
      const ahead = size > this.#limits.part;
      const sure = this.#upToLimit(
        all ? blocks : blocks.slice(0, Math.min(this.#sureBlocks(blocks, ground, text), ahead ? 1 : Infinity)),
        ground,
      );
      if (all && sure.length === blocks.length)
        return this.#settle(text.length, piecesOf(ground, text, blocks, "ends"), NEXT_BLOCK);
      const last = sure.at(-1);
      if (last) {
        const end = last.end - ground.opener.length;
        // It was cut where it ended: the rest begins anew, without an opener.
        if (end === 0) return this.#readMarkdown((this.#ground = NEXT_BLOCK), complete);
        const reading = this.#settle(end, piecesOf(ground, text.slice(0, end), sure, "ends"), NEXT_BLOCK);
        return full || ahead || complete
          ? reading
          : { ...reading, open: piecesOf(NEXT_BLOCK, "", blocks.slice(sure.length), "continues"), more: false };
      }
      if (!full) return { settled: [], open: piecesOf(ground, text, blocks, "continues"), more: false };
      const cut = cutOf(ground, text, blocks, size === this.#limits.block);
      if (!cut) continue;
      const part = text.slice(0, cut.at);
      return this.#settle(
        cut.at,
        piecesOf(ground, part, this.#parse(ground, part), cut.continues ? "continues" : "ends"),
        cut.ground,
      );
    }
    throw new Error("A block was neither settled nor cut.");
  }

  #readPlain(ground: Ground & { in: "plain" }, complete: boolean): Reading {
    const text = this.#rest.slice(0, this.#limits.part);
    const full = this.#rest.length >= this.#limits.part;
    const span = plainSpan(text, ground.forGood);
    if (!span.ended && !full && !complete) return { settled: [], open: plainPieces(text, ground.begins), more: false };
    const length = span.ended || full ? span.length : text.length;
    const settled = plainPieces(text.slice(0, length), ground.begins);
    return this.#settle(
      length,
      settled,
      span.ended ? NEXT_BLOCK : { ...ground, begins: ground.begins && settled.length === 0 },
    );
  }

  #settle(length: number, settled: Piece[], ground: Ground): Reading {
    const text = this.#rest.slice(0, length);
    if (this.#ground.in !== "plain" && text.includes("]:")) this.#define(this.#ground.opener + text);
    this.#rest = this.#rest.slice(length);
    this.#settledChars += length;
    const tooLong = this.#settledChars >= this.#limits.markdown && ground.in !== "code";
    this.#ground = tooLong
      ? { in: "plain", opener: "", begins: ground.in !== "plain" || ground.begins, forGood: true }
      : ground;
    return { settled, open: [], more: this.#rest !== "" };
  }

  /**
   * How many of the first blocks nothing can change any more: those before the last that begins in a line that has ended. That one may turn out
   * to be the title of a definition right before it.
   */
  #sureBlocks(blocks: Block[], ground: Ground, text: string): number {
    const whole = ground.opener + text;
    const lastLine = whole.lastIndexOf("\n") + 1;
    const last = Math.max(
      0,
      blocks.findLastIndex(({ start }) => start < lastLine),
    );
    const block = blocks[last];
    const before = blocks[last - 1];
    if (block && isTable(block) && whole.indexOf("\n", block.start) + 1 === lastLine) {
      // `|-|-` below two cells may become `|-|-|-|` and no table be there: what has ended is looked at without it.
      const ended = text.slice(0, lastLine - ground.opener.length);
      return this.#sureBlocks(this.#parse(ground, ended), ground, ended);
    }
    return before && isDefinition(before) && before.end === block?.start ? last - 1 : last;
  }

  /** The first of some blocks, up to that with which enough of the answer is laid out. */
  #upToLimit(blocks: Block[], ground: Ground): Block[] {
    const enough = blocks.findIndex(
      ({ end }) => this.#settledChars + end - ground.opener.length >= this.#limits.markdown,
    );
    return enough === -1 ? blocks : blocks.slice(0, enough + 1);
  }

  #define(text: string): void {
    const references = Object.create(this.#references) as Record<string, unknown>;
    this.#markdown.block.parse(text, this.#markdown, { references }, []);
    for (const [name, reference] of Object.entries(references)) this.#references[name] ??= reference;
  }

  /** Definitions of links in `text` count within it only: while it is open they may not be whole yet. */
  #parse(ground: Ground, text: string): Block[] {
    return splitBlocks(this.#markdown, ground.opener + text, { references: Object.create(this.#references) as object });
  }
}

/**
 * Where a text is cut that is as long as is parsed at a time and of which no block is settled, in characters of it.
 * @param last more of it will not be looked at
 * @returns undefined where more is to be looked at
 */
function cutOf(ground: Ground, text: string, [block, next]: Block[], last: boolean): Cut | undefined {
  const opener = ground.opener.length;
  if (!block) return { at: lastBreak(text, 0), ground: NEXT_BLOCK, continues: false };
  if (isDefinition(block) && next) return { at: block.end - opener, ground: NEXT_BLOCK, continues: false };
  const cut = cutBlock(block, next, ground.opener + text, ground);
  if (cut && cut.at > opener) return { ...cut, at: cut.at - opener };
  // Nothing but empty lines behind it: whatever follows those may as well be a block of its own.
  if (block.end > opener && block.end - opener <= text.length / 2)
    return { at: block.end - opener, ground: NEXT_BLOCK, continues: false };
  if (!last) return undefined;
  if (next && next.start > opener) return { at: next.start - opener, ground: NEXT_BLOCK, continues: true };
  return { at: lastBreak(text, 0), ground: { in: "plain", opener: "", begins: true, forGood: false }, continues: true };
}
