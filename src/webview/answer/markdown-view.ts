import { answerMarkdown } from "./markdown-rules";
import { splitBlocks, type Block } from "./split-blocks";
import { nodesOf, type NodeMaker } from "./token-nodes";

/**
 * A growing Markdown text in the DOM. Finished blocks stay as they are (a selection in them survives); only the block being
 * written is drawn anew, at most once a frame.
 */
export class MarkdownView {
  private readonly markdown = answerMarkdown();
  private text = "";
  /** Where the block being written begins. */
  private openFrom = 0;
  private openNodes: ChildNode[] = [];
  private env: { references?: object } = {};
  private scheduled = false;
  private finished = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly make: NodeMaker,
    private readonly drawn: () => void,
  ) {}

  /** Shows another text from the start. */
  set(text: string): void {
    this.root.replaceChildren();
    this.text = text;
    this.openFrom = 0;
    this.openNodes = [];
    this.env = {};
    this.finished = false;
    this.draw();
  }

  append(text: string): void {
    this.text += text;
    this.finished = false;
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.draw();
    });
  }

  /** Nothing more comes. Draws once more as a whole where that makes a difference: link definitions at the end mend links before them. */
  finish(): void {
    if (this.finished) return;
    if (this.env.references && Object.keys(this.env.references).length > 0) this.set(this.text);
    this.finished = true;
    this.draw();
  }

  private draw(): void {
    const blocks = splitBlocks(this.markdown, this.text.slice(this.openFrom), this.env);
    const last = blocks.pop();
    if (blocks.length === 0 && last && !this.finished && this.extendCode(last)) {
      this.drawn();
      return;
    }
    for (const node of this.openNodes) node.remove();
    for (const block of blocks) this.root.append(nodesOf(block.tokens, this.make));
    this.openNodes = [];
    if (last) {
      const nodes = nodesOf(last.tokens, this.make, !this.finished);
      this.openNodes = [...nodes.childNodes];
      this.root.append(nodes);
      this.openFrom += last.start;
    }
    this.drawn();
  }

  /** A code block that only got longer takes the new text at its end: a long listing is not rebuilt on every frame. */
  private extendCode(block: Block): boolean {
    const [token] = block.tokens;
    const code = this.openNodes.length === 1 && this.openNodes[0] instanceof HTMLElement ? this.openNodes[0].querySelector("pre > code") : null;
    if (token?.type !== "fence" || block.tokens.length !== 1 || !(code?.firstChild instanceof Text)) return false;
    const content = token.content.replace(/\n$/, "");
    if (!content.startsWith(code.firstChild.data)) return false;
    code.firstChild.appendData(content.slice(code.firstChild.length));
    return true;
  }
}
