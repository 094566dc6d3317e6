import type { AnswerHead, WayStep } from "../../../core/messages/turn";
import { element, setText } from "../../shared/dom";
import { setChildren } from "../../shared/held-still";
import { icon } from "../../shared/icons";
import { texts } from "./texts";

/** The top of the page: the question and the way the answer takes. */
export class HeadView {
  readonly node: HTMLElement;
  readonly #question = element("h2", { tabindex: "0", dir: "auto" });
  readonly #way = element("ol", { class: "way", "aria-label": texts.way });
  readonly #notices = element("div", { class: "notices" });

  constructor() {
    this.node = element("header", {}, this.#question, this.#way, this.#notices);
  }

  show(head: AnswerHead): void {
    setText(this.#question, head.question);
    this.#showWay(head.way);
    const outcome = head.status.phase === "done" ? head.status.notice : undefined;
    const notices = [head.notice, outcome].filter((notice) => notice !== undefined);
    setChildren(this.#notices, ...notices.map((notice) => element("p", {}, icon("info"), element("span", {}, notice))));
  }

  #showWay(steps: WayStep[]): void {
    this.#way.hidden = steps.length === 0;
    steps.forEach((step, index) => {
      const node = this.#way.children[index] ?? this.#way.appendChild(element("li"));
      if (node instanceof HTMLElement) {
        node.dataset["tone"] = step.tone;
        setText(node, step.text);
      }
    });
    while (this.#way.children.length > steps.length) this.#way.lastElementChild?.remove();
  }
}
