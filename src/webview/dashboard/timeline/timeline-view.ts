import type { LaneInterval } from "../../../core/history/types";
import type { LiveMessage } from "../../../core/messages/dashboard";
import { element } from "../../shared/dom";
import { timeTicks } from "../frame/axis-ticks";
import { duration, moment, stretch } from "../frame/format";
import { spanOf } from "../frame/time-range";
import type { ViewState } from "../frame/view-state";
import { states, timeline as texts } from "../texts";
import { AxisRow } from "./axis-row";
import { tickWidth } from "./chart";
import { ChartRow } from "./chart-row";
import { chartIds, chartsOf, type ChartData, type ChartId } from "./chart-specs";
import { FiguresTable } from "./figures-table";
import { listenForGestures, type GestureListener } from "./gestures";
import { LaneRow } from "./lane-row";
import { outages, presentState, shownIntervals } from "./lane-data";
import { timeAt, xOf, type Scale } from "./scale";
import { onThemeChange, readTheme } from "./theme";
import type { TimelineFigures } from "./timeline-data";
import { Tooltip, type TooltipLine } from "./tooltip";

export type TimelineOptions = Pick<ViewState, "range" | "endpoint" | "timing" | "picture">;

type TimeGestures = Omit<GestureListener, "hover" | "brush" | "zoomTo" | "zoomBy" | "pick"> & {
  select(fromMs: number, toMs: number): void;
  /** Without a time: about the middle. */
  zoomAbout(factor: number, atMs: number | undefined): void;
  timing(timing: "ttft" | "latency"): void;
};

