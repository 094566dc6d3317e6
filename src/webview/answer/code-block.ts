import type { ToHost } from "../../core/messages/answer";
import { element } from "../shared/dom";
import { icon } from "../shared/icons";
import { markHidden } from "./hidden-marks";
import { colour } from "./highlight";
import { texts } from "./texts";
import { confirmCopy } from "./toolbar";

/**
 * A code block with its language and buttons to copy and insert it. The code is read when a button is pressed: it may still grow, and is
 * one text without colours until it has ended.
 */
export function codeBlock(code: string, language: string, growing: boolean, post: (message: ToHost) => void): HTMLElement {
  const body = element("code", {}, code);
  // While it grows it must be one text.
  if (!growing) {
    colour(body, language);
    markHidden(body);
  }
  const copy = element("button", { class: "quiet", title: texts.copyCode, "aria-label": texts.copyCode }, icon("copy"));
  copy.addEventListener("click", () => {
    post({ type: "copyCode", code: body.textContent ?? "" });
    confirmCopy(copy);
  });
  const insert = element("button", { class: "quiet", title: texts.insert, "aria-label": texts.insert, onclick: () => post({ type: "insertCode", code: body.textContent ?? "" }) }, icon("insert"));
  const bar = element("div", { class: "bar" }, element("span", {}, language || texts.plain), copy, insert);
  return element("figure", { class: "code" }, bar, element("pre", { tabindex: "0" }, body));
}
