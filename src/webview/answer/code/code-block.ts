import type { ToHost } from "../../../core/messages/answer";
import { element } from "../../shared/dom";
import { redrawSelected } from "../../shared/held-still";
import { icon } from "../../shared/icons";
import { showDiagram } from "./diagram";
import { markHidden } from "./hidden-marks";
import { highlight } from "./highlight";
import { texts } from "../page/texts";
import { confirmCopy } from "../page/toolbar";

type CodeCommand = Extract<ToHost, { code: string }>["type"];

/**
 * A listing with its language and buttons to copy it, to insert it, and to put it in the place of the code that was asked about. The code is read when a button is pressed: it may still grow. It has no
 * colours until it has ended. A long one is made of chunks, so that what is added to it is all that is laid out anew.
 */
export class CodeBlock {
  readonly node: HTMLElement;
  readonly language: string;
  readonly #body = element("code");
  readonly #pre: HTMLElement;
  /** What may still change, behind the chunks. */
  readonly #tail = document.createTextNode("");

  constructor(language: string, run: (command: CodeCommand, code: string) => void) {
    this.language = language;
    this.#body.append(this.#tail);
    const copy = element(
      "button",
      { class: "quiet", title: texts.copyCode, "aria-label": texts.copyCode },
      icon("copy"),
    );
    copy.addEventListener("click", () => {
      run("copyCode", this.#code);
      confirmCopy(copy);
    });
    const insert = element(
      "button",
      {
        class: "quiet",
        title: texts.insert,
        "aria-label": texts.insert,
        onclick: () => run("insertCode", this.#code),
      },
      icon("insert"),
    );
    const replace = element(
      "button",
      {
        class: "quiet replace",
        title: texts.replaceByCode,
        "aria-label": texts.replaceByCode,
        onclick: () => run("replaceByCode", this.#code),
      },
      icon("replace"),
    );
    const bar = element("div", { class: "bar" }, element("span", {}, language || texts.plain), copy, insert, replace);
    this.#pre = element("pre", { tabindex: "0" }, this.#body);
    this.node = element("figure", { class: "code", dir: "ltr" }, bar, this.#pre);
  }

  /** True when some of the code will not change any more. */
  get begun(): boolean {
    return this.#body.firstChild !== this.#tail;
  }

  /** Shows code behind what is settled, in the place of what was shown there. Code that only got longer is added at its end: a selection in it stays. */
  showTail(code: string): void {
    const { data } = this.#tail;
    if (code.startsWith(data)) this.#tail.appendData(code.slice(data.length));
    else this.#tail.data = code;
  }

  /** Settles the next part of the code. */
  settle(code: string): void {
    this.#tail.before(element("span", { class: "chunk" }, code));
    this.#tail.data = "";
  }

  /** Settles the last part, and shows what hides in the code. Colours come a little later. */
  end(code: string): void {
    this.showTail(code);
    const whole = this.#code;
    redrawSelected(this.#body, () => markHidden(this.#body));
    if (this.language.toLowerCase() === "mermaid") showDiagram(whole, this.node, this.#pre);
    void highlight(whole, this.language).then((nodes) => {
      if (!nodes) return;
      redrawSelected(this.#body, () => {
        this.#body.replaceChildren(...nodes);
        markHidden(this.#body);
      });
    });
  }

  get #code(): string {
    return this.#body.textContent ?? "";
  }
}
