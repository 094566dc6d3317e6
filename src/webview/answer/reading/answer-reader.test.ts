import assert from "node:assert/strict";
import * as fc from "fast-check";
import { piecesOfText, randomMarkdown } from "../../../../test/support/answer/random-markdown";
import { answerMarkdown } from "./markdown-rules";
import { AnswerReader, type ReadingLimits } from "./answer-reader";
import { mayHaveReferences, type Piece } from "./piece";

const markdown = answerMarkdown();
const { escapeHtml } = markdown.utils;
const small: ReadingLimits = { part: 60, block: 120, markdown: 2_000 };
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 });

/** Everything that is settled of a text that comes in pieces, as it is drawn in the end. */
function settled(pieces: string[], limits?: ReadingLimits): Piece[] {
  const reader = new AnswerReader(markdown, limits);
  const all: Piece[] = [];
  const take = (complete: boolean): void => {
    for (let more = true; more;) {
      const reading = reader.read(complete);
      all.push(...reading.settled);
      more = reading.more;
      if (reading.more) assert.deepEqual(reading.open, []);
    }
  };
  for (const piece of pieces) {
    reader.add(piece);
    take(false);
  }
  take(true);
  assert.equal(reader.waiting, 0);
  return all.map((piece) => (mayHaveReferences(piece) ? { ...piece, tokens: reader.again(piece.source) } : piece));
}

function htmlOf(pieces: Piece[]): string {
  return pieces
    .map((piece) => {
      if (piece.kind === "block") return asDrawn(markdown.renderer.render(piece.tokens, markdown.options, {}));
      if (piece.kind === "plain") return `${piece.begins ? "<!-- plain -->\n" : ""}${escapeHtml(piece.text)}<br>\n`;
      const opening = piece.begins ? "<pre><code>" : "";
      return `${opening}${escapeHtml(piece.code)}${piece.ends ? "</code></pre>\n" : ""}`;
    })
    .join("");
}

/** The library writes a listing's last line end, and its language as a class. */
const asDrawn = (html: string): string =>
  html.replaceAll("\n</code></pre>", "</code></pre>").replace(/<code class="[^"]*">/g, "<code>");
const drawn = (pieces: string[], limits?: ReadingLimits): string => htmlOf(settled(pieces, limits));
const wordsOf = (html: string): string[] => html.match(/alpha|beta|gamma|delta|💡/g) ?? [];

/** The letters of the text in one row: a part may end within a word. */
const lettersOf = (html: string): string => html.replace(/<[^>]*>/g, "").replace(/\s+/g, "");

/** True when `some` is what is left of `all` after leaving out characters. */
function isWithin(some: string, all: string): boolean {
  let found = 0;
  for (const character of all) if (character === some[found]) found++;
  return found === some.length;
}

