/** The stretch of time that lanes and charts show. `live` ends now and moves on; `fixed` stays. Epoch milliseconds. */
export type TimeRange = { kind: "live"; spanMs: number } | { kind: "fixed"; fromMs: number; toMs: number };

export interface Span {
  fromMs: number;
  toMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const PRESETS = [
  { id: "5min", spanMs: 5 * MINUTE },
  { id: "1h", spanMs: HOUR },
  { id: "24h", spanMs: DAY },
  { id: "7d", spanMs: 7 * DAY },
  { id: "30d", spanMs: 30 * DAY },
] as const;
export type PresetId = (typeof PRESETS)[number]["id"];

export const MIN_SPAN_MS = 10_000;
export const MAX_SPAN_MS = 31 * DAY;
export const DEFAULT_RANGE: TimeRange = { kind: "live", spanMs: HOUR };

export function spanOf(range: TimeRange, now: number): Span {
  return range.kind === "live" ? { fromMs: now - range.spanMs, toMs: now } : { fromMs: range.fromMs, toMs: range.toMs };
}

/**
 * The range around `at` with its length multiplied by `factor`; `at` keeps its place on the axis. A live range stays live when it
 * ends now and is zoomed about its end.
 */
export function zoomed(range: TimeRange, factor: number, at: number, now: number): TimeRange {
  const { fromMs, toMs } = spanOf(range, now);
  const spanMs = clamp((toMs - fromMs) * factor, MIN_SPAN_MS, MAX_SPAN_MS);
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
  const spanMs = clamp(Math.abs(otherMs - oneMs), MIN_SPAN_MS, MAX_SPAN_MS);
  return fixed(fromMs - (spanMs - Math.abs(otherMs - oneMs)) / 2, spanMs, now, false);
}

/** Back to the end of time, with the same length. */
export function backToLive(range: TimeRange, now: number): TimeRange {
  const { fromMs, toMs } = spanOf(range, now);
  return { kind: "live", spanMs: toMs - fromMs };
}

export function presetOf(range: TimeRange): PresetId | undefined {
  return range.kind === "live" ? PRESETS.find(({ spanMs }) => spanMs === range.spanMs)?.id : undefined;
}

function fixed(fromMs: number, spanMs: number, now: number, liveAtEnd = true): TimeRange {
  if (fromMs + spanMs < now) return { kind: "fixed", fromMs, toMs: fromMs + spanMs };
  // There is nothing to see beyond now.
  return liveAtEnd ? { kind: "live", spanMs } : { kind: "fixed", fromMs: now - spanMs, toMs: now };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
