import MarkdownIt from "markdown-it";
import type StateBlock from "markdown-it/lib/rules_block/state_block.mjs";
import type StateCore from "markdown-it/lib/rules_core/state_core.mjs";
import { MAX_INLINE_CHARS, MAX_INLINE_WORD_CHARS, MAX_TABLE_CELLS } from "../../../core/model/limits";
import { readFormulas } from "./math-rules";

/** What formulas escape, such as \( … \), \[ … \], \, and \{: where one is not whole a lost backslash loses the meaning, while text hardly ever needs these escaped. */
const ofFormulas = /^\\[()[\]{},;:!|]$/;

/** Where in the library's list of rules for blocks those are that are wrapped here: it does not give them by name. */
const TABLES_PLACE = 0;
const DEFINITIONS_PLACE = 6;

/** The token of a text in which no markup was looked for. */
const AS_WRITTEN = "as_written";

/** How answers are read: CommonMark and tables, nothing as HTML; formulas are formulas, and tasks have boxes. */
export function answerMarkdown(): MarkdownIt {
  const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false });
  boundTables(markdown);
  showDefinitions(markdown);
  // Behind those two, which find the library's rules by their places.
  readFormulas(markdown);
  markdown.core.ruler.at("inline", parseInline);
  markdown.renderer.rules[AS_WRITTEN] = (tokens, index) => markdown.utils.escapeHtml(tokens[index]?.content ?? "");
  markdown.core.ruler.before("text_join", "backslashes", ({ tokens }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? []))
      if (token.type === "text_special" && ofFormulas.test(token.markup)) token.content = token.markup;
  });
  markdown.core.ruler.after("text_join", "tasks", ({ tokens }) => {
    tokens.forEach((token, index) => {
      const first =
        token.type === "inline" && tokens[index - 2]?.type === "list_item_open" ? token.children?.[0] : undefined;
      if (first?.type === "text")
        first.content = first.content.replace(/^\[([ xX])\] /, (_, mark: string) => (mark === " " ? "☐ " : "☑ "));
    });
  });
  return markdown;
}

/** Looks for markup in every text that is not too long for it: some of it takes time with the square of the length. */
function parseInline({ tokens, md, env, Token }: StateCore): void {
  for (const token of tokens) {
    if (token.type !== "inline") continue;
    if (!isTooLong(token.content)) {
      md.inline.parse(token.content, md, env, (token.children ??= []));
      continue;
    }
    // Not text: what looks for addresses afterwards looks into that.
    const asWritten = new Token(AS_WRITTEN, "", 0);
    asWritten.content = token.content;
    token.children = [asWritten];
  }
}

function isTooLong(text: string): boolean {
  if (text.length > MAX_INLINE_CHARS) return true;
  let wordStart = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code <= 0x20 || code > 0x7e) wordStart = index + 1;
    else if (index - wordStart >= MAX_INLINE_WORD_CHARS) return true;
  }
  return false;
}

/** The token of a link's definition, `[name]: address`. Nothing is drawn of it, but the block before it has ended. */
export const DEFINITION = "definition";

/** The library leaves no trace of the definitions that it takes out of the text. */
function showDefinitions(markdown: MarkdownIt): void {
  const reference = markdown.block.ruler.getRules("")[DEFINITIONS_PLACE];
  if (!reference) throw new Error("markdown-it has no rule for definitions");
  const shown = (state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean => {
    if (!reference(state, startLine, endLine, silent)) return false;
    const token = state.push(DEFINITION, "", 0);
    token.map = [startLine, state.line];
    return true;
  };
  markdown.block.ruler.at("reference", shown);
  markdown.renderer.rules[DEFINITION] = () => "";
}

/** A table of a thousand columns whose rows are all but empty is no table, but memory. It stays the text that it is. */
function boundTables(markdown: MarkdownIt): void {
  // Tables may end a paragraph or the definition of a link.
  const table = markdown.block.ruler.getRules("")[TABLES_PLACE];
  if (!table) throw new Error("markdown-it has no rules for blocks");
  const bounded = (state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean =>
    table(state, startLine, endLine, true) &&
    cellsFrom(state, startLine, endLine) <= MAX_TABLE_CELLS &&
    (silent || table(state, startLine, endLine, false));
  markdown.block.ruler.at("table", bounded, { alt: ["paragraph", "reference"] });
}

/** At most how many cells the table has that begins in this line; no more are counted than are needed to know that they are too many. */
function cellsFrom({ src, bMarks, eMarks, tShift }: StateBlock, startLine: number, endLine: number): number {
  const columns = src.slice(bMarks[startLine], eMarks[startLine]).split("|").length;
  const isEmpty = (line: number): boolean => (bMarks[line] ?? 0) + (tShift[line] ?? 0) >= (eMarks[line] ?? 0);
  let rows = 1;
  for (let line = startLine + 2; line < endLine && !isEmpty(line) && columns * rows <= MAX_TABLE_CELLS; line++) rows++;
  return columns * rows;
}
