import type { LaneInterval } from "../../../../core/history/types";
import { element } from "../../../shared/dom";
import { hasSelection } from "../../../shared/held-still";
import { duration, moment, toTheMinute } from "../../frame/format";
import { states, timeline as texts } from "../../frame/texts";
import type { ChartData } from "./chart-specs";

/** More rows than this are not read by anybody. */
const MOST_ROWS = 200;

/** The same as the pictures, in numbers: for who cannot see them, and for who wants to read exact figures. */
export class FiguresTable {
  readonly node = element("div", {
    class: "tables",
    tabindex: "0",
    role: "region",
    "aria-label": texts.table.caption,
    hidden: true,
  });

  show(
    charts: ChartData[],
    times: number[],
    lanes: { endpoint: string; intervals: LaneInterval[] }[],
    now: number,
  ): void {
    // Rows move on with the time: what is being selected or copied is left as it is, until it is not any more.
    if (hasSelection(this.node)) return;
    const { scrollTop, scrollLeft } = this.node;
    this.node.replaceChildren(figures(charts, times, now), intervals(lanes, now));
    this.node.scrollTo(scrollLeft, scrollTop);
  }
}

function figures(charts: ChartData[], times: number[], now: number): HTMLElement {
  const columns = charts.flatMap((chart) => chart.lines.map((line) => ({ chart, line })));
  const filled = times
    .map((_, index) => index)
    .filter((index) => columns.some(({ line }) => Boolean(line.values[index])));
  const when = (times[1] ?? 0) - (times[0] ?? 0) >= 60_000 ? toTheMinute : moment;
  const rows = filled
    .reverse()
    .slice(0, MOST_ROWS)
    .map((index) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, when(times[index] ?? 0, now)),
        ...columns.map(({ chart, line }) => {
          const value = line.values[index] ?? null;
          return element("td", {}, value === null ? "" : chart.show(value));
        }),
      ),
    );
  return table(texts.table.caption, figureHeads(charts), rows.length > 0 ? rows : [emptyRow(columns.length + 1)]);
}

/** Two rows: each chart's name over the names of its lines. */
function figureHeads(charts: ChartData[]): HTMLElement[] {
  const name = (chart: ChartData): HTMLElement[] => [
    element("span", {}, chart.title),
    element("span", { class: "chart-unit" }, ` ${chart.unit}`),
  ];
  const above = charts.map((chart) =>
    chart.lines.length === 1
      ? element("th", { scope: "col", rowspan: "2" }, ...name(chart))
      : element("th", { scope: "colgroup", colspan: String(chart.lines.length), class: "group" }, ...name(chart)),
  );
  const below = charts
    .filter((chart) => chart.lines.length > 1)
    .flatMap((chart) => chart.lines.map((line) => element("th", { scope: "col" }, line.label)));
  return [
    element("tr", {}, element("th", { scope: "col", rowspan: "2" }, texts.table.time), ...above),
    element("tr", {}, ...below),
  ];
}

function intervals(lanes: { endpoint: string; intervals: LaneInterval[] }[], now: number): HTMLElement {
  const all = lanes
    .flatMap(({ endpoint, intervals: own }) => own.map((interval) => ({ endpoint, ...interval })))
    .sort((a, b) => b.fromMs - a.fromMs);
  const rows = all
    .slice(0, MOST_ROWS)
    .map(({ endpoint, state, fromMs, toMs }) =>
      element(
        "tr",
        {},
        ...[moment(fromMs, now), moment(toMs, now), duration(toMs - fromMs), endpoint, states[state]].map((text, at) =>
          element(at === 0 ? "th" : "td", at === 0 ? { scope: "row" } : {}, text),
        ),
      ),
    );
  const { from, to, length, endpoint, state, lanes: caption } = texts.table;
  return table(
    caption,
    [element("tr", {}, ...[from, to, length, endpoint, state].map((name) => element("th", { scope: "col" }, name)))],
    rows,
  );
}

function table(caption: string, heads: HTMLElement[], rows: HTMLElement[]): HTMLElement {
  return element(
    "table",
    {},
    element("caption", {}, caption),
    element("thead", {}, ...heads),
    element("tbody", {}, ...rows),
  );
}

function emptyRow(columns: number): HTMLElement {
  return element("tr", {}, element("td", { colspan: String(columns) }, texts.emptyRange));
}
