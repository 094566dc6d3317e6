import { clockTime, dayMonth } from "./format";
import type { Span } from "./time-range";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const steps = [
  second, 2 * second, 5 * second, 10 * second, 15 * second, 30 * second, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
  hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 5 * day, 7 * day,
];

export interface Tick {
  atMs: number;
  label: string;
}

/** Round local times in the span, at most `most` of them. */
export function timeTicks({ fromMs, toMs }: Span, most: number): Tick[] {
  const step = steps.find((size) => (toMs - fromMs) / size <= Math.max(1, most)) ?? 7 * day;
  const ticks: Tick[] = [];
  // Local midnight, so that six-hour steps fall on 0:00, 6:00, … whatever the time zone.
  const start = new Date(fromMs);
  start.setHours(0, 0, 0, 0);
  const days = Math.max(1, step / day);
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
  if (step >= day || time === "00:00:00") return dayMonth(at);
  return step < minute ? time : time.slice(0, 5);
}
