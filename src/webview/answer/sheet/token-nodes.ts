import type Token from "markdown-it/lib/token.mjs";
import { element } from "../../shared/dom";
import { FORMULA, isDisplay } from "../reading/math-rules";

export interface NodeMaker {
  /** Makes the element of a listing, with its buttons. */
  codeBlock(code: string, language: string, growing: boolean): HTMLElement;
  openLink(href: string): void;
  /** Makes the element of a formula. @param written the whole as it is written */
  formula(formula: string, written: string, display: boolean): HTMLElement;
}

/** What an answer may contain; anything else is drawn as the text it holds. */
const allowed = new Set([
  "p",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "ul",
  "ol",
  "li",
  "blockquote",
  "table",
  "thead",
  "tbody",
  "tr",
  "th",
  "td",
  "em",
  "strong",
  "s",
  "a",
]);

/**
 * Draws tokens as DOM nodes. No HTML is ever parsed: what a model writes is text, and only the elements named above are made.
 * @param growing more of the last token may come
 */
export function nodesOf(tokens: Token[], make: NodeMaker, growing = false): DocumentFragment {
  const root = document.createDocumentFragment();
  draw(tokens, root, make, growing);
  // By the first letters in it each block tells in which direction it is read; what is in a list or quote is mirrored with it.
  for (const block of root.children) if (block.tagName !== "FIGURE") block.setAttribute("dir", "auto");
  return root;
}

function draw(tokens: Token[], root: DocumentFragment | HTMLElement, make: NodeMaker, growing = false): void {
  const stack = [root];
  for (const token of tokens) {
    const parent = stack.at(-1) ?? root;
    if (token.nesting === 1) stack.push(token.hidden || !allowed.has(token.tag) ? parent : open(token, parent, make));
    else if (token.nesting === -1) stack.pop();
    else leaf(token, parent, make, growing);
  }
}

function open(token: Token, parent: DocumentFragment | HTMLElement, make: NodeMaker): HTMLElement {
  const node = token.tag === "a" ? link(token.attrGet("href") ?? "", make) : document.createElement(token.tag);
  // One that is wider than the page is scrolled, by the keyboard too.
  if (token.tag === "table") node.tabIndex = 0;
  const start = token.attrGet("start");
  if (start !== null && node instanceof HTMLOListElement) node.start = Number(start);
  const align = /text-align:\s*(left|right|center)/.exec(String(token.attrGet("style") ?? ""))?.[1];
  if (align) node.style.textAlign = align;
  parent.append(node);
  return node;
}

function leaf(token: Token, parent: DocumentFragment | HTMLElement, make: NodeMaker, growing: boolean): void {
  switch (token.type) {
    case "inline":
      draw(token.children ?? [], parent, make);
      break;
    case FORMULA:
      parent.append(make.formula(token.content, token.info, isDisplay(token.markup)));
      break;
    case "fence":
    case "code_block":
      parent.append(
        make.codeBlock(token.content.replace(/\n$/, ""), /^\S*/.exec(token.info.trim())?.[0] ?? "", growing),
      );
      break;
    case "code_inline":
      parent.append(element("code", { dir: "ltr" }, token.content));
      break;
    case "softbreak":
      parent.append("\n");
      break;
    case "hardbreak":
      parent.append(element("br"));
      break;
    case "hr":
      parent.append(element("hr"));
      break;
    case "image": {
      // Loading it would tell a foreign server that the answer was read; a link leaves that to the reader.
      const source = token.attrGet("src") ?? "";
      const node = link(source, make);
      node.append(token.content || source);
      parent.append(node);
      break;
    }
    default:
      if (token.content !== "") parent.append(token.content);
  }
}

/** A link that the host opens, after the editor's own question; anything but the web becomes plain text. */
function link(href: string, make: NodeMaker): HTMLElement {
  if (!/^https?:\/\//i.test(href)) return element("span");
  return element("a", {
    href,
    title: href,
    onclick: (event) => {
      event.preventDefault();
      make.openLink(href);
    },
  });
}
