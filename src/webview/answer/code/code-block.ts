import type { ToHost } from "../../../core/messages/answer";
import { element } from "../../shared/dom";
import { icon } from "../../shared/icons";
import { markHidden } from "./hidden-marks";
import { highlight } from "./highlight";
import { texts } from "../page/texts";
import { confirmCopy } from "../page/toolbar";

/**
 * A listing with its language and buttons to copy and insert it. The code is read when a button is pressed: it may still grow. It has no
 * colours until it has ended. A long one is made of chunks, so that what is added to it is all that is laid out anew.
 */
export class CodeBlock {
  readonly node: HTMLElement;
  readonly language: string;
  readonly #body = element("code");
  /** What may still change, behind the chunks. */
  readonly #tail = document.createTextNode("");

  constructor(language: string, post: (message: ToHost) => void) {
    this.language = language;
    this.#body.append(this.#tail);
    const copy = element(
      "button",
      { class: "quiet", title: texts.copyCode, "aria-label": texts.copyCode },
      icon("copy"),
    );
    copy.addEventListener("click", () => {
      post({ type: "copyCode", code: this.#code });
      confirmCopy(copy);
    });
    const insert = element(
      "button",
      {
        class: "quiet",
        title: texts.insert,
        "aria-label": texts.insert,
        onclick: () => post({ type: "insertCode", code: this.#code }),
      },
      icon("insert"),
    );
    const bar = element("div", { class: "bar" }, element("span", {}, language || texts.plain), copy, insert);
    this.node = element("figure", { class: "code" }, bar, element("pre", { tabindex: "0" }, this.#body));
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
    markHidden(this.#body);
    void highlight(whole, this.language).then((nodes) => {
      if (!nodes) return;
      this.#body.replaceChildren(...nodes);
      markHidden(this.#body);
    });
  }

  get #code(): string {
    return this.#body.textContent ?? "";
  }
}