describe("AnswerReader", () => {
  it("draws a growing answer as it would the whole, whatever it is and however it is cut", () => {
    fc.assert(
      fc.property(randomMarkdown, sizes, (text, cuts) => {
        assert.equal(drawn(piecesOfText(text, cuts)), asDrawn(markdown.render(text)));
      }),
      { numRuns: 200 },
    );
  });

  it("draws long blocks in the same parts, however they are cut, and loses nothing", () => {
    fc.assert(
      fc.property(randomMarkdown, sizes, (text, cuts) => {
        const whole = drawn([text], small);
        assert.equal(drawn(piecesOfText(text, cuts), small), whole);
        // After plain text another line may be taken for one that opens a listing, of which not all is drawn.
        if (!whole.includes("<!-- plain -->"))
          assert.ok(
            isWithin(
              wordsOf(lettersOf(markdown.render(text)))
                .join("")
                .replaceAll("💡", ""),
              lettersOf(whole),
            ),
            "every word of the answer",
          );
        // Of the answer's own parentheses, each is before an address or ends a part.
        assert.doesNotMatch(whole, /\((?![h<])/, "nothing that stands in for what was before");
      }),
      { numRuns: 200 },
    );
  });

  describe("cuts what is long", () => {
    const rows = (count: number): string =>
      `| a | b |\n|---|---|\n${Array.from({ length: count }, (_, row) => `| ${row} | x |\n`).join("")}`;

    it("between the rows of a table, each part with the header over it", () => {
      const pieces = settled([rows(12)], small);
      assert.ok(pieces.length > 2);
      for (const piece of pieces) assert.match(htmlOf([piece]), /^<table>\n<thead>\n<tr>\n<th>a<\/th>/);
      assert.deepEqual(
        [...htmlOf(pieces).matchAll(/<td>(\d+)<\/td>/g)].map(([, row]) => Number(row)),
        [...Array(12).keys()],
      );
      assert.deepEqual(
        pieces.map((piece) => piece.kind === "block" && piece.continues),
        [...pieces.slice(1).map(() => true), false],
      );
    });

    it("between the items of a list, whose numbers go on", () => {
      const html = drawn([Array.from({ length: 20 }, (_, item) => `${item + 3}. item\n`).join("")], small);
      const starts = [...html.matchAll(/<ol start="(\d+)">\n((?:<li>item<\/li>\n)+)/g)].map(([, start, items = ""]) => [
        Number(start),
        items.split("</li>").length - 1,
      ]);
      assert.ok(starts.length > 2);
      let next = 3;
      for (const [start, items = 0] of starts) {
        assert.equal(start, next);
        next += items;
      }
      assert.equal(next, 23);
    });

    it("between the lines of a listing, and within one without an end", () => {
      const code = `${Array.from({ length: 30 }, (_, line) => `line ${line}\n\n`).join("")}${"y".repeat(500)}`;
      const pieces = settled([`\`\`\`ts\n${code}\n\`\`\`\nafter`], small);
      assert.equal(pieces.map((piece) => (piece.kind === "code" ? piece.code : "")).join(""), code);
      assert.deepEqual(
        pieces
          .map((piece) => piece.kind === "code" && [piece.language, piece.begins, piece.ends].join())
          .filter(Boolean)
          .slice(0, 2),
        ["ts,true,false", "ts,false,false"],
      );
      assert.equal(htmlOf(pieces.slice(-1)), "<p>after</p>\n");
    });

    it("between the words of a paragraph, and the paragraphs of a quote", () => {
      assert.match(drawn(["- no list. ".repeat(30).slice(2)], small), /^(<p>[^<]*<\/p>\n){5,}$/);
      assert.match(
        drawn(["> some words\n>\n".repeat(30)], small),
        /^(<blockquote>\n(<p>some words<\/p>\n)+<\/blockquote>\n){5,}$/,
      );
    });

    it("never one item: its rest is plain, up to where Markdown can begin again", () => {
      const deep = `- root\n${"  - child\n".repeat(30)}`;
      const html = drawn([`${deep}\nafter *it*`], small);
      assert.match(html, /<!-- plain -->\n {2}- child\n/);
      assert.equal(wordsOf(html.replaceAll("child", "alpha")).length, 30);
      assert.match(html, /<p>after <em>it<\/em><\/p>\n$/);
    });

    it("lays out no more than so much of an answer", () => {
      const html = drawn(["*alpha*\n\n".repeat(400)], small);
      assert.equal(wordsOf(html).length, 400);
      const laidOut = html.match(/<em>/g)?.length ?? 0;
      assert.ok(laidOut * 9 >= 2_000 && laidOut * 9 < 2_000 + small.part, `${laidOut} paragraphs`);
      assert.equal(html.match(/<!-- plain -->/g)?.length, 1);
    });
  });

  it("takes nothing for the next block that its line's end shows to be none", () => {
    for (const text of [
      "a\n***b***\n",
      "a\n#b\n",
      "a\n```b` c\n",
      "a\n| a | b |\n|-|-|-|\n",
      "- a\n***b***\n",
      "[a]: http://b.example\n'title\nof it'\n\n[a]\n",
    ]) {
      assert.equal(drawn(piecesOfText(text, [1])), markdown.render(text));
    }
  });

  it("knows a definition that comes later, whole, and the first of a name", () => {
    const text =
      "see [a] and [b]\n\n[a]: http://x.example/long\n\ntext\n\n[b]: http://y.example\n\n[a]: http://z.example\n";
    for (const cut of [1, 3, 1000]) assert.equal(drawn(piecesOfText(text, [cut])), markdown.render(text));
  });
});
