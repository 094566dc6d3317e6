import { element, setText } from "../../../shared/dom";
import type { Span } from "../../frame/time-range";
import { timeline as texts } from "../../frame/texts";
import { Chart, type Backdrop } from "./chart";
import type { ChartData } from "./chart-specs";
import type { ChartTheme } from "./theme";

/** A chart with its title and, beside it, a key that shows the figures of the whole range or of the time under the pointer. */
export class ChartRow {
  readonly #title = element("span", { class: "chart-title" });
  readonly #unit = element("span", { class: "chart-unit" });
  readonly #key = element("div", { class: "chart-key" });
  readonly plot = element("div", { class: "plot chart-plot", role: "img" });
  readonly node = element(
    "div",
    { class: "row chart" },
    element(
      "div",
      { class: "gutter" },
      element("div", { class: "chart-head" }, this.#title, " ", this.#unit),
      this.#key,
    ),
    this.plot,
  );
  readonly #chart = new Chart(this.plot);
  #data: ChartData | undefined;
  #values: HTMLElement[] = [];
  #keyKind = "";

  setData(data: ChartData, times: number[]): void {
    this.#data = data;
    setText(this.#title, data.title);
    setText(this.#unit, data.unit);
    this.#makeKey(data);
    this.#chart.setData(data, times);
    this.showAt(undefined);
    const parts = data.lines
      .filter(({ summary }) => summary !== null)
      .map(({ label, summary }) => `${label} ${this.#figure(summary)} ${data.unit}`.trim());
    this.plot.setAttribute("aria-label", texts.chartSummary(data.title, parts.join(", ")));
  }

  /** Makes a button of the title. */
  onTitle(hint: string, act: () => void): void {
    const button = element("button", { type: "button", class: "link title-button", title: hint, onclick: act });
    this.#title.replaceWith(button);
    button.append(this.#title, " ⇄");
  }

  draw(span: Span, backdrop: Backdrop, theme: ChartTheme, width: number): void {
    this.#chart.draw(span, backdrop, { width, height: this.plot.clientHeight }, theme);
  }

  themeChanged(): void {
    this.#chart.reset();
  }

  /** @param at index of the bucket under the pointer, and its place in the plot */
  showAt(at: { index: number; left: number } | undefined): void {
    this.#data?.lines.forEach((line, place) => {
      const node = this.#values[place];
      if (node) setText(node, this.#figure(at ? (line.values[at.index] ?? null) : line.summary));
    });
    this.#chart.point(at?.left);
  }

  /** What a tooltip says of a bucket. */
  figuresAt(index: number): { label: string; value: string; colour: string }[] {
    const data = this.#data;
    if (!data) return [];
    return data.lines
      .filter((line) => (line.values[index] ?? null) !== null && (data.style !== "bars" || line.values[index] !== 0))
      .map((line) => ({
        label: `${data.title} ${line.label}`.trim(),
        value: `${this.#figure(line.values[index] ?? null)} ${data.style === "bars" ? "" : data.unit}`.trim(),
        colour: line.colour,
      }));
  }

  #figure(value: number | null): string {
    return value === null || !this.#data ? "–" : this.#data.show(value);
  }

  #makeKey({ lines }: ChartData): void {
    const kind = lines.map(({ label, colour }) => label + colour).join();
    if (kind === this.#keyKind) return;
    this.#keyKind = kind;
    this.#values = lines.map(() => element("span", { class: "key-value" }));
    this.#key.replaceChildren(
      ...lines.map((line, place) => {
        const swatch = element("span", { class: `swatch colour-${line.colour}${line.dashed ? " dashed" : ""}` });
        return element(
          "span",
          { class: "key" },
          swatch,
          element("span", { class: "key-label" }, line.label),
          this.#values[place] ?? "",
        );
      }),
    );
  }
}
