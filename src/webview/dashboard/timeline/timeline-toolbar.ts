import { element, setAttribute, setText } from "../../shared/dom";
import { presetOf, PRESETS, type PresetId, type TimeRange } from "../frame/time-range";
import { presetLabels, timeline as texts } from "../frame/texts";

export interface ToolbarListener {
  preset(id: PresetId): void;
  zoomBy(factor: number): void;
  panBy(share: number): void;
  live(): void;
  endpoint(id: string | undefined): void;
  picture(picture: "charts" | "table"): void;
}

/** Lengths of time, moving about in it, and whose figures are shown. */
export class TimelineToolbar {
  readonly #presets = new Map<PresetId, HTMLButtonElement>();
  readonly #live: HTMLButtonElement;
  readonly #shown = element("span", { class: "shown-range" });
  readonly #endpoint: HTMLSelectElement;
  readonly #table: HTMLButtonElement;
  readonly node: HTMLElement;
  #options = "";

  constructor(on: ToolbarListener) {
    for (const { id } of PRESETS) {
      const { short, long } = presetLabels[id];
      this.#presets.set(
        id,
        element(
          "button",
          {
            type: "button",
            title: long,
            "aria-label": `${short}, ${long}`,
            "aria-pressed": "false",
            onclick: () => on.preset(id),
          },
          short,
        ),
      );
    }
    const tool = (sign: string, label: string, act: () => void): HTMLButtonElement =>
      element("button", { type: "button", class: "tool", title: label, "aria-label": label, onclick: act }, sign);
    this.#live = element(
      "button",
      { type: "button", class: "live", onclick: () => on.live() },
      element("span", { class: "live-dot", "aria-hidden": "true" }),
      element("span", {}, texts.live),
    );
    this.#endpoint = element("select", {
      "aria-label": texts.of,
      title: texts.of,
      onchange: () => on.endpoint(this.#endpoint.value || undefined),
    });
    this.#table = element(
      "button",
      {
        type: "button",
        class: "toggle",
        title: texts.asTableHint,
        "aria-pressed": "false",
        onclick: () => on.picture(this.#table.getAttribute("aria-pressed") === "true" ? "charts" : "table"),
      },
      texts.asTable,
    );
    this.node = element(
      "div",
      { class: "toolbar", role: "toolbar", "aria-label": texts.title },
      element("div", { class: "segments", role: "group", "aria-label": texts.title }, ...this.#presets.values()),
      element(
        "div",
        { class: "tools" },
        tool("‹", texts.earlier, () => on.panBy(-0.5)),
        tool("›", texts.later, () => on.panBy(0.5)),
        tool("−", texts.zoomOut, () => on.zoomBy(2)),
        tool("+", texts.zoomIn, () => on.zoomBy(0.5)),
      ),
      this.#live,
      this.#shown,
      element("div", { class: "figures-of" }, this.#endpoint, this.#table),
    );
  }

  show(range: TimeRange, stretch: { short: string; whole: string }, picture: "charts" | "table"): void {
    const preset = presetOf(range);
    for (const [id, button] of this.#presets) setAttribute(button, "aria-pressed", String(id === preset));
    const live = range.kind === "live";
    this.#live.classList.toggle("on", live);
    for (const name of ["title", "aria-label"]) setAttribute(this.#live, name, live ? texts.live : texts.backToLive);
    setAttribute(this.#table, "aria-pressed", String(picture === "table"));
    setText(this.#shown, stretch.short);
    setAttribute(this.#shown, "title", `${stretch.whole}\n${texts.help}`);
  }

  /** @returns the endpoint that is chosen: an unknown one is not */
  setEndpoints(ids: string[], chosen: string | undefined): void {
    const options = JSON.stringify(ids);
    if (options !== this.#options) {
      this.#options = options;
      this.#endpoint.replaceChildren(
        element("option", { value: "" }, texts.all),
        ...ids.map((id) => element("option", { value: id }, id)),
      );
    }
    const value = chosen !== undefined && ids.includes(chosen) ? chosen : "";
    // Set anew, it would take back what a person has moved to in the open list.
    if (this.#endpoint.value !== value) this.#endpoint.value = value;
  }
}
