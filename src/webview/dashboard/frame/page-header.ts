import type { LiveMessage } from "../../../core/messages/dashboard";
import { element, setText } from "../../shared/dom";
import { header as texts } from "./texts";

/** The page's title and, in one sentence, how things are. */
export class PageHeader {
  readonly #summary = element("span", { class: "summary" }, texts.connecting);
  readonly node: HTMLElement;

  constructor(on: { ask(): void; settings(): void }) {
    this.node = element(
      "header",
      { class: "page-head" },
      element("h1", {}, texts.title),
      this.#summary,
      element("span", { class: "spring" }),
      element("button", { type: "button", class: "link", onclick: on.ask }, texts.ask),
      element("button", { type: "button", class: "link", onclick: on.settings }, texts.settings),
    );
  }

  show({ endpoints, offline }: LiveMessage): void {
    const ids = (state: string): string[] =>
      endpoints.filter((endpoint) => endpoint.state === state).map(({ id }) => id);
    const [open, trying] = [ids("open"), ids("half_open")];
    const silent = endpoints.filter(({ state, live }) => state === "closed" && live === false).map(({ id }) => id);
    const trouble = open.length + trying.length > 0;
    const sentences = [
      trouble ? texts.trouble(open, trying) : texts.allWell(endpoints.length),
      ...(silent.length > 0 ? [texts.silent(silent)] : []),
    ];
    setText(this.#summary, offline ? texts.offline : endpoints.length === 0 ? texts.none : sentences.join(" · "));
    this.#summary.classList.toggle("trouble", trouble || offline);
  }
}
