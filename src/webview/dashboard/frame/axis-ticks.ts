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
  const times = [midnight];
  if (step <= HOUR) {
    // An hour that comes twice is marked twice.
    for (let at = roundFrom(Math.max(midnight + 1, fromMs), step); at < end; at = roundFrom(at + 1, step))
      times.push(at);
    return times;
  }
  // By the clock on the wall and not by what has passed: a day on which the clocks change is not 24 hours long, and its marks are still at 6, 12 and 18.
  const date = new Date(midnight);
  for (let hours = step / HOUR; hours < 24; hours += step / HOUR) {
    const time = new Date(date.getFullYear(), date.getMonth(), date.getDate(), hours);
    // An hour that is left out has no mark: what stands there then is not round.
    if (time.getHours() === hours && time.getMinutes() === 0 && time.getTime() < end) times.push(time.getTime());
  }
  return times;
}

/** The first time from `ms` on that is round on the wall. The clocks may change before it, by half an hour too: then it is looked for from there. */
function roundFrom(ms: number, step: number): number {
  const at = ms + remainder(-wallOf(ms), step);
  return remainder(wallOf(at), step) === 0 ? at : roundFrom(at, step);
}

/** What a clock on the wall shows, in milliseconds of a day without changes. */
function wallOf(ms: number): number {
  return ms - new Date(ms).getTimezoneOffset() * MINUTE;
}

function remainder(ms: number, step: number): number {
  return ((ms % step) + step) % step;
}

function labelOf(at: number, step: number): string {
  const time = clockTime(at);
  return step < MINUTE ? time : time.slice(0, 5);
}
