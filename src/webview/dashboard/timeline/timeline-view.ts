import type { LiveMessage } from "../../../core/messages/dashboard";
import { element, setText } from "../../shared/dom";
import { timeTicks } from "../frame/axis-ticks";
import { presetOf, spanOf, type PresetId } from "../frame/time-range";
import type { ViewState } from "../frame/view-state";
import { timeline as texts } from "../frame/texts";
import { AxisRow } from "./axis/axis-row";
import { bucketPlaces } from "./chart/chart-columns";
import { TICK_WIDTH } from "./chart/chart";
import { ChartRow } from "./chart/chart-row";
import { CHART_IDS, chartsOf, type ChartData, type ChartId } from "./chart/chart-specs";
import { FiguresTable } from "./chart/figures-table";
import { listenForGestures, type GestureListener } from "./pointer/gestures";
import { HoverLayer } from "./pointer/hover-layer";
import { outages, shownLanes, type ShownLane } from "./lanes/lane-data";
import { LanesView } from "./lanes/lanes-view";
import { timeAt, type Scale } from "./axis/scale";
import { onThemeChange, readTheme } from "./chart/theme";
import type { TimelineFigures } from "./timeline-data";

export type TimelineOptions = Pick<ViewState, "range" | "endpoint" | "timing" | "picture">;

type TimeGestures = Omit<GestureListener, "hover" | "brush" | "zoomTo" | "zoomBy" | "pick"> & {
  select(fromMs: number, toMs: number): void;
  /** Without a time: about the middle. */
  zoomAbout(factor: number, atMs: number | undefined): void;
  timing(timing: "ttft" | "latency"): void;
  ask(): void;
};

const LONGEST: PresetId = "30d";

