import type { LiveMessage } from "../../../core/messages/dashboard";
import type { EndpointCard } from "../../../core/messages/dashboard-live";
import { element, setText } from "../../shared/dom";
import { icon } from "../../shared/icons";
import { header as texts } from "./texts";

/** The page's title and, in one sentence, how things are. */
export class PageHeader {
  readonly #summary = element("span", { class: "summary" }, texts.connecting);
  readonly #localOnly = element(
    "span",
    { class: "local-only", title: texts.localOnlyTitle, hidden: true },
    icon("lock"),
    texts.localOnly,
  );
  readonly node: HTMLElement;

  constructor(on: { ask(): void; settings(): void }) {
    this.node = element(
      "header",
      { class: "page-head" },
      element("h1", {}, texts.title),
      this.#localOnly,
      this.#summary,
      element("span", { class: "spring" }),
      element(
        "span",
        { class: "page-links" },
        element("button", { type: "button", class: "link", onclick: on.ask }, texts.ask),
        element("button", { type: "button", class: "link", onclick: on.settings }, texts.settings),
      ),
    );
  }

  show({ endpoints, offline, localOnly }: LiveMessage): void {
    this.#localOnly.hidden = localOnly !== true;
    // What is refused on purpose needs nobody.
    const ids = (...standings: EndpointCard["standing"][]): string[] =>
      endpoints.filter(({ standing, barred }) => !barred && standings.includes(standing)).map(({ id }) => id);
    const [needing, silent] = [ids("in_need"), ids("silent", "failing")];
    const breakers = texts.trouble(ids("open", "held_open"), ids("half_open"));
    const closed = endpoints.every(({ state }) => state === "closed");
    const sentences = [
      ...(needing.length > 0 ? [texts.needing(needing)] : []),
      ...(closed ? [texts.allWell(endpoints.length)] : breakers === "" ? [] : [breakers]),
      ...(silent.length > 0 ? [texts.silent(silent)] : []),
    ];
    setText(this.#summary, offline ? texts.offline : endpoints.length === 0 ? texts.none : sentences.join(" · "));
    this.#summary.classList.toggle("trouble", !closed || offline);
  }
}