/** Lanes and charts over one time axis, with one crosshair through them all. */
export class TimelineView {
  readonly #lanesNode = element("div", { class: "lanes", role: "group", "aria-label": texts.lanes });
  readonly #lanes = new Map<string, LaneRow>();
  readonly #charts = Object.fromEntries(chartIds.map((id) => [id, new ChartRow()])) as Record<ChartId, ChartRow>;
  readonly #axes = [new AxisRow(), new AxisRow()] as const;
  readonly #crosshair = element("div", { class: "crosshair", hidden: true });
  readonly #brush = element("div", { class: "brush", hidden: true });
  readonly #surface = element("div", { class: "surface", tabindex: "0", role: "application", "aria-label": `${texts.title}. ${texts.help}`, title: "" });
  readonly #empty = element("div", { class: "empty-note", hidden: true });
  readonly #tooltip = new Tooltip();
  readonly #pictures = element("div", { class: "pictures" });
  readonly table = new FiguresTable();
  readonly node = element("div", { class: "timeline-body" }, this.#pictures, this.table.node);
  #theme = readTheme();
  #scale: Scale = { span: { fromMs: 0, toMs: 1 }, left: 0, width: 0 };
  #figures: TimelineFigures | undefined;
  #chartData: Record<ChartId, ChartData> | undefined;
  #times: number[] = [];
  #live: LiveMessage | undefined;
  #hover: { x: number; y: number } | undefined;

  constructor(
    private readonly options: () => TimelineOptions,
    private readonly now: () => number,
    on: TimeGestures,
    /** The width changed. */
    resized: () => void,
  ) {
    this.#charts.timing.onTitle(texts.otherTiming, () => on.timing(this.options().timing === "ttft" ? "latency" : "ttft"));
    this.#pictures.append(this.#lanesNode, this.#axes[0].node, ...chartIds.map((id) => this.#charts[id].node), this.#axes[1].node, this.#crosshair, this.#brush, this.#empty, this.#surface, this.#tooltip.node);
    listenForGestures(this.#surface, {
      hover: (x, y) => {
        this.#hover = x === undefined ? undefined : { x, y };
        this.#drawHover();
      },
      brush: (stretch) => this.#drawBrush(stretch),
      zoomTo: (from, to) => on.select(timeAt(this.#local, from), timeAt(this.#local, to)),
      zoomBy: (factor, x) => on.zoomAbout(factor, x === undefined ? undefined : timeAt(this.#local, x)),
      pick: () => this.#surface.focus(),
      panBy: on.panBy,
      live: on.live,
      preset: on.preset,
    });
    new ResizeObserver(() => {
      if (this.#measure()) resized();
      this.draw();
    }).observe(this.#pictures);
    onThemeChange(() => {
      this.#theme = readTheme();
      for (const chart of Object.values(this.#charts)) chart.themeChanged();
      this.draw();
    });
  }

  /** Width of the plot in CSS pixels; 0 before the page has a layout. */
  get width(): number {
    if (this.#scale.width === 0) this.#measure();
    return this.#scale.width;
  }

  setLive(live: LiveMessage): void {
    this.#live = live;
  }

  setFigures(figures: TimelineFigures): void {
    this.#figures = figures;
    this.setOptions();
  }

  /** Whose figures, or which of them, has changed. */
  setOptions(): void {
    const { endpoint, timing, picture } = this.options();
    this.#pictures.hidden = picture === "table";
    this.table.node.hidden = picture === "charts";
    if (!this.#figures) return;
    const { series } = this.#figures;
    this.#chartData = chartsOf(series, endpoint, timing);
    this.#times = Array.from({ length: series.length }, (_, index) => series.startMs + (index + 0.5) * series.bucketMs);
    for (const id of chartIds) this.#charts[id].setData(this.#chartData[id], this.#times);
    this.draw();
    if (picture === "table") this.#drawTable();
  }

  /** The intervals that are shown, by endpoint. */
  intervals(): Map<string, LaneInterval[]> {
    const { range } = this.options();
    const span = spanOf(range, this.now());
    const cards = this.#live?.endpoints ?? [];
    const known = this.#figures?.lanes ?? [];
    const ids = [...cards.map(({ id }) => id), ...known.map(({ endpoint }) => endpoint).filter((id) => !cards.some((card) => card.id === id))];
    return new Map(ids.map((id) => {
      const card = cards.find((candidate) => candidate.id === id);
      const present = card && range.kind === "live" ? presentState(card, this.#live?.offline ?? false) : undefined;
      return [id, shownIntervals(known.find(({ endpoint }) => endpoint === id) ?? { endpoint: id, intervals: [] }, span, present)];
    }));
  }

  /** Draws what is known over the present range. Cheap enough for every frame. */
  draw(): void {
    const { range, endpoint, picture } = this.options();
    if (this.#scale.width === 0 || picture === "table") return;
    this.#scale.span = spanOf(range, this.now());
    const { span, width } = this.#scale;
    const ticks = timeTicks(span, Math.max(2, Math.floor(width / 90)));
    const lanes = this.intervals();
    this.#drawLanes(lanes);
    const shaded = outages(endpoint === undefined ? [...lanes.values()] : [lanes.get(endpoint) ?? []]);
    for (const axis of this.#axes) axis.draw(ticks, this.#scale);
    const backdrop = { outages: shaded, ticks: ticks.map(({ atMs }) => atMs) };
    for (const chart of Object.values(this.#charts)) chart.draw(span, backdrop, this.#theme, width + tickWidth);
    this.#drawEmpty();
    if (this.#hover) this.#drawHover();
  }

  get #local(): Scale {
    return { ...this.#scale, left: 0 };
  }

  #drawTable(): void {
    if (this.#chartData) {
      const lanes = [...this.intervals()].map(([endpoint, intervals]) => ({ endpoint, intervals }));
      this.table.show(chartIds.map((id) => this.#chartData?.[id]).filter((chart) => chart !== undefined), this.#times, lanes, this.now());
    }
  }

  #drawLanes(lanes: Map<string, LaneInterval[]>): void {
    for (const [id, row] of this.#lanes) {
      if (lanes.has(id)) continue;
      row.node.remove();
      this.#lanes.delete(id);
    }
    for (const [id, intervals] of lanes) {
      let row = this.#lanes.get(id);
      if (!row) {
        row = new LaneRow(id);
        this.#lanes.set(id, row);
        this.#lanesNode.append(row.node);
      }
      row.draw(intervals, this.#scale);
    }
  }

  #drawEmpty(): void {
    const requests = this.#figures?.series.requests.counts;
    const none = requests !== undefined && [requests.success, requests.failure, requests.cancelled, requests.cached].every((values) => values.every((value) => value === 0));
    this.#empty.hidden = !none;
    if (none) this.#empty.textContent = texts.emptyRange;
  }

  #drawBrush(stretch: { from: number; to: number } | undefined): void {
    this.#brush.hidden = stretch === undefined;
    if (!stretch) return;
    const from = Math.max(0, Math.min(stretch.from, stretch.to));
    const to = Math.min(this.#scale.width, Math.max(stretch.from, stretch.to));
    this.#brush.style.left = `${this.#scale.left + from}px`;
    this.#brush.style.width = `${to - from}px`;
  }

  #drawHover(): void {
    const hover = this.#hover;
    this.#crosshair.hidden = hover === undefined;
    if (!hover) {
      this.#tooltip.hide();
      for (const chart of Object.values(this.#charts)) chart.showAt(undefined);
      return;
    }
    const at = timeAt(this.#local, hover.x);
    this.#crosshair.style.transform = `translateX(${Math.round(this.#scale.left + hover.x)}px)`;
    const series = this.#figures?.series;
    const index = series ? Math.floor((at - series.startMs) / series.bucketMs) : -1;
    const known = index >= 0 && index < (series?.length ?? 0);
    const left = xOf(this.#local, this.#times[index] ?? at);
    for (const chart of Object.values(this.#charts)) chart.showAt(known ? { index, left } : undefined);
    const lines: TooltipLine[] = [...this.#lanes.values()].flatMap((row) => {
      const interval = row.at(at);
      return interval ? [{ label: row.endpoint, value: `${states[interval.state]}, ${duration(interval.toMs - interval.fromMs)}`, swatch: `state-${interval.state}` }] : [];
    });
    if (known) for (const id of chartIds) lines.push(...this.#charts[id].figuresAt(index).map(({ label, value, colour }) => ({ label, value, swatch: `colour-${colour}` })));
    const title = known && series ? stretch(series.startMs + index * series.bucketMs, series.startMs + (index + 1) * series.bucketMs, this.now()) : moment(at, this.now());
    this.#tooltip.show(title, lines, this.#scale.left + hover.x, hover.y, { width: this.#pictures.clientWidth, height: this.#pictures.clientHeight });
  }

  /** @returns whether the width is another one */
  #measure(): boolean {
    const plot = this.#charts.timing.plot.getBoundingClientRect();
    const left = plot.left - this.#pictures.getBoundingClientRect().left;
    const width = Math.max(0, Math.floor(plot.width) - tickWidth);
    const changed = width !== this.#scale.width;
    this.#scale = { ...this.#scale, left, width };
    for (const node of [this.#surface]) {
      node.style.left = `${left}px`;
      node.style.width = `${width}px`;
    }
    return changed;
  }
}
