import { clockTime, dayMonth } from "./format";
import type { Span } from "./time-range";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  5 * DAY,
  7 * DAY,
  14 * DAY,
  28 * DAY,
];

export interface Tick {
  atMs: number;
  label: string;
}

/** Round local times in the span, about as many as `most`. The span is no longer than a month or two. */
export function timeTicks({ fromMs, toMs }: Span, most: number): Tick[] {
  const step = STEPS.find((size) => (toMs - fromMs) / size <= Math.max(1, most)) ?? 28 * DAY;
  const ticks: Tick[] = [];
  for (let day = 0; startOfDay(fromMs, day) <= toMs; day += Math.max(1, step / DAY)) {
    const midnight = startOfDay(fromMs, day);
    for (const at of timesOfDay(midnight, Math.min(startOfDay(fromMs, day + 1), toMs + 1), step, fromMs)) {
      if (at >= fromMs) ticks.push({ atMs: at, label: at === midnight ? dayMonth(at) : labelOf(at, step) });
    }
  }
  return ticks;
}

/** Where the clocks change at midnight, a day begins at one o'clock. */
function startOfDay(ms: number, daysLater: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + daysLater).getTime();
}

/** The round times of one local day before `end`, from `fromMs` on where that spares steps. */
function timesOfDay(midnight: number, end: number, step: number, fromMs: number): number[] {
  const times: number[] = [];
  if (step <= HOUR) {
    // An hour that comes twice is marked twice.
    const first = Math.max(0, Math.floor((fromMs - midnight) / step));
    for (let at = midnight + first * step; at < end; at += step) times.push(at);
    return times;
  }
  // By the clock on the wall and not by what has passed: a day on which the clocks change is not 24 hours long, and its marks are still at 6, 12 and 18.
  const date = new Date(midnight);
  for (let hours = 0; hours < 24; hours += step / HOUR) {
    const at = hours === 0 ? midnight : new Date(date.getFullYear(), date.getMonth(), date.getDate(), hours).getTime();
    if (at < end && at > (times.at(-1) ?? -Infinity)) times.push(at);
  }
  return times;
}

function labelOf(at: number, step: number): string {
  const time = clockTime(at);
  return step < MINUTE ? time : time.slice(0, 5);
}
