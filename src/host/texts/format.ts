import { cut } from "../../core/foreign/foreign-text";
import { dayAndMonth, decimal } from "../../core/l10n/numbers";
import { t } from "../../core/l10n/t";

const HALF_A_DAY_MS = 43_200_000;

/** The last moment that a date can be. What another window or a setting says may be beyond it. */
const LATEST_MS = 8.64e15;

/** “40 ms”, “0.4 s”, “1.4 s”, “12 s”, “3 min 20 s”, “2 h 5 min”. */
export function duration(ms: number): string {
  if (ms < 95) return t("{0} ms", Math.max(0, Math.round(ms)));
  const seconds = ms / 1000;
  if (seconds < 9.95) return t("{0} s", decimal(seconds));
  return span(Math.round(seconds));
}

/** Time that is left, in whole seconds and rounded up, so that a countdown ends at “1 s” and not at “0 s”. */
export function countdown(ms: number): string {
  return span(Math.max(1, Math.ceil(ms / 1000)));
}

/** “14:32:05”; “22 Nov, 14:32” where it is so far from now that a time of day could be that of another day. Both in epoch milliseconds. */
export function momentOf(at: number, now: number): string {
  const date = new Date(Math.min(Math.max(at, 0), LATEST_MS));
  return Math.abs(at - now) < HALF_A_DAY_MS
    ? date.toLocaleTimeString("en-GB")
    : `${dayAndMonth(date.getTime())}, ${date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
}

/** “just now”, “12 s ago”, “5 min ago”, “3 h ago”, “2 days ago”. */
export function ago(ms: number): string {
  if (ms < 2000) return t("just now");
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return t("{0} s ago", seconds);
  if (seconds < 3600) return t("{0} min ago", Math.floor(seconds / 60));
  if (seconds < 86_400) return t("{0} h ago", Math.floor(seconds / 3600));
  const days = Math.floor(seconds / 86_400);
  return days === 1 ? t("1 day ago") : t("{0} days ago", days);
}

/** “31 %”. @param share 0..1 */
export function percent(share: number): string {
  return t("{0} %", Math.round(share * 100));
}

/** “512 bytes”, “3.1 KB”, “5 MB”. */
export function bytes(count: number): string {
  const units = [t("bytes"), t("KB"), t("MB"), t("GB"), t("TB")];
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${decimal(value)} ${units[unit]}`;
}

/** At most so many characters, the last one a “…” where something is left out. */
export function shortened(text: string, most: number): string {
  return cut(text, most);
}

function span(seconds: number): string {
  if (seconds < 60) return t("{0} s", seconds);
  if (seconds < 3600)
    return seconds % 60 === 0 ? t("{0} min", seconds / 60) : t("{0} min {1} s", Math.floor(seconds / 60), seconds % 60);
  const minutes = Math.floor((seconds % 3600) / 60);
  return minutes === 0
    ? t("{0} h", Math.floor(seconds / 3600))
    : t("{0} h {1} min", Math.floor(seconds / 3600), minutes);
}

/** A sentence as it stands within another one. */
export function stripPeriod(sentence: string): string {
  let end = sentence.length;
  while (end > 0 && (/[.。]/.test(sentence.charAt(end - 1)) || sentence.charAt(end - 1).trim() === "")) end--;
  return sentence.slice(0, end);
}
