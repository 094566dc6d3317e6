import type { ResultOf } from "../../../../core/messages/dashboard-results";
import { count, percent, seconds } from "../../frame/format";
import { timeline as texts } from "../../frame/texts";
import type { ChartTheme } from "./theme";

type Series = ResultOf<"series">["series"];
export type Column = (number | null)[];

export interface Line {
  label: string;
  /** Which colour of the theme draws it. */
  colour: keyof ChartTheme;
  fill?: keyof ChartTheme;
  dashed?: boolean;
  values: Column;
  /** The figure over the whole range; bars have sums. */
  summary: number | null;
}

/** One chart's data: lines over a common scale, or stacked bars. */
export interface ChartData {
  title: string;
  unit: string;
  style: "lines" | "band" | "bars";
  lines: Line[];
  show(value: number): string;
  /** Upper end of the axis at least. */
  least: number;
}

export type ChartId = "timing" | "rates" | "speed" | "requests";
export const CHART_IDS: ChartId[] = ["timing", "rates", "speed", "requests"];

/** The four charts of an endpoint, or of all requests. */
export function chartsOf(
  series: Series,
  endpoint: string | undefined,
  timing: "ttft" | "latency",
): Record<ChartId, ChartData> {
  const of = series.endpoints.find((candidate) => candidate.endpoint === endpoint);
  const figures = endpoint === undefined ? series.requests : of;
  const none = { values: [] as Column, summary: null };
  type Name = keyof Series["requests"]["summary"];
  const line = (name: Name): { values: Column; summary: number | null } =>
    figures ? { values: figures[name], summary: figures.summary[name] } : none;
  return {
    timing: {
      title: timing === "ttft" ? texts.firstToken : texts.wholeAnswer,
      unit: texts.seconds,
      style: "band",
      lines: [
        { label: texts.p50, colour: "first", ...line(timing === "ttft" ? "ttftP50Ms" : "latencyP50Ms") },
        { label: texts.p95, colour: "second", ...line(timing === "ttft" ? "ttftP95Ms" : "latencyP95Ms") },
      ],
      show: seconds,
      least: 500,
    },
    rates: {
      title: texts.rates,
      unit: "%",
      style: "lines",
      lines: [
        { label: texts.failed, colour: "bad", fill: "badFill", ...line("failureRate") },
        { label: texts.slow, colour: "warn", dashed: true, ...line("slowRate") },
      ],
      show: (value) => percent(value).replace(/\s?%$/, ""),
      least: 0.1,
    },
    speed: {
      title: texts.speed,
      unit: texts.speedUnit,
      style: "lines",
      lines: [{ label: "", colour: "good", fill: "goodFill", ...line("tokensPerSecond") }],
      show: (value) => String(Number(value.toPrecision(value < 100 ? 2 : 3))),
      least: 10,
    },
    requests: {
      title: endpoint === undefined ? texts.requests : texts.attempts,
      unit: texts.perBucket(series.bucketMs),
      style: "bars",
      lines: endpoint === undefined ? requestBars(series) : attemptBars(of),
      show: count,
      least: 4,
    },
  };
}

function requestBars({ requests: { counts } }: Series): Line[] {
  return [
    bar(texts.answered, "good", counts.success),
    bar(texts.cached, "cached", counts.cached),
    bar(texts.failed, "bad", counts.failure),
    bar(texts.cancelled, "muted", counts.cancelled),
  ];
}

function attemptBars(of: Series["endpoints"][number] | undefined): Line[] {
  return [
    bar(texts.answered, "good", of?.counts.success ?? []),
    bar(texts.failed, "bad", of?.counts.failure ?? []),
    bar(texts.refused, "warn", of?.counts.skipped ?? []),
    bar(texts.cancelled, "muted", of?.counts.cancelled ?? []),
  ];
}

function bar(label: string, colour: keyof ChartTheme, values: number[]): Line {
  return { label, colour, values, summary: values.reduce((sum, value) => sum + value, 0) };
}
