import type { RequestDetail } from "../../../core/messages/dashboard-results";
import { element } from "../../shared/dom";
import { icon } from "../../shared/icons";
import { duration, moment } from "../frame/format";
import { Superseded, type HostLink } from "../frame/host-link";
import { commandWord, detail as texts, history, outcomes } from "../frame/texts";
import { wayPicture } from "./way-picture";

/** Everything that is known of one request. */
export class DetailView {
  readonly #content = element("div", { class: "detail-content" });
  #soon: ReturnType<typeof setTimeout> | undefined;
  readonly node = element(
    "section",
    {
      class: "panel detail",
      "aria-label": texts.way,
      hidden: true,
      tabindex: "-1",
      onkeydown: (event) => this.#key(event as KeyboardEvent),
    },
    this.#content,
  );
  readonly #link: HostLink;
  readonly #closed: () => void;

  constructor(link: HostLink, closed: () => void) {
    this.#link = link;
    this.#closed = closed;
  }

  /** Shows a request after `delayMs`, and brings it into sight if somebody has chosen it just now; what was to be shown before it no longer is. */
  show(id: number, { delayMs, chosen }: { delayMs: number; chosen: boolean }): void {
    clearTimeout(this.#soon);
    this.node.setAttribute("aria-busy", "true");
    this.#soon = setTimeout(() => void this.#load(id, chosen), delayMs);
  }

  async #load(id: number, chosen: boolean): Promise<void> {
    this.node.hidden = false;
    try {
      const { request } = await this.#link.query("detail", { kind: "request", request: id });
      this.#fill(...(request ? this.#parts(request) : [this.#head(texts.gone), element("span")]));
      // In one column it stands below the list, where nobody would look for it.
      if (chosen) this.node.scrollIntoView({ block: "nearest" });
    } catch (error) {
      if (error instanceof Superseded) return;
      this.#fill(this.#head(error instanceof Error ? error.message : String(error)));
    }
  }

  /** The focus stays here when the button that had it goes, so that Escape still closes. */
  #fill(...parts: Node[]): void {
    const focused = this.node.contains(document.activeElement);
    this.#content.replaceChildren(...parts);
    if (focused) this.node.focus({ preventScroll: true });
    this.node.scrollTop = 0;
    this.node.removeAttribute("aria-busy");
  }

  close(): void {
    clearTimeout(this.#soon);
    this.node.hidden = true;
    this.#content.replaceChildren();
    this.#closed();
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.close();
  }

  #head(title: string, ...aside: string[]): HTMLElement {
    const close = element(
      "button",
      { type: "button", class: "tool", "aria-label": texts.close, title: texts.close, onclick: () => this.close() },
      "×",
    );
    return element(
      "header",
      { class: "panel-head" },
      element("h2", { class: "detail-title", title }, title),
      element("span", { class: "spring" }),
      element("span", { class: "muted nowrap" }, aside.join(" · ")),
      close,
    );
  }

  #parts(request: RequestDetail): Node[] {
    const { id, command, title, durationMs, outcome, model, endpoint, startedAt } = request;
    const button = (
      label: string,
      action: "open" | "again" | "copyWay",
      sign: "info" | "again" | "copy",
      enabled: boolean,
    ): HTMLElement => {
      const node = element(
        "button",
        {
          type: "button",
          class: action === "open" ? "primary" : "secondary",
          onclick: () => this.#link.post({ type: "request", action, request: id }),
        },
        icon(sign),
        label,
      );
      node.disabled = !enabled;
      return node;
    };
    const facts = [
      moment(startedAt, this.#link.now()),
      outcomes[outcome],
      ...(model === undefined ? [] : [endpoint === undefined ? model : texts.on(model, endpoint)]),
      ...(request.localOnly ? [history.localOnly] : []),
    ];
    return [
      this.#head(`${commandWord(command)} · ${title ?? history.untitled}`, duration(durationMs)),
      element("p", { class: "muted detail-facts" }, facts.join(" · ")),
      ...(request.errorMessage === undefined ? [] : [element("p", { class: "detail-error" }, request.errorMessage)]),
      ...(outcome === "cached" ? [element("p", { class: "note" }, texts.answeredFromCache)] : []),
      wayPicture(request),
      element(
        "div",
        { class: "detail-actions" },
        button(texts.open, "open", "info", request.canOpen),
        button(texts.again, "again", "again", request.canAskAgain),
        button(texts.copy, "copyWay", "copy", true),
      ),
      ...this.#texts(request),
    ];
  }

  /** Texts of models and people are only ever text here. */
  #texts({ prompt, answer, cut }: RequestDetail): Node[] {
    if (prompt === undefined && answer === undefined) return [element("p", { class: "note" }, texts.noTexts)];
    const block = (label: string, text: string | undefined): Node[] =>
      text ? [element("details", {}, element("summary", {}, label), element("pre", { tabindex: "0" }, text))] : [];
    return [
      ...block(texts.prompt, prompt),
      ...block(texts.answer, answer),
      ...(cut ? [element("p", { class: "note" }, texts.cut)] : []),
    ];
  }
}
