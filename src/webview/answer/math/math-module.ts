import "katex/dist/katex.css";
import katex from "katex";
import { inert } from "../../../core/foreign/foreign-text";
import { MAX_FORMULA_EM, MAX_FORMULA_EXPANSIONS } from "../../../core/model/limits";

/**
 * Draws a formula in the place of what is in the node, with MathML beside it for screen readers. Nothing in it links, loads or runs.
 * @returns why it could not be drawn; the node is as it was then
 */
export function drawFormula(node: HTMLElement, formula: string, display: boolean): string | undefined {
  const drawn = document.createElement("span");
  try {
    katex.render(formula, drawn, {
      displayMode: display,
      throwOnError: true,
      strict: "ignore",
      trust: false,
      maxExpand: MAX_FORMULA_EXPANSIONS,
      maxSize: MAX_FORMULA_EM,
    });
  } catch (error) {
    return inert(error instanceof Error ? error.message : String(error), 160);
  }
  node.replaceChildren(...drawn.childNodes);
  return undefined;
}
