import uPlot from "uplot";
import type { Span } from "../../frame/time-range";
import { highestIn, stacked, standingAlone } from "./chart-columns";
import type { ChartData, Column, Line } from "./chart-specs";
import type { ChartTheme } from "./theme";

export interface Backdrop {
  /** Shaded behind the figures. */
  outages: Span[];
  /** Times at which a vertical line is drawn. */
  ticks: number[];
}

/** Width kept for the labels of the scale, right of the plot, in CSS pixels. */
export const TICK_WIDTH = 46;
/** A line is drawn across empty stretches up to this share of the plot. */
const BRIDGED_SHARE = 0.06;
const BARS = uPlot.paths.bars?.({ size: [0.82, 28, 1] });

/** One uPlot canvas. It is made anew when its kind or the theme changes; new data and a moved axis only redraw it. */
export class Chart {
  #plot: uPlot | undefined;
  #kind = "";
  #data: ChartData | undefined;
  #times: number[] = [];
  #span: Span = { fromMs: 0, toMs: 0 };
  #backdrop: Backdrop = { outages: [], ticks: [] };
  #size = { width: 0, height: 0 };
  readonly #parent: HTMLElement;

  constructor(parent: HTMLElement) {
    this.#parent = parent;
  }

  /** Forgets the canvas, so that the next drawing reads the theme again. */
  reset(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  setData(data: ChartData, times: number[]): void {
    this.#data = data;
    this.#times = times;
    this.#plot?.setData(this.#aligned(), false);
  }

  /** @param size of plot and scale together, in CSS pixels */
  draw(span: Span, backdrop: Backdrop, size: { width: number; height: number }, theme: ChartTheme): void {
    const data = this.#data;
    if (!data || size.width <= TICK_WIDTH || size.height <= 0) return;
    this.#backdrop = backdrop;
    this.#span = span;
    const kind = [data.style, ...data.lines.map((line) => line.colour)].join();
    if (kind !== this.#kind) this.reset();
    this.#kind = kind;
    const plot = (this.#plot ??= new uPlot(this.#options(data, span, size, theme), this.#aligned(), this.#parent));
    if (this.#size.width !== size.width || this.#size.height !== size.height) plot.setSize(size);
    this.#size = size;
    plot.batch(() => plot.setScale("x", { min: span.fromMs, max: span.toMs }));
    // uPlot leaves a scale that stays the same alone, but what lies behind it may have changed.
    plot.redraw(false, false);
  }

  /** Marks the values at a place of the plot; undefined marks none. */
  point(left: number | undefined): void {
    this.#plot?.setCursor({ left: left ?? -10, top: 0 }, false);
  }

  #columns(): Column[] {
    const columns = this.#data?.lines.map((line) => line.values) ?? [];
    return this.#data?.style === "bars" ? stacked(columns) : columns;
  }

  #aligned(): uPlot.AlignedData {
    return [this.#times, ...this.#columns()];
  }

  #options(data: ChartData, span: Span, size: { width: number; height: number }, theme: ChartTheme): uPlot.Options {
    const lines = data.style === "bars" ? [...data.lines].reverse() : data.lines;
    return {
      ...size,
      ms: 1,
      padding: [9, 0, 6, 0],
      legend: { show: false },
      cursor: {
        x: false,
        y: false,
        drag: { x: false, y: false, setScale: false },
        points: { show: data.style !== "bars", size: 6, width: 0 },
      },
      scales: {
        x: { time: false, auto: false, min: span.fromMs, max: span.toMs },
        y: {
          range: () => [
            0,
            Math.max(this.#data?.least ?? data.least, highestIn(this.#span, this.#times, this.#columns()) * 1.08),
          ],
        },
      },
      axes: [
        { show: false },
        {
          side: 1,
          size: TICK_WIDTH,
          gap: 6,
          space: 22,
          font: theme.font,
          stroke: theme.tick,
          ticks: { show: false },
          grid: { stroke: theme.grid, width: 1 },
          values: (_plot, splits) => splits.map((value) => this.#data?.show(value) ?? ""),
        },
      ],
      series: [{}, ...lines.map((line) => seriesOf(line, data.style, theme))],
      ...(data.style === "band" && { bands: [{ series: [2, 1], fill: theme.band }] }),
      hooks: { drawClear: [(plot) => this.#drawBackdrop(plot, theme)] },
    };
  }

  #drawBackdrop(plot: uPlot, theme: ChartTheme): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, 0, bbox.width, bbox.top + bbox.height);
    ctx.clip();
    ctx.fillStyle = theme.outage;
    for (const { fromMs, toMs } of this.#backdrop.outages) {
      const from = plot.valToPos(fromMs, "x", true);
      ctx.fillRect(from, 0, Math.max(plot.valToPos(toMs, "x", true) - from, 1), bbox.top + bbox.height);
    }
    ctx.fillStyle = theme.grid;
    for (const tick of this.#backdrop.ticks)
      ctx.fillRect(Math.round(plot.valToPos(tick, "x", true)), 0, 1, bbox.top + bbox.height);
    ctx.restore();
  }
}

function seriesOf(line: Line, style: ChartData["style"], theme: ChartTheme): uPlot.Series {
  const stroke = theme[line.colour];
  if (style === "bars") return { fill: stroke, width: 0, points: { show: false }, ...(BARS && { paths: BARS }) };
  return {
    stroke,
    width: line.colour === "second" ? 1 : 1.5,
    ...(line.fill && { fill: theme[line.fill] }),
    ...(line.dashed && { dash: [4, 3] }),
    gaps: (plot, _series, _first, _last, gaps) =>
      gaps.filter(([from, to]) => to - from > plot.bbox.width * BRIDGED_SHARE),
    // A value between two long gaps has no line to be on.
    points: { show: true, size: 4, width: 0, fill: stroke, filter: lonely },
  };
}

function lonely(plot: uPlot, index: number): number[] {
  const times = plot.data[0];
  const placeOf = (at: number): number => plot.valToPos(times[at] ?? 0, "x", true);
  return standingAlone(plot.data[index] ?? [], plot.bbox.width * BRIDGED_SHARE, (one, other) =>
    Math.abs(placeOf(one) - placeOf(other)),
  );
}
