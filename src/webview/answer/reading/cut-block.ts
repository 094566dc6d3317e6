import type { Block } from "./split-blocks";
import { startsOfLines } from "./split-blocks";
import { NEXT_BLOCK, STAND_IN, type Ground } from "./ground";

/** Where a block is cut, in the text that was parsed, and what the rest is parsed as. `continues`: it is of the same block. */
export interface Cut {
  at: number;
  ground: Ground;
  continues: boolean;
}

const LIST_MARKER = /^[ \t]*(?:[-*+]|\d{1,9}[.)])/;

/**
 * Where a block that goes on beyond `text` can be cut so that its parts look as the whole would: between rows, items, lines of code, parts of a
 * quote, or words. Undefined where that cannot be, such as within one item.
 * @param next what may have begun in the last line
 * @param text begins with the opener of `ground`; its last line may go on
 */
export function cutBlock(block: Block, next: Block | undefined, text: string, ground: Ground): Cut | undefined {
  const lines = startsOfLines(text);
  const [opening] = block.tokens;
  if (!opening) return undefined;
  switch (opening.type) {
    case "table_open":
      return cutTable(block, text, lines);
    case "bullet_list_open":
    case "ordered_list_open":
      return cutList(block, text, lines, ground);
    case "blockquote_open":
      return cutQuote(block, text, lines);
    case "fence":
      return cutFence(block, text, lines, ground);
    case "code_block": {
      const last = (opening.map?.[1] ?? 0) - 1;
      return last > (opening.map?.[0] ?? 0) ? { at: lines[last] ?? 0, ground: NEXT_BLOCK, continues: true } : undefined;
    }
    case "paragraph_open":
      // A line behind it that has not ended may turn out to be no block of its own.
      return {
        at: lastBreak(text.slice(0, next?.start), Math.max(block.start, ground.opener.length)),
        ground: { in: "paragraph", opener: STAND_IN },
        continues: true,
      };
    default:
      return undefined;
  }
}

/** The end of the last word or line before the text's end that is well after `from`; else the text's end, but never within a character. */
export function lastBreak(text: string, from: number): number {
  const least = from + (text.length - from) / 2;
  for (const mark of ["\n", " "]) {
    const at = text.lastIndexOf(mark);
    if (at > least) return at;
  }
  return wholeCharacters(text);
}

/** The length of a text without the first half of a character at its end. */
function wholeCharacters(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff && text.length > 1 ? text.length - 1 : text.length;
}

function cutTable(block: Block, text: string, lines: number[]): Cut | undefined {
  const header = block.tokens[0]?.map?.[0] ?? 0;
  const row = lastStart(block, lines, ({ type }) => type === "tr_open");
  return row > header + 2
    ? {
        at: lines[row] ?? 0,
        ground: { in: "table", opener: text.slice(lines[header], lines[header + 2]) },
        continues: true,
      }
    : undefined;
}

function cutList(block: Block, text: string, lines: number[], ground: Ground): Cut | undefined {
  const items = block.tokens.filter(({ type, level }) => type === "list_item_open" && level === 1);
  const last = lastStart(block, lines, ({ type, level }) => type === "list_item_open" && level === 1);
  const index = items.findIndex(({ map }) => map?.[0] === last);
  const before = items[index - 1]?.map?.[0];
  if (before === undefined) return undefined;
  const line = text.slice(lines[before], lines[before + 1]);
  // The spaces behind the marker say how far the next items may be indented.
  const marker = LIST_MARKER.exec(line)?.[0] ?? "";
  const spaces = /^[ \t]*/.exec(line.slice(marker.length))?.[0] ?? "";
  return {
    at: lines[last] ?? 0,
    ground: { in: "list", opener: `${marker}${spaces || " "}${STAND_IN}\n`, next: numberOf(index, block, ground) },
    continues: true,
  };
}

/** The number of an item, by its place among those that were parsed: the first of them may be a stand-in. */
function numberOf(index: number, { tokens: [list] }: Block, ground: Ground): number | undefined {
  if (list?.type !== "ordered_list_open") return undefined;
  return ground.in === "list" && ground.next !== undefined
    ? ground.next + index - 1
    : Number(list.attrGet("start") ?? 1) + index;
}

function cutQuote(block: Block, text: string, lines: number[]): Cut | undefined {
  const quote = block.tokens[0]?.map?.[0] ?? 0;
  const part = lastStart(block, lines, ({ level, nesting }) => level === 1 && nesting !== -1);
  return part > quote && /^ {0,3}>/.test(text.slice(lines[part], lines[part + 1]))
    ? { at: lines[part] ?? 0, ground: NEXT_BLOCK, continues: true }
    : undefined;
}

/** The part of a listing ends with a whole line, or within one that is very long. */
function cutFence(block: Block, text: string, lines: number[], ground: Ground): Cut | undefined {
  const [from = 0, to = 0] = block.tokens[0]?.map ?? [];
  const opening = text.slice(lines[from], lines[from + 1]);
  if (!opening.endsWith("\n")) return undefined;
  const codeFrom = Math.max((lines[from] ?? 0) + opening.length, ground.opener.length);
  const lastLine = lines[to - 1] ?? 0;
  if (lastLine > codeFrom)
    return { at: lastLine, ground: { in: "code", opener: `${opening}${STAND_IN}\n` }, continues: true };
  return block.end === text.length && codeFrom < text.length
    ? { at: wholeCharacters(text), ground: { in: "code", opener: `${opening}${STAND_IN}` }, continues: true }
    : undefined;
}

/** The line in which the last of some parts begins, of those whose first line has ended: the text may be cut within its last line. */
function lastStart(block: Block, lines: number[], isPart: (token: Block["tokens"][number]) => boolean): number {
  return (
    block.tokens.findLast((token) => isPart(token) && token.map !== null && token.map[0] < lines.length - 1)
      ?.map?.[0] ?? -1
  );
}
