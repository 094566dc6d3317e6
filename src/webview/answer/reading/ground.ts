import type Token from "markdown-it/lib/token.mjs";

/**
 * What the next text of an answer is inside of. Where a long block was cut, `opener` is put before the rest to be parsed: it opens the
 * block again. What it adds is taken out of the tokens, but for a table's header, which stands over every part, as on paper.
 */
export type Ground =
  | { in: "answer"; opener: "" }
  | { in: "table"; opener: string }
  /** `next`: the number of the next item; undefined in a list without numbers. */
  | { in: "list"; opener: string; next: number | undefined }
  | { in: "paragraph"; opener: string }
  | { in: "code"; opener: string }
  /** `begins`: nothing of it was drawn yet; `forGood`: the answer is so long that the rest of it is plain. */
  | { in: "plain"; opener: ""; begins: boolean; forGood: boolean };

/** Between two blocks, or before a block that needs no opener. */
export const NEXT_BLOCK: Ground = { in: "answer", opener: "" };

/** Stands where the text before the cut was. A character that is no word, so that it changes neither a word nor an address behind it. */
export const STAND_IN = "(";

/** The tokens of a block without what the ground's opener added. Empty when nothing is left. */
export function withoutOpener(tokens: Token[], ground: Ground): Token[] {
  switch (ground.in) {
    case "table":
      return tokens.some(({ type }) => type === "tbody_open") || tokens[0]?.type !== "table_open" ? tokens : [];
    case "list":
      return withoutFirstItem(tokens, ground.next);
    case "paragraph":
      return withoutStandIn(tokens);
    case "code":
    case "answer":
    case "plain":
      return tokens;
  }
}

function withoutFirstItem(tokens: Token[], next: number | undefined): Token[] {
  const [list] = tokens;
  const firstEnds = tokens.findIndex(({ type, level }) => type === "list_item_close" && level === 1);
  if (!list || firstEnds === -1 || tokens[firstEnds + 1]?.type !== "list_item_open") return [];
  if (next !== undefined) list.attrSet("start", String(next));
  return [list, ...tokens.slice(firstEnds + 1)];
}

function withoutStandIn(tokens: Token[]): Token[] {
  const inline = tokens[1];
  const [first, second] = inline?.children ?? [];
  if (!inline?.children || !first?.content.startsWith(STAND_IN)) return tokens;
  first.content = first.content.slice(STAND_IN.length).trimStart();
  if (first.content === "" && second?.type === "softbreak") inline.children.splice(0, 2);
  return inline.children.some(({ type, content }) => type !== "text" || content !== "") ? tokens : [];
}
