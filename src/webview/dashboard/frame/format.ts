import { dayAndMonth, dayOfWeek, decimal, oneDecimal, twoDigits } from "../../../core/l10n/numbers";
import { t } from "../../shared/l10n";

const two = (value: number): string => String(value).padStart(2, "0");

/** “340 ms”, “1.4 s”, “34 s”, “3 min 20 s”, “2 h 5 min”, “3 d 4 h”. */
export function duration(ms: number): string {
  if (ms < 0.5) return t("0 ms");
  if (ms < 995) return t("{0} ms", Math.round(ms));
  const seconds = ms / 1000;
  if (seconds < 9.95) return t("{0} s", oneDecimal(seconds));
  return long(Math.round(seconds));
}

/** What is left, rounded up so that a countdown ends at “1 s”. */
export function countdown(ms: number): string {
  return long(Math.max(1, Math.ceil(ms / 1000)));
}

/** “just now”, “12 s ago”, “5 min ago”, “3 h ago”, “2 d ago”. */
export function ago(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 2) return t("just now");
  if (seconds < 60) return t("{0} s ago", seconds);
  if (seconds < 3600) return t("{0} min ago", Math.floor(seconds / 60));
  if (seconds < 86_400) return t("{0} h ago", Math.floor(seconds / 3600));
  return t("{0} d ago", Math.floor(seconds / 86_400));
}

/** “0 %”, “0.8 %”, “31 %”. @param share 0..1 */
export function percent(share: number): string {
  const value = share * 100;
  // “0 %” is said only of nothing, “100 %” only of what is whole.
  if (value > 0 && value < 0.1) return t("{0} %", decimal(0.1));
  if (value > 99 && value < 100) return t("{0} %", decimal(Math.min(99.9, Number(value.toFixed(1)))));
  return value > 0 && value < 9.95 ? t("{0} %", decimal(value)) : t("{0} %", Math.round(value));
}

/** “0.42”, “1.9”, “34”: seconds, three digits at most. */
export function seconds(ms: number): string {
  const value = ms / 1000;
  return value < 9.95 ? twoDigits(value) : String(Math.round(value));
}

export { count } from "../../../core/l10n/numbers";

/** “14:32:07” */
export function clockTime(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** “14:32” */
function hourMinute(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** “22 Nov” */
export const dayMonth = dayAndMonth;

/** Today “14:32:07”, else “21 Nov 14:32”. */
export function moment(at: number, now: number): string {
  return sameDay(at, now) ? clockTime(at) : toTheMinute(at, now);
}

/** Today “14:32”, else “21 Nov 14:32”. */
export function toTheMinute(at: number, now: number): string {
  const time = hourMinute(new Date(at));
  return sameDay(at, now) ? time : `${dayMonth(at)} ${time}`;
}

/** “13:35 – 14:35”, “21 Nov 13:35 – 22 Nov 14:35”; with seconds where the stretch is short. */
export function stretch(fromMs: number, toMs: number, now: number): string {
  const time = toMs - fromMs <= 300_000 ? clockTime : (at: number) => hourMinute(new Date(at));
  const plain = sameDay(fromMs, toMs) && sameDay(toMs, now);
  return plain
    ? `${time(fromMs)} – ${time(toMs)}`
    : `${dayMonth(fromMs)} ${time(fromMs)} – ${sameDay(fromMs, toMs) ? "" : `${dayMonth(toMs)} `}${time(toMs)}`;
}

/** Where a stretch that ends now begins: “13:35”, “Tue 13:35”, “15 Nov”; as exact as its length asks for. */
export function beginning(fromMs: number, now: number): string {
  if (now - fromMs > 2 * 86_400_000) return dayMonth(fromMs);
  if (!sameDay(fromMs, now)) return `${dayOfWeek(fromMs)} ${hourMinute(new Date(fromMs))}`;
  return now - fromMs <= 300_000 ? clockTime(fromMs) : hourMinute(new Date(fromMs));
}

function sameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

function long(total: number): string {
  if (total < 60) return t("{0} s", total);
  const [seconds, minutes, hours, days] = [
    total % 60,
    Math.floor(total / 60),
    Math.floor(total / 3600),
    Math.floor(total / 86_400),
  ];
  if (hours === 0) return seconds === 0 ? t("{0} min", minutes) : t("{0} min {1} s", minutes, seconds);
  if (days === 0) return minutes % 60 === 0 ? t("{0} h", hours) : t("{0} h {1} min", hours, minutes % 60);
  return hours % 24 === 0 ? t("{0} d", days) : t("{0} d {1} h", days, hours % 24);
}
