import type { LaneInterval, LaneState } from "../../../../core/history/types";
import { element, setText } from "../../../shared/dom";
import { duration, percent } from "../../frame/format";
import { stateMark } from "../../frame/state-mark";
import { svg } from "../../frame/svg";
import { states, timeline as texts } from "../../frame/texts";
import { timeInStates, type ShownLane } from "./lane-data";
import { xOf, type Scale } from "../axis/scale";

const LANE_HEIGHT = 20;
/** Trouble is tall, calm is low: states are told apart without their colours too. */
const HEIGHTS: Record<LaneState, number> = { closed: 8, half_open: 14, open: 20, loading: 8, offline: 8, unknown: 2 };

/** One endpoint's states over time: its name, the band, and its uptime in the shown time. */
export class LaneRow {
  readonly #name = element("span", { class: "lane-name" });
  readonly #label = element("div", { class: "gutter lane-label" });
  readonly #band = svg("svg", { class: "lane-band", role: "img", height: LANE_HEIGHT });
  readonly #uptime = element("div", { class: "ticks lane-uptime", title: texts.uptimeHint });
  readonly node = element(
    "div",
    { class: "row lane" },
    this.#label,
    element("div", { class: "plot" }, this.#band),
    this.#uptime,
  );
  #drawn = "";
  #state: LaneState | undefined;
  intervals: LaneInterval[] = [];

  constructor(readonly endpoint: string) {
    setText(this.#name, endpoint);
    this.#name.title = endpoint;
    this.#label.append(this.#name);
  }

  draw({ intervals, uptime }: ShownLane, scale: Scale): void {
    this.intervals = intervals;
    this.#drawState(intervals.at(-1)?.state ?? "unknown");
    setText(this.#uptime, uptime === null ? "" : percent(uptime));
    const local = { ...scale, left: 0 };
    const pieces = intervals.map(({ fromMs, toMs, state }) => {
      const from = Math.round(xOf(local, fromMs) * 2) / 2;
      // However short an outage was, it can be seen.
      const width = Math.max(state === "unknown" ? 0 : 1.5, Math.round((xOf(local, toMs) - from) * 2) / 2);
      return { from, width, state };
    });
    // A lane that looks the same is not drawn again: no flicker, no work.
    const drawing = `${scale.width} ${pieces.map(({ from, width, state }) => `${from},${width},${state}`).join(" ")}`;
    if (drawing === this.#drawn) return;
    this.#drawn = drawing;
    this.#band.setAttribute("width", String(scale.width));
    this.#band.replaceChildren(
      ...pieces.map(({ from, width, state }) => {
        const height = HEIGHTS[state];
        return svg("rect", {
          x: from,
          y: (LANE_HEIGHT - height) / 2,
          width: Math.max(width - (width > 6 ? 1 : 0), 1),
          height,
          rx: width > 6 ? 2 : 0,
          class: `interval state-${state}`,
        });
      }),
    );
    const parts = [...timeInStates(intervals)].map(([state, ms]) => `${states[state]} ${duration(ms)}`);
    this.#band.setAttribute("aria-label", texts.laneSummary(this.endpoint, parts.join(", ")));
  }

  /** The interval at a time. */
  at(time: number): LaneInterval | undefined {
    return this.intervals.find(({ fromMs, toMs }) => time >= fromMs && time <= toMs);
  }

  #drawState(state: LaneState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#label.replaceChildren(stateMark(state), this.#name);
  }
}
