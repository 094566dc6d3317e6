import type MarkdownIt from "markdown-it";
import type StateBlock from "markdown-it/lib/rules_block/state_block.mjs";
import type StateInline from "markdown-it/lib/rules_inline/state_inline.mjs";
import { MAX_FORMULA_CHARS } from "../../../core/model/limits";

/** The token of a formula: `content` is the formula, `markup` what stands before it, `info` the whole as it is written. */
export const FORMULA = "formula";

/** What a formula begins with, and what ends it. The longer come first. */
const DELIMITERS = [
  { opening: "$$", closing: "$$", display: true },
  { opening: "$", closing: "$", display: false },
  { opening: "\\[", closing: "\\]", display: true },
  { opening: "\\(", closing: "\\)", display: false },
] as const;

type Delimiter = (typeof DELIMITERS)[number];

/** Words with nothing around them that only formulas have: “5 and 10” between the signs of two prices. */
const PROSE = /(?:^|\s)\p{L}{2,}(?=[\s.,;:!?]|$)/u;
const SIGNS = /[\\^_={}<>+*]/;

/** The “th” of “the $n$th” may follow a formula; any other letter, digit or bracket is the rest of a variable: `$HOME/$USER`, `$(a)$(b)`, $5/$6. */
const GOES_ON = /^(?!(?:st|nd|rd|th|s)\b)[\p{L}\p{N}_({]/u;

const WORD_END = /[\p{L}\p{N}_$]$/u;

export function isDisplay(markup: string): boolean {
  return DELIMITERS.some(({ opening, display }) => opening === markup && display);
}

/** Formulas in a text, and those that are blocks of their own. What is no whole formula stays text. */
export function readFormulas(markdown: MarkdownIt): void {
  markdown.inline.ruler.before("escape", FORMULA, inText);
  markdown.block.ruler.before("fence", FORMULA, asBlock, { alt: ["paragraph", "blockquote", "list"] });
  markdown.renderer.rules[FORMULA] = (tokens, index) => markdown.utils.escapeHtml(tokens[index]?.info ?? "");
}

function inText(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  const delimiter = delimiterAt(src, pos);
  if (!delimiter) return false;
  const { opening, closing } = delimiter;
  const from = pos + opening.length;
  if (nextOf(state, closing, from) - from > MAX_FORMULA_CHARS) return false;
  const to = endOf(src, from, Math.min(posMax, from + MAX_FORMULA_CHARS), closing);
  if (to === undefined) return false;
  const formula = src.slice(from, to);
  const end = to + closing.length;
  if (formula.trim() === "" || (opening.startsWith("$") && !isMeant(src, pos, formula, end, opening))) return false;
  if (!silent) fill(state.push(FORMULA, "", 0), formula.trim(), opening, src.slice(pos, end));
  state.pos = end;
  return true;
}

/**
 * From a line that begins with `$$` or `\[` to the line that ends with what closes it: what is between is no list and no heading, whatever its
 * lines begin with. An empty line ends it too, so that a formula that is never closed costs no more than a paragraph; it is one then.
 */
function asBlock(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const delimiter = delimiterAt(state.src, startOf(state, startLine));
  if (!delimiter?.display || (state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const { opening, closing } = delimiter;
  const from = startOf(state, startLine) + opening.length;
  const at = nextOf(state, closing, from);
  if (at - from > MAX_FORMULA_CHARS) return false;
  const line = lineOf(state, startLine, endLine, at);
  if (line === undefined || state.src.slice(at + closing.length, state.eMarks[line]).trim() !== "") return false;
  const whole = state.getLines(startLine, line + 1, state.blkIndent, false).trim();
  const formula = whole.slice(opening.length, -closing.length).trim();
  if (formula === "") return false;
  if (silent) return true;
  const token = state.push(FORMULA, "", 0);
  fill(token, formula, opening, whole);
  token.block = true;
  token.map = [startLine, line + 1];
  state.line = line + 1;
  return true;
}

/** In which line of the same block a place is, if it is in one. */
function lineOf(state: StateBlock, startLine: number, endLine: number, at: number): number | undefined {
  for (let line = startLine; line < endLine; line++) {
    if ((state.sCount[line] ?? 0) < state.blkIndent || state.isEmpty(line)) return undefined;
    if (at <= (state.eMarks[line] ?? 0)) return line;
  }
  return undefined;
}

/** Where each sign was last looked for in a text, and found. */
const looked = new WeakMap<object, Map<string, { from: number; at: number }>>();

/** Where a sign is next, or infinitely far. Each stretch of a text is looked through once, however many formulas begin in it and never end. */
function nextOf(state: { src: string }, sign: string, from: number): number {
  const signs = looked.get(state) ?? new Map<string, { from: number; at: number }>();
  looked.set(state, signs);
  const known = signs.get(sign);
  if (known && known.from <= from && from <= known.at) return known.at;
  const at = state.src.indexOf(sign, from);
  signs.set(sign, { from, at: at === -1 ? Infinity : at });
  return at === -1 ? Infinity : at;
}

function startOf({ bMarks, tShift }: StateBlock, line: number): number {
  return (bMarks[line] ?? 0) + (tShift[line] ?? 0);
}

function delimiterAt(text: string, at: number): Delimiter | undefined {
  return DELIMITERS.find(({ opening }) => text.startsWith(opening, at));
}

/** Where a formula ends: a sign behind a backslash is one of the formula, and code is none. */
function endOf(text: string, from: number, to: number, closing: string): number | undefined {
  for (let at = from; at < to; at++) {
    if (text.startsWith(closing, at)) return at;
    if (text[at] === "`") return undefined;
    if (text[at] === "\\") at++;
  }
  return undefined;
}

/** Dollars are money and variables too. */
function isMeant(text: string, start: number, formula: string, end: number, opening: string): boolean {
  if (PROSE.test(formula) && !SIGNS.test(formula)) return false;
  if (opening === "$$") return true;
  const touches = !/^\s|\s$/.test(formula);
  return (
    touches && !WORD_END.test(text.slice(Math.max(0, start - 2), start)) && !GOES_ON.test(text.slice(end, end + 4))
  );
}

function fill(
  token: { content: string; markup: string; info: string },
  content: string,
  markup: string,
  info: string,
): void {
  Object.assign(token, { content, markup, info });
}
