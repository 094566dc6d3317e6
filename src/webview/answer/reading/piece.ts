import type Token from "markdown-it/lib/token.mjs";
import { withoutOpener, NEXT_BLOCK, type Ground } from "./ground";
import { isDefinition, type Block } from "./split-blocks";

/** What is drawn of an answer at once. `continues`: the next piece goes on with the same block. */
export type Piece =
  | { kind: "block"; tokens: Token[]; continues: boolean; source: Source }
  /** A listing or a part of it: `begins` and `ends` say whether its first and its last line are here. */
  | { kind: "code"; code: string; language: string; begins: boolean; ends: boolean }
  /** `begins`: what came before was drawn as Markdown. */
  | { kind: "plain"; text: string; begins: boolean };

/** From what a settled block was parsed. */
export interface Source {
  text: string;
  ground: Ground;
}

/** True where a definition that comes later, `[name]: address`, may make a link. */
export function mayHaveReferences(piece: Piece): piece is Piece & { kind: "block" } {
  return piece.kind === "block" && piece.tokens.some(({ type, content }) => type === "inline" && content.includes("["));
}

/**
 * The pieces of some blocks that follow each other.
 * @param ground of the first of them
 * @param text that was parsed to them, without the opener
 * @param last what becomes of the last of them
 */
export function piecesOf(ground: Ground, text: string, blocks: Block[], last: "ends" | "continues"): Piece[] {
  return blocks.flatMap((block, index): Piece[] => {
    const before = blocks[index - 1];
    const own = before ? NEXT_BLOCK : ground;
    const continues = index === blocks.length - 1 && last === "continues";
    const [token] = block.tokens;
    if (token?.type === "fence") return [codePiece(token, own, continues)];
    const tokens = withoutOpener(block.tokens, own);
    if (tokens.length === 0 || isDefinition(block)) return [];
    const from = before ? before.end - ground.opener.length : 0;
    const to = index === blocks.length - 1 ? text.length : block.end - ground.opener.length;
    return [{ kind: "block", tokens, continues, source: { text: text.slice(from, to), ground: own } }];
  });
}

export function plainPieces(text: string, begins: boolean): Piece[] {
  return text.trim() === "" ? [] : [{ kind: "plain", text: text.replace(/^\n/, "").trimEnd(), begins }];
}

/** A part that is followed by another keeps its last line end. */
function codePiece(token: Token, ground: Ground, continues: boolean): Piece {
  // The opener's last line stands for the code before.
  const standIn = ground.in === "code" ? ground.opener.length - ground.opener.indexOf("\n") - 1 : 0;
  const code = token.content.slice(standIn);
  const language = /^\S*/.exec(token.info.trim())?.[0] ?? "";
  return {
    kind: "code",
    code: continues ? code : code.replace(/\n$/, ""),
    language,
    begins: ground.in !== "code",
    ends: !continues,
  };
}
