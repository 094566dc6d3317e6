import type MarkdownIt from "markdown-it";
import type Token from "markdown-it/lib/token.mjs";
import { DEFINITION } from "./markdown-rules";

/** A top-level block of Markdown: its tokens, and where it begins and ends in the text that was parsed, in whole lines. */
export interface Block {
  tokens: Token[];
  start: number;
  end: number;
}

/**
 * Parses `text` into its top-level blocks. Text that is appended later can only change the last of those that begin in a line that has
 * ended, and what is after it: `***` is a rule until `*bold***` follows it and makes it the next line of the paragraph before.
 */
export function splitBlocks(markdown: MarkdownIt, text: string, env: object): Block[] {
  const tokens = markdown.parse(text, env);
  const lineStarts = startsOfLines(text);
  const blocks: Block[] = [];
  for (const token of tokens) {
    const current = blocks.at(-1);
    const opens = token.level === 0 && token.nesting !== -1;
    if (!opens && current) current.tokens.push(token);
    else {
      const [from, to] = token.map ?? [0, 0];
      blocks.push({ tokens: [token], start: lineStarts[from] ?? 0, end: lineStarts[to] ?? text.length });
    }
  }
  return blocks;
}

/** Nothing is drawn of it. */
export function isDefinition({ tokens }: Block): boolean {
  return tokens[0]?.type === DEFINITION;
}

export function isTable({ tokens }: Block): boolean {
  return tokens[0]?.type === "table_open";
}

/** Where every line begins. The text's own line ends are `\n`. */
export function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let index = text.indexOf("\n"); index !== -1; index = text.indexOf("\n", index + 1)) starts.push(index + 1);
  return starts;
}
