import { countHidden, numberOf, replaceHidden } from "../../../core/foreign/hidden-characters";
import { element } from "../../shared/dom";

/**
 * Shows each hidden character in some drawn code by its number. The number is drawn by the style sheet (`data-number`) and the character itself
 * stays in the text, out of sight and cut off from its neighbours, so that the code read from here is still what the answer holds.
 */
export function markHidden(code: HTMLElement): void {
  if (countHidden(code.textContent ?? "").size === 0) return;
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) text.replaceWith(...marked(text.data));
}

function marked(text: string): (string | HTMLElement)[] {
  const parts: (string | HTMLElement)[] = [];
  let from = 0;
  replaceHidden(text, (character, index) => {
    const number = numberOf(character);
    parts.push(
      text.slice(from, index),
      element(
        "span",
        { class: "hidden-character", "data-number": number, title: number },
        document.createTextNode(character),
      ),
    );
    from = index + character.length;
    return "";
  });
  return [...parts, text.slice(from)];
}
