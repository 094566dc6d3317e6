import type { Simulation } from "../../../core/messages/dashboard-live";
import { element, setText } from "../../shared/dom";
import { icon } from "../../shared/icons";
import { simulate as texts } from "./texts";

/** Says loudly that what is seen is not real. */
export class SimulationBanner {
  readonly #text = element("span", { class: "banner-text" });
  readonly node: HTMLElement;

  constructor(end: () => void) {
    this.node = element(
      "section",
      { class: "banner", "aria-label": texts.bannerLabel, hidden: true },
      icon("warning"),
      this.#text,
      element("button", { type: "button", class: "secondary", onclick: end }, texts.end),
    );
  }

  show(simulations: Simulation[], now: number): void {
    const running = simulations.filter(({ untilMs }) => untilMs > now);
    this.node.hidden = running.length === 0;
    setText(
      this.#text,
      running.map(({ mode, endpoints, untilMs }) => texts.banner(mode, endpoints, untilMs - now)).join(" "),
    );
  }
}
