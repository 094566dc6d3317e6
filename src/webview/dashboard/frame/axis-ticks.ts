import { clockTime, dayMonth } from "./format";
import type { Span } from "./time-range";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS = [
  SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 7 * DAY,
];

export interface Tick {
  atMs: number;
  label: string;
}

/** Round local times in the span, at most `most` of them. */
export function timeTicks({ fromMs, toMs }: Span, most: number): Tick[] {
  const step = STEPS.find((size) => (toMs - fromMs) / size <= Math.max(1, most)) ?? 7 * DAY;
  const ticks: Tick[] = [];
  // Local midnight, so that six-hour steps fall on 0:00, 6:00, … whatever the time zone.
  const start = new Date(fromMs);
  start.setHours(0, 0, 0, 0);
  const days = Math.max(1, step / DAY);
  for (let midnight = start; midnight.getTime() <= toMs; midnight = addDays(midnight, days)) {
    const next = addDays(midnight, days).getTime();
    for (let at = midnight.getTime(); at < next && at <= toMs; at += Math.min(step, next - midnight.getTime())) {
      if (at >= fromMs) ticks.push({ atMs: at, label: labelOf(at, step) });
    }
  }
  return ticks;
}

/** A day is not always 24 hours long. */
function addDays(date: Date, days: number): Date {
  const next = new Date(date);
  next.setDate(next.getDate() + days);
  return next;
}

function labelOf(at: number, step: number): string {
  const time = clockTime(at);
  if (step >= DAY || time === "00:00:00") return dayMonth(at);
  return step < MINUTE ? time : time.slice(0, 5);
}
