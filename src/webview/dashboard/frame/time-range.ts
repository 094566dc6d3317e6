/** The stretch of time that lanes and charts show. `live` ends now and moves on; `fixed` stays. Epoch milliseconds. */
export type TimeRange = { kind: "live"; spanMs: number } | { kind: "fixed"; fromMs: number; toMs: number };

export interface Span {
  fromMs: number;
  toMs: number;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export const presets = [
  { id: "5min", spanMs: 5 * minute },
  { id: "1h", spanMs: hour },
  { id: "24h", spanMs: day },
  { id: "7d", spanMs: 7 * day },
  { id: "30d", spanMs: 30 * day },
] as const;
export type PresetId = (typeof presets)[number]["id"];

export const minSpanMs = 10_000;
export const maxSpanMs = 31 * day;
export const defaultRange: TimeRange = { kind: "live", spanMs: hour };

export function spanOf(range: TimeRange, now: number): Span {
  return range.kind === "live" ? { fromMs: now - range.spanMs, toMs: now } : { fromMs: range.fromMs, toMs: range.toMs };
}

/**
 * The range around `at` with its length multiplied by `factor`; `at` keeps its place on the axis. A live range stays live when it
 * ends now and is zoomed about its end.
 */
export function zoomed(range: TimeRange, factor: number, at: number, now: number): TimeRange {
  const { fromMs, toMs } = spanOf(range, now);
  const spanMs = clamp((toMs - fromMs) * factor, minSpanMs, maxSpanMs);
  if (range.kind === "live" && at >= now) return { kind: "live", spanMs };
  const share = (at - fromMs) / (toMs - fromMs);
  return fixed(at - share * spanMs, spanMs, now);
}

/** The range moved by a share of its length; moved to or past now it is live again. */
export function panned(range: TimeRange, share: number, now: number): TimeRange {
  const { fromMs, toMs } = spanOf(range, now);
  const spanMs = toMs - fromMs;
  if (range.kind === "live" && share >= 0) return range;
  return fixed(fromMs + share * spanMs, spanMs, now);
}

/** The range that was drawn with the pointer, in either direction. */
export function selected(oneMs: number, otherMs: number, now: number): TimeRange {
  const fromMs = Math.min(oneMs, otherMs);
  const spanMs = clamp(Math.abs(otherMs - oneMs), minSpanMs, maxSpanMs);
  return fixed(fromMs - (spanMs - Math.abs(otherMs - oneMs)) / 2, spanMs, now, false);
}

/** Back to the end of time, with the same length. */
export function backToLive(range: TimeRange, now: number): TimeRange {
  const { fromMs, toMs } = spanOf(range, now);
  return { kind: "live", spanMs: toMs - fromMs };
}

export function presetOf(range: TimeRange): PresetId | undefined {
  return range.kind === "live" ? presets.find(({ spanMs }) => spanMs === range.spanMs)?.id : undefined;
}

function fixed(fromMs: number, spanMs: number, now: number, liveAtEnd = true): TimeRange {
  if (fromMs + spanMs < now) return { kind: "fixed", fromMs, toMs: fromMs + spanMs };
  // There is nothing to see beyond now.
  return liveAtEnd ? { kind: "live", spanMs } : { kind: "fixed", fromMs: now - spanMs, toMs: now };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
