import { element } from "../../shared/dom";
import type { Tick } from "../frame/axis-ticks";
import { xOf, type Scale } from "./scale";

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
      label.hidden = tick === undefined;
      if (!tick) return;
      if (label.textContent !== tick.label) label.textContent = tick.label;
      label.style.transform = `translateX(${xOf({ ...scale, left: 0 }, tick.atMs).toFixed(1)}px) translateX(-50%)`;
    });
  }
}
