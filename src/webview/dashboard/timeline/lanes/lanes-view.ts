import { element } from "../../../shared/dom";
import { timeline as texts } from "../../frame/texts";
import type { ShownLane } from "./lane-data";
import { LaneRow } from "./lane-row";
import type { Scale } from "../axis/scale";

/** The lanes, one for each endpoint. */
export class LanesView {
  readonly node = element("div", { class: "lanes", role: "group", "aria-label": texts.lanes });
  readonly #rows = new Map<string, LaneRow>();

  get rows(): LaneRow[] {
    return [...this.#rows.values()];
  }

  draw(lanes: Map<string, ShownLane>, scale: Scale): void {
    for (const [id, row] of this.#rows) {
      if (lanes.has(id)) continue;
      row.node.remove();
      this.#rows.delete(id);
    }
    if (this.#rows.size !== lanes.size) document.body.style.setProperty("--lanes", String(lanes.size));
    for (const [id, lane] of lanes) {
      let row = this.#rows.get(id);
      if (!row) {
        row = new LaneRow(id);
        this.#rows.set(id, row);
        this.node.append(row.node);
      }
      row.draw(lane, scale);
    }
  }
}
