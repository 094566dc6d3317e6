import { element } from "../../shared/dom";
import { loadedLater } from "../page/loaded-later";
import { texts } from "../page/texts";
import type * as mathModule from "./math-module";

interface Waiting {
  node: HTMLElement;
  formula: string;
  display: boolean;
}

/** How long formulas are drawn before the page has its turn, in milliseconds. */
const TURN_MS = 8;

const waiting: Waiting[] = [];
let running = false;
let loading: Promise<typeof mathModule> | undefined;

/** The element of a formula: as it is written at first, and drawn as soon as what draws it is there. What KaTeX does not understand stays as it is written. */
export function formula(formula: string, written: string, display: boolean): HTMLElement {
  const node = element(
    "span",
    { class: display ? "formula display" : "formula", dir: "ltr", "data-written": written },
    written,
  );
  if (loadedLater.math !== undefined) {
    waiting.push({ node, formula, display });
    if (!running) void drawWaiting(loadedLater.math);
  }
  return node;
}

/** An answer may be nothing but formulas: they are drawn in turns. */
async function drawWaiting(address: string): Promise<void> {
  running = true;
  try {
    const { drawFormula } = await (loading ??= load(address));
    let until = performance.now() + TURN_MS;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      // One that is drawn already stands in the place of some.
      if (!next.node.isConnected) continue;
      const reason = drawFormula(next.node, next.formula, next.display);
      if (reason !== undefined) next.node.title = texts.formulaFailed(reason);
      if (performance.now() < until) continue;
      await new Promise(requestAnimationFrame);
      until = performance.now() + TURN_MS;
    }
  } catch {
    // Without it formulas are text.
    waiting.length = 0;
  } finally {
    running = false;
  }
}

/** The module, and its style sheet with the fonts: with the one but not the other a formula would be drawn in pieces. */
async function load(address: string): Promise<typeof mathModule> {
  const style = element("link", { rel: "stylesheet", href: loadedLater.mathStyle ?? "" });
  const styled = new Promise((resolve, reject) => {
    style.addEventListener("load", resolve);
    style.addEventListener("error", reject);
  });
  document.head.append(style);
  const [loaded] = await Promise.all([import(address) as Promise<typeof mathModule>, styled]);
  return loaded;
}
