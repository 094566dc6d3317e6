import type MarkdownIt from "markdown-it";
import type Token from "markdown-it/lib/token.mjs";

/** A top-level block of Markdown: its tokens, and where it begins in the text that was parsed. */
export interface Block {
  tokens: Token[];
  start: number;
}

/**
 * Parses `text` into its top-level blocks. All but the last are finished: text that is appended later can only change the
 * last one, so a growing answer is parsed and drawn from there on and never as a whole.
 */
export function splitBlocks(markdown: MarkdownIt, text: string, env: object): Block[] {
  const tokens = markdown.parse(text, env);
  const lineStarts = startsOfLines(text);
  const blocks: Block[] = [];
  for (const token of tokens) {
    const current = blocks.at(-1);
    const opens = token.level === 0 && token.nesting !== -1;
    if (opens || !current) blocks.push({ tokens: [token], start: lineStarts[token.map?.[0] ?? 0] ?? 0 });
    else current.tokens.push(token);
  }
  return blocks;
}

function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let index = text.indexOf("\n"); index !== -1; index = text.indexOf("\n", index + 1)) starts.push(index + 1);
  return starts;
}