/** Lanes and charts over one time axis, or the same as tables. */
export class TimelineView {
  readonly #lanes = new LanesView();
  readonly #charts = Object.fromEntries(CHART_IDS.map((id) => [id, new ChartRow()])) as Record<ChartId, ChartRow>;
  readonly #axes = [new AxisRow(), new AxisRow()] as const;
  readonly #surface = element("div", {
    class: "surface",
    tabindex: "0",
    role: "application",
    "aria-label": `${texts.title}. ${texts.help}`,
  });
  readonly #emptyWords = element("span");
  readonly #emptyWayOn = element("button", { type: "button", class: "link", onclick: () => this.#leadOn() });
  readonly #empty = element("div", { class: "empty-note", hidden: true }, this.#emptyWords, this.#emptyWayOn);
  readonly #pictures = element("div", { class: "pictures" });
  readonly #hover = new HoverLayer(this.#pictures, () => ({
    scale: { ...this.#scale, left: 0 },
    left: this.#scale.left,
    lanes: this.#lanes.rows,
    charts: Object.values(this.#charts),
    buckets: this.#figures?.series,
    now: this.#now(),
  }));
  readonly #table = new FiguresTable();
  readonly node = element("div", { class: "timeline-body" }, this.#pictures, this.#table.node);
  #theme = readTheme();
  #scale: Scale = { span: { fromMs: 0, toMs: 1 }, left: 0, width: 0 };
  #figures: TimelineFigures | undefined;
  #chartData: Record<ChartId, ChartData> | undefined;
  #live: LiveMessage | undefined;
  /** How many there are in the history, whenever. */
  #requests = 0;
  readonly #options: () => TimelineOptions;
  readonly #now: () => number;
  readonly #on: TimeGestures;

  /** @param resized called when there is another width to fill */
  constructor(options: () => TimelineOptions, now: () => number, on: TimeGestures, resized: () => void) {
    this.#options = options;
    this.#now = now;
    this.#on = on;
    this.#charts.timing.onTitle(texts.otherTiming, () =>
      on.timing(this.#options().timing === "ttft" ? "latency" : "ttft"),
    );
    this.#pictures.append(
      this.#lanes.node,
      this.#axes[0].node,
      ...CHART_IDS.map((id) => this.#charts[id].node),
      this.#axes[1].node,
      this.#surface,
      this.#empty,
      ...this.#hover.nodes,
    );
    const at = (x: number): number => timeAt({ ...this.#scale, left: 0 }, x);
    listenForGestures(this.#surface, {
      ...on,
      hover: (x, y) => this.#hover.move(x, y),
      brush: (stretch) => this.#hover.brush(stretch),
      zoomTo: (from, to) => on.select(at(from), at(to)),
      zoomBy: (factor, x) => on.zoomAbout(factor, x === undefined ? undefined : at(x)),
      pick: () => this.#surface.focus(),
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

  setRequests(many: number): void {
    this.#requests = many;
    this.#drawEmpty();
  }

  setFigures(figures: TimelineFigures): void {
    this.#figures = figures;
    this.optionsChanged();
  }

  /** Whose figures are shown, or which of them, or how. */
  optionsChanged(): void {
    const { endpoint, timing, picture } = this.#options();
    this.#pictures.hidden = picture === "table";
    this.#table.node.hidden = picture === "charts";
    if (!this.#figures) return;
    const { series } = this.#figures;
    this.#chartData = chartsOf(series, endpoint, timing);
    const { middles, points } = bucketPlaces(series, this.#now());
    for (const id of CHART_IDS)
      this.#charts[id].setData(this.#chartData[id], this.#chartData[id].style === "bars" ? middles : points);
    this.draw();
    if (picture === "table") this.#drawTable();
  }

  /** The lanes that are shown, by endpoint. */
  lanes(): Map<string, ShownLane> {
    const { range } = this.#options();
    return shownLanes(this.#figures?.lanes ?? [], this.#live, spanOf(range, this.#now()), range.kind === "live");
  }

  /** As `draw`, where only time went on: nothing is done before the axis has moved by half a pixel. */
  drawIfMoved(): void {
    const { fromMs, toMs } = spanOf(this.#options().range, this.#now());
    const msPerPixel = (toMs - fromMs) / Math.max(1, this.#scale.width);
    if (Math.abs(fromMs - this.#scale.span.fromMs) >= msPerPixel / 2) this.draw();
  }

  /** Draws what is known over the present range. */
  draw(): void {
    const { range, endpoint, picture } = this.#options();
    if (this.#scale.width === 0 || picture === "table") return;
    this.#scale.span = spanOf(range, this.#now());
    const { span, width } = this.#scale;
    const ticks = timeTicks(span, Math.max(2, Math.floor(width / 90)));
    const lanes = this.lanes();
    this.#lanes.draw(lanes, this.#scale);
    for (const axis of this.#axes) axis.draw(ticks, this.#scale);
    const shaded = outages(
      [...lanes].filter(([id]) => endpoint === undefined || id === endpoint).map(([, { intervals }]) => intervals),
    );
    const backdrop = { outages: shaded, ticks: ticks.map(({ atMs }) => atMs) };
    for (const chart of Object.values(this.#charts)) chart.draw(span, backdrop, this.#theme, width + TICK_WIDTH);
    this.#drawEmpty();
    this.#hover.draw();
  }

  #drawTable(): void {
    if (!this.#chartData || !this.#figures) return;
    const { series } = this.#figures;
    const starts = Array.from({ length: series.length }, (_, index) => series.startMs + index * series.bucketMs);
    this.#table.show(
      Object.values(this.#chartData),
      starts,
      [...this.lanes()].map(([endpoint, { intervals }]) => ({ endpoint, intervals })),
      this.#now(),
    );
  }

  #drawEmpty(): void {
    const requests = this.#figures?.series.requests.counts;
    const none =
      requests !== undefined &&
      [requests.success, requests.failure, requests.cancelled, requests.cached].every((values) =>
        values.every((value) => value === 0),
      );
    this.#empty.hidden = !none;
    if (!none) return;
    setText(this.#emptyWords, this.#requests === 0 ? texts.emptyEver : texts.emptyRange);
    setText(this.#emptyWayOn, this.#isElsewhere ? texts.showLonger : texts.ask);
  }

  /** Whether a longer time may show what this one does not. */
  get #isElsewhere(): boolean {
    const { range } = this.#options();
    return this.#requests > 0 && presetOf(range) !== LONGEST;
  }

  #leadOn(): void {
    if (this.#isElsewhere) this.#on.preset(LONGEST);
    else this.#on.ask();
  }

  /** @returns whether the width is another one */
  #measure(): boolean {
    // While the table is in their place, the pictures are as wide as they were: its figures are those of their stretches of time.
    if (this.#pictures.hidden && this.#scale.width > 0) return false;
    const plot = this.#charts.timing.plot.getBoundingClientRect();
    const left = plot.left - this.#pictures.getBoundingClientRect().left;
    const width = Math.max(0, Math.floor(plot.width) - TICK_WIDTH);
    const changed = width !== this.#scale.width;
    this.#scale = { ...this.#scale, left, width };
    this.#surface.style.left = `${left}px`;
    this.#surface.style.width = `${width}px`;
    return changed;
  }
}
