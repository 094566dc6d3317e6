import { element } from "../../../shared/dom";

export interface TooltipLine {
  label: string;
  value: string;
  /** Class of the swatch's colour. */
  swatch?: string;
}

/** Follows the pointer over the timeline. For eyes only: the same figures are in the tables. */
export class Tooltip {
  readonly node = element("div", { class: "tooltip", "aria-hidden": "true", hidden: true });
  #shown = "";

  show(title: string, lines: TooltipLine[], x: number, y: number, bounds: { width: number; height: number }): void {
    const content = JSON.stringify([title, lines]);
    if (content !== this.#shown) {
      this.#shown = content;
      this.node.replaceChildren(
        element("div", { class: "tooltip-title" }, title),
        ...lines.map(({ label, value, swatch }) =>
          element(
            "div",
            { class: "tooltip-line" },
            ...(swatch ? [element("span", { class: `swatch ${swatch}` })] : []),
            element("span", {}, label),
            element("span", { class: "tooltip-value" }, value),
          ),
        ),
      );
    }
    this.node.hidden = false;
    const { offsetWidth, offsetHeight } = this.node;
    const left = x + 14 + offsetWidth > bounds.width ? x - 14 - offsetWidth : x + 14;
    const top = Math.min(y + 12, bounds.height - offsetHeight);
    this.node.style.transform = `translate(${Math.max(0, Math.round(left))}px, ${Math.max(0, Math.round(top))}px)`;
  }

  hide(): void {
    this.node.hidden = true;
  }
}
