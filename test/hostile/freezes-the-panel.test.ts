import assert from "node:assert/strict";
import { MAX_DRAWN_BLOCK_CHARS, MAX_DRAWN_PART_CHARS } from "../../src/core/model/limits";
import { answerMarkdown } from "../../src/webview/answer/reading/markdown-rules";
import { MarkdownView, type Sheet } from "../../src/webview/answer/sheet/markdown-view";
import type { Piece } from "../../src/webview/answer/reading/piece";

/** Answers that grow without end within one block, or that are made to keep whoever reads them busy. `opening` comes once. */
const answers: { what: string; opening?: string; part: string }[] = [
  { what: "one growing table", opening: "| a | b | c |\n|---|---|---|\n", part: "| one | **two** | `three` |\n" },
  { what: "a table of one endless cell", opening: "| a |\n|---|\n| ", part: "*word* " },
  { what: "a table of empty cells", opening: `${"a|".repeat(300)}\n${"-|".repeat(300)}\n`, part: "b\n" },
  { what: "one growing list", part: "- item *of* many\n" },
  { what: "one growing loose list", part: "1. item *of* many\n\n" },
  { what: "one item that has all the others in it", opening: "- root\n", part: "  - child\n" },
  { what: "lists within lists", part: "- - - - - - - - - a\n" },
  {
    what: "an ever deeper list",
    part: Array.from({ length: 60 }, (_, depth) => `${"  ".repeat(depth)}- a\n`).join(""),
  },
  { what: "one growing quote", part: "> words in *it*\n" },
  { what: "quotes within quotes", part: "> > > > > > > > > > a\n" },
  { what: "one growing listing", opening: "```ts\n", part: "const a = `b`;\n" },
  { what: "a listing of one endless line", opening: "```\n", part: "x = 1; " },
  { what: "a listing that is only indented", part: "    let a;\n" },
  { what: "one paragraph without end", part: "words and *more* words\n" },
  { what: "one line without end", part: "words and **more** words " },
  { what: "one word without end", part: "wordwordword" },
  { what: "one heading without end", opening: "# ", part: "words " },
  { what: "very many blocks", part: "a\n\n" },
  { what: "very many headings", part: "# a\n" },
  { what: "very many rules", part: "---\n" },
  { what: "very many definitions", part: "[a]: http://a.example\n" },
  { what: "definitions without end", part: "[a]: http://a.example '\n" },
  { what: "very many links", part: "[a](http://b.example) [c] " },
  { what: "addresses that never end", part: "http://a.bc/(" },
  { what: "brackets that never close", part: "[" },
  { what: "pictures that never close", part: "![" },
  { what: "emphasis that never ends", part: "*a **b _c " },
  { what: "backticks that never pair", part: "` `` ``` " },
  { what: "formulas that never close", part: "$a \\(b $$c \\[d " },
  { what: "formulas on lines of their own that never close", part: "\\[\n" },
  { what: "very many formulas", part: "$a$ $$\nb\n$$\n" },
  { what: "what looks like HTML", part: "<!-- <div a='b'> <a href=\"" },
  { what: "nothing but empty lines", opening: "a", part: "\n" },
  { what: "nothing but carriage returns", opening: "a", part: "\r" },
];

const FRAME_MS = 16;
const CHARS_PER_FRAME = 256;
const LENGTH = 256 * 1024;

/** A page that counts what it is made to do. Its clock runs with the work: a thousand characters take a millisecond. */
class CountingPage {
  parsedChars = 0;
  settledTokens = 0;
  readonly view: MarkdownView;
  #now = 0;
  #frames: (() => void)[] = [];

  constructor() {
    const markdown = answerMarkdown();
    const parse = markdown.block.parse.bind(markdown.block);
    markdown.block.parse = (text, ...others) => {
      this.parsedChars += text.length;
      this.#now += text.length / 1000;
      parse(text, ...others);
    };
    const settle = (piece: Piece): void =>
      void (this.settledTokens += piece.kind === "block" ? piece.tokens.length : 1);
    const sheet: Sheet = { clear: () => undefined, settle, showOpen: () => undefined, redraw: () => undefined };
    this.view = new MarkdownView(
      sheet,
      { now: () => this.#now, nextFrame: (draw) => void this.#frames.push(draw) },
      markdown,
    );
  }

  get idle(): boolean {
    return this.#frames.length === 0;
  }

  /** The next frame. @returns characters that were parsed in it */
  frame(): number {
    const before = this.parsedChars;
    this.#now = Math.ceil((this.#now + 1) / FRAME_MS) * FRAME_MS;
    for (const draw of this.#frames.splice(0)) draw();
    return this.parsedChars - before;
  }
}

const textOf = ({ opening = "", part }: { opening?: string; part: string }): string =>
  (opening + part.repeat(Math.ceil(LENGTH / part.length))).slice(0, LENGTH);

describe("freezes the panel", function () {
  this.timeout(120_000);
  for (const answer of answers) {
    it(`with ${answer.what}`, () => {
      const text = textOf(answer);
      const page = new CountingPage();
      const halves: number[] = [];
      let most = 0;
      for (let from = 0; from < text.length; from += CHARS_PER_FRAME) {
        page.view.append(text.slice(from, from + CHARS_PER_FRAME));
        most = Math.max(most, page.frame());
        if (from + CHARS_PER_FRAME === LENGTH / 2) halves.push(page.parsedChars);
      }
      halves.push(page.parsedChars - halves[0]!);
      // What a piece costs does not grow with what is there: looking at a long block takes one look at a part and one at all of it, twice.
      assert.ok(most <= 8_000 + 4 * (MAX_DRAWN_PART_CHARS + MAX_DRAWN_BLOCK_CHARS), `${most} characters in one frame`);
      assert.ok(halves[1]! <= 1.3 * halves[0]! + MAX_DRAWN_BLOCK_CHARS, `${halves.join(" and then ")} characters`);
      assert.ok(page.parsedChars <= 12 * text.length, `${page.parsedChars} characters parsed for ${text.length}`);
    });
  }

  it("with all of it at once, or a page that is shown again", () => {
    for (const answer of answers) {
      const page = new CountingPage();
      page.view.set(textOf(answer));
      page.view.finish();
      let most = page.parsedChars;
      for (let frames = 0; !page.idle; frames++) {
        assert.ok(frames < 2_000, `${answer.what}: it never ends`);
        most = Math.max(most, page.frame());
      }
      assert.ok(
        most <= 2 * (8_000 + 4 * (MAX_DRAWN_PART_CHARS + MAX_DRAWN_BLOCK_CHARS)),
        `${answer.what}: ${most} characters at once`,
      );
      assert.ok(
        page.settledTokens <= 5 * LENGTH,
        `${answer.what}: ${page.settledTokens} tokens drawn for ${LENGTH} characters`,
      );
      assert.ok(page.parsedChars <= 8 * LENGTH, `${answer.what}: ${page.parsedChars} characters parsed for ${LENGTH}`);
    }
  });
});
