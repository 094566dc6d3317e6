import { cut } from "../../core/foreign/foreign-text";

/** “40 ms”, “0.4 s”, “1.4 s”, “12 s”, “3 min 20 s”, “2 h 5 min”. */
export function duration(ms: number): string {
  if (ms < 95) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  return span(Math.round(seconds));
}

/** Time that is left, in whole seconds and rounded up, so that a countdown ends at “1 s” and not at “0 s”. */
export function countdown(ms: number): string {
  return span(Math.max(1, Math.ceil(ms / 1000)));
}

/** “14:32:05”. @param at epoch milliseconds */
export function timeOfDay(at: number): string {
  return new Date(Math.ceil(at / 1000) * 1000).toLocaleTimeString("en-GB");
}

/** “just now”, “12 s ago”, “5 min ago”, “3 h ago”, “2 days ago”. */
export function ago(ms: number): string {
  if (ms < 2000) return "just now";
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  const days = Math.floor(seconds / 86_400);
  return days === 1 ? "1 day ago" : `${days} days ago`;
}

/** “31 %”. @param share 0..1 */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** “512 bytes”, “3.1 KB”, “5 MB”. */
export function bytes(count: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}

/** At most so many characters, the last one a “…” where something is left out. */
export function shortened(text: string, most: number): string {
  return cut(text, most);
}

function span(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600)
    return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.floor((seconds % 3600) / 60);
  return minutes === 0 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 3600)} h ${minutes} min`;
}
