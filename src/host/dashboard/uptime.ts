import type { LaneInterval } from "../../core/history/types";

/** 0..1: the share of the watched time in which the breaker was not open; undefined when nothing was watched. */
export function uptime(intervals: LaneInterval[]): number | undefined {
  let watched = 0;
  let open = 0;
  for (const { fromMs, toMs, state } of intervals) {
    if (state === "unknown" || state === "offline") continue;
    watched += toMs - fromMs;
    if (state === "open") open += toMs - fromMs;
  }
  return watched > 0 ? 1 - open / watched : undefined;
}
