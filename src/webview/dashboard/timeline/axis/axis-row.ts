import { element } from "../../../shared/dom";
import type { Tick } from "../../frame/axis-ticks";
import { xOf, type Scale } from "./scale";

/** In CSS pixels. */
const HALF_LABEL = 16;

/** The labels of the time axis. */
export class AxisRow {
  readonly #labels = element("div", { class: "plot axis-labels", "aria-hidden": "true" });
  readonly node = element("div", { class: "row axis" }, element("div", { class: "gutter" }), this.#labels);
  #pool: HTMLElement[] = [];

  draw(ticks: Tick[], scale: Scale): void {
    while (this.#pool.length < ticks.length) {
      const label = element("span", { class: "axis-label" });
      this.#pool.push(label);
      this.#labels.append(label);
    }
    this.#pool.forEach((label, place) => {
      const tick = ticks[place];
      const x = tick ? xOf({ ...scale, left: 0 }, tick.atMs) : 0;
      // Without a gutter a label at the very edge would stick out.
      label.hidden = tick === undefined || scale.left + x < HALF_LABEL;
      if (!tick) return;
      if (label.textContent !== tick.label) label.textContent = tick.label;
      label.style.transform = `translateX(${x.toFixed(1)}px) translateX(-50%)`;
    });
  }
}
