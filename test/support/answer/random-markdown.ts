import * as fc from "fast-check";

/** Markdown of all kinds of blocks that an answer may have, and of pieces that are nearly some. */
const word = fc.constantFrom(
  "alpha",
  "beta",
  "*gamma*",
  "**delta",
  "`code`",
  "[link](http://a.example)",
  "[ref]",
  "![pic](http://b.example/c.png)",
  "http://d.example/e",
  "ü💡",
  "\\*",
  "&amp;",
  "<b>",
  "1.",
  "-",
  "| x",
  "a | b",
  "~~f~~",
  "***",
  "***g***",
  "#",
  "```",
  "=",
  ">",
);
const line = fc.array(word, { minLength: 1, maxLength: 7 }).map((words) => words.join(" "));
const lines = fc.array(line, { minLength: 1, maxLength: 4 });
const indented = (by: string) => (text: string) =>
  text
    .split("\n")
    .map((one) => (one === "" ? one : by + one))
    .join("\n");
const quoted = (text: string): string =>
  text
    .split("\n")
    .map((one) => (one === "" ? ">" : `> ${one}`))
    .join("\n");

const leaf = fc.oneof(
  lines.map((all) => all.join("\n")),
  line.map((text) => `## ${text}`),
  line.map((text) => `${text}\n---`),
  fc.constantFrom("---", "* * *", "[ref]: http://f.example", "[ref]: http://g.example\n'a\ntitle'", "   ", "\t\ttabs"),
  fc
    .tuple(
      fc.constantFrom("```", "~~~", "````", "  ```"),
      fc.constantFrom("", "ts", "sh extra"),
      fc.array(fc.oneof(line, fc.constantFrom("", "  in", "# no heading", "```x")), { maxLength: 8 }),
      fc.boolean(),
    )
    .map(([fence, info, code, closed]) => `${fence}${info}\n${code.join("\n")}\n${closed ? fence : ""}`),
  fc.array(line, { minLength: 1, maxLength: 6 }).map((all) => all.map(indented("    ")).join("\n")),
  fc
    .tuple(fc.constantFrom("|---|:-:|", "--|--", "|-|-|-|"), fc.array(fc.tuple(word, word), { maxLength: 8 }))
    .map(
      ([delimiter, rows]) =>
        `| a | b |\n${delimiter}\n${rows.map(([one, other]) => `| ${one} | ${other} |`).join("\n")}`,
    ),
);

const { block } = fc.letrec<{ block: string; list: string; quote: string }>((tie) => ({
  block: fc.oneof({ maxDepth: 3, withCrossShrink: true }, leaf, leaf, tie("list"), tie("quote")),
  list: fc
    .tuple(
      fc.constantFrom("- ", "* ", "1. ", "7) ", "-   ", " - "),
      fc.array(tie("block"), { minLength: 1, maxLength: 5 }),
      fc.constantFrom("\n", "\n\n"),
    )
    .map(([marker, items, gap]) =>
      items.map((item) => marker + indented(" ".repeat(marker.length))(item).trimStart()).join(gap),
    ),
  quote: tie("block").map(quoted),
}));

/** An answer of several blocks, some of them run into each other. */
export const randomMarkdown: fc.Arbitrary<string> = fc
  .array(fc.tuple(block, fc.constantFrom("\n\n", "\n\n", "\n", "\n\n\n", "\r\n\r\n")), { minLength: 1, maxLength: 8 })
  .map((blocks) => blocks.map(([text, gap]) => text + gap).join(""));

/** The text cut into pieces as it may arrive. */
export function piecesOfText(text: string, sizes: number[]): string[] {
  const pieces: string[] = [];
  for (let from = 0, index = 0; from < text.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    pieces.push(text.slice(from, from + size));
    from += size;
  }
  return pieces;
}
