import type Token from "markdown-it/lib/token.mjs";
import { MAX_DRAWN_PART_CHARS } from "../../../core/model/limits";
import { element } from "../../shared/dom";
import type { CodeBlock } from "../code/code-block";
import type { Sheet } from "./markdown-view";
import { formula } from "../math/formula";
import { merge } from "./merge-nodes";
import { plainText } from "./plain-text";
import { mayHaveReferences, type Piece } from "../reading/piece";
import { texts } from "../page/texts";
import { nodesOf, type NodeMaker } from "./token-nodes";

/** About how much is in one section, in characters. */
const SECTION_CHARS = 2 * MAX_DRAWN_PART_CHARS;

/**
 * An answer in the DOM. What is settled is drawn once (a selection in it survives); what is open is drawn again and again behind it. It is made of
 * sections, so that the browser lays out only what is in view and what changed.
 */
export class AnswerSheet implements Sheet {
  readonly #root: HTMLElement;
  readonly #make: NodeMaker;
  readonly #codeBlock: (language: string) => CodeBlock;
  #section = element("section");
  #sectionChars = 0;
  #openNodes: ChildNode[] = [];
  /** The listing that is being written. */
  #code: CodeBlock | undefined;
  /** Where pieces were drawn in which definitions that come later may make links. */
  readonly #drawn = new Map<Piece, ChildNode[]>();

  constructor(root: HTMLElement, codeBlock: (language: string) => CodeBlock, openLink: (href: string) => void) {
    this.#root = root;
    this.#codeBlock = codeBlock;
    this.#make = {
      openLink,
      formula,
      codeBlock: (code, language, growing) => this.#wholeCode(code, language, growing),
    };
    this.clear();
  }

  clear(): void {
    this.#section = element("section");
    this.#sectionChars = 0;
    this.#openNodes = [];
    this.#code = undefined;
    this.#drawn.clear();
    this.#root.replaceChildren(this.#section);
  }

  settle(piece: Piece): void {
    if (piece.kind === "code") {
      this.#settleCode(piece);
      return;
    }
    this.#dropCode();
    const nodes = this.#place(this.#nodesOf(piece, false), false);
    if (mayHaveReferences(piece)) this.#drawn.set(piece, nodes);
    this.#grown(piece);
  }

  showOpen(pieces: Piece[]): void {
    const [first, ...others] = pieces;
    if (first?.kind === "code") this.#codeFor(first.language).showTail(first.code.replace(/\n$/, ""));
    else this.#dropCode();
    const nodes = this.#place(
      (first?.kind === "code" ? others : pieces).flatMap((piece) => this.#nodesOf(piece, true)),
      true,
    );
    this.#dropNodes();
    this.#openNodes = nodes;
  }

  redraw(piece: Piece, tokens: Token[]): void {
    const [first, ...others] = this.#drawn.get(piece) ?? [];
    for (const node of others) node.remove();
    if (piece.kind === "block") first?.replaceWith(...this.#blockNodes(tokens, piece.continues, false));
    this.#drawn.delete(piece);
  }

  /** Puts nodes where the open ones begin, which become them where they can. Listings get their colours with what is settled: they are put anew. */
  #place(fresh: ChildNode[], growing: boolean): ChildNode[] {
    return fresh.map((node) => {
      const open = this.#openNodes.shift();
      const settlesCode =
        !growing && node instanceof HTMLElement && (node.tagName === "FIGURE" || node.querySelector("figure") !== null);
      if (open && !settlesCode && merge(open, node)) return open;
      if (open) open.replaceWith(node);
      else this.#section.append(node);
      return node;
    });
  }

  #nodesOf(piece: Piece, growing: boolean): ChildNode[] {
    switch (piece.kind) {
      case "block":
        return this.#blockNodes(piece.tokens, piece.continues && !growing, growing);
      case "code":
        return [this.#wholeCode(piece.code, piece.language, growing)];
      case "plain":
        return [
          ...(piece.begins ? [element("p", { class: "note" }, texts.plainFromHere)] : []),
          ...plainText(piece.text),
        ];
    }
  }

  #blockNodes(tokens: Token[], continues: boolean, growing: boolean): ChildNode[] {
    const nodes = [...nodesOf(tokens, this.#make, growing).childNodes];
    const last = nodes.at(-1);
    if (continues && last instanceof HTMLElement) last.classList.add("continues");
    return nodes;
  }

  #wholeCode(code: string, language: string, growing: boolean): HTMLElement {
    const block = this.#codeBlock(language);
    if (growing) block.showTail(code);
    else block.end(code);
    return block.node;
  }

  #settleCode(piece: Piece & { kind: "code" }): void {
    const block = this.#codeFor(piece.language);
    if (piece.ends) {
      block.end(piece.code);
      this.#code = undefined;
    } else block.settle(piece.code);
    this.#grown(piece);
  }

  /** The listing that is being written, or a new one: it stays the same while it grows, and with it what is selected and scrolled in it. */
  #codeFor(language: string): CodeBlock {
    if (this.#code && (this.#code.begun || this.#code.language === language)) return this.#code;
    this.#dropCode();
    this.#dropNodes();
    this.#code = this.#codeBlock(language);
    this.#section.append(this.#code.node);
    return this.#code;
  }

  #dropNodes(): void {
    for (const node of this.#openNodes) node.remove();
    this.#openNodes = [];
  }

  /** What looked like a listing is none. */
  #dropCode(): void {
    this.#code?.node.remove();
    this.#code = undefined;
  }

  #grown(piece: Piece): void {
    this.#sectionChars += lengthOf(piece);
    if (this.#sectionChars < SECTION_CHARS || this.#code) return;
    this.#section.classList.toggle("continues", piece.kind === "block" && piece.continues);
    this.#section = element("section");
    this.#sectionChars = 0;
    this.#root.append(this.#section);
    this.#section.append(...this.#openNodes);
  }
}

function lengthOf(piece: Piece): number {
  switch (piece.kind) {
    case "block":
      return piece.source.text.length;
    case "code":
      return piece.code.length;
    case "plain":
      return piece.text.length;
  }
}
