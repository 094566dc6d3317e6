import { revealed } from "../../core/foreign/hidden-characters";
import { changeText } from "./held-still";

type Attributes = Record<string, string | boolean | ((event: Event) => void)>;

/**
 * Makes an element; `on…` attributes are listeners, `false` leaves an attribute out. Text is only ever set as text, and what nobody would see in it
 * is shown by its number, so that no name or message can turn the words around it about.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false) node.setAttribute(name, value);
  }
  node.append(...children.map((child) => (typeof child === "string" ? revealed(child) : child)));
  return node;
}

/** Sets the text only where it differs, so that a screen reader is not told the same thing again, and what is selected beside a figure that counts stays. */
export function setText(node: HTMLElement, text: string): void {
  const shown = revealed(text);
  const [only, more] = node.childNodes;
  if (node.textContent === shown) return;
  if (only?.nodeName === "#text" && !more) changeText(only as Text, shown);
  else node.textContent = shown;
}

/** Sets an attribute only where it differs. */
export function setAttribute(node: Element, name: string, value: string): void {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
