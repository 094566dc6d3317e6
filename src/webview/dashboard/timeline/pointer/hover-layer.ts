import { element } from "../../../shared/dom";
import { duration, moment, stretch } from "../../frame/format";
import { states } from "../../frame/texts";
import type { ChartRow } from "../chart/chart-row";
import type { LaneRow } from "../lanes/lane-row";
import { timeAt, xOf, type Scale } from "../axis/scale";
import { Tooltip, type TooltipLine } from "./tooltip";

/** The buckets of the charts. */
interface Buckets {
  startMs: number;
  bucketMs: number;
  length: number;
}

export interface HoverTargets {
  /** Starts at 0: places are those of the surface. */
  scale: Scale;
  /** Where the plots begin in the pictures. */
  left: number;
  lanes: LaneRow[];
  charts: ChartRow[];
  buckets: Buckets | undefined;
  now: number;
}

/** What follows the pointer through lanes and charts alike: crosshair, tooltip, and the stretch that is being drawn. */
export class HoverLayer {
  readonly #crosshair = element("div", { class: "crosshair", hidden: true });
  readonly #brush = element("div", { class: "brush", hidden: true });
  readonly #tooltip = new Tooltip();
  readonly nodes = [this.#crosshair, this.#brush, this.#tooltip.node];
  #at: { x: number; y: number } | undefined;
  readonly #pictures: HTMLElement;
  readonly #targets: () => HoverTargets;

  constructor(pictures: HTMLElement, targets: () => HoverTargets) {
    this.#pictures = pictures;
    this.#targets = targets;
  }

  move(x: number | undefined, y: number): void {
    this.#at = x === undefined ? undefined : { x, y };
    this.#crosshair.hidden = x === undefined;
    if (this.#at) return this.draw();
    this.#tooltip.hide();
    for (const chart of this.#targets().charts) chart.showAt(undefined);
  }

  /** The figures under the pointer may be others now. */
  draw(): void {
    if (!this.#at) return;
    const { x, y } = this.#at;
    const { scale, left, lanes, charts, buckets, now } = this.#targets();
    const at = timeAt(scale, x);
    this.#crosshair.style.transform = `translateX(${Math.round(left + x)}px)`;
    const index = buckets ? Math.floor((at - buckets.startMs) / buckets.bucketMs) : -1;
    const bucket =
      buckets && index >= 0 && index < buckets.length
        ? { index, fromMs: buckets.startMs + index * buckets.bucketMs, ms: buckets.bucketMs }
        : undefined;
    for (const chart of charts) chart.showAt(bucket && { index, left: xOf(scale, bucket.fromMs + bucket.ms / 2) });
    const title = bucket ? stretch(bucket.fromMs, bucket.fromMs + bucket.ms, now) : moment(at, now);
    const lines = [
      ...laneLines(lanes, at),
      ...(bucket ? charts.flatMap((chart) => chart.figuresAt(index)) : []).map(({ label, value, colour }) => ({
        label,
        value,
        swatch: `colour-${colour}`,
      })),
    ];
    this.#tooltip.show(title, lines, left + x, y, {
      width: this.#pictures.clientWidth,
      height: this.#pictures.clientHeight,
    });
  }

  brush(stretch: { from: number; to: number } | undefined): void {
    this.#brush.hidden = stretch === undefined;
    if (!stretch) return;
    const { scale, left } = this.#targets();
    const from = Math.max(0, Math.min(stretch.from, stretch.to));
    const to = Math.min(scale.width, Math.max(stretch.from, stretch.to));
    this.#brush.style.left = `${left + from}px`;
    this.#brush.style.width = `${to - from}px`;
  }
}

function laneLines(lanes: LaneRow[], at: number): TooltipLine[] {
  return lanes.flatMap((row) => {
    const interval = row.at(at);
    return interval
      ? [
          {
            label: row.endpoint,
            value: `${states[interval.state]}, ${duration(interval.toMs - interval.fromMs)}`,
            swatch: `state-${interval.state}`,
          },
        ]
      : [];
  });
}
