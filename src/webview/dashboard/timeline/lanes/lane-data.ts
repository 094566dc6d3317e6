import type { LaneInterval, LaneState } from "../../../../core/history/types";
import type { LiveMessage } from "../../../../core/messages/dashboard";
import type { ResultOf } from "../../../../core/messages/dashboard-results";
import { tone } from "../../frame/tone";
import type { Span } from "../../frame/time-range";

type Lane = ResultOf<"lanes">["lanes"][number];

/** A lane as it is drawn. */
export type ShownLane = Omit<Lane, "endpoint">;

/**
 * The lanes to draw, by endpoint: those of now first, then those that only the history knows, where they had trouble.
 * @param live the last live message; undefined before the first one
 * @param endsNow whether the span ends now, so that the present state is drawn on to its end
 */
export function shownLanes(
  lanes: Lane[],
  live: Pick<LiveMessage, "endpoints"> | undefined,
  span: Span,
  endsNow: boolean,
): Map<string, ShownLane> {
  const cards = new Map((live?.endpoints ?? []).map((card) => [card.id, card]));
  const known = new Map(
    lanes
      .filter(({ endpoint, intervals }) => !live || cards.has(endpoint) || hadTrouble(intervals, span))
      .map((lane) => [lane.endpoint, lane]),
  );
  return new Map(
    [...new Set([...cards.keys(), ...known.keys()])].map((id) => {
      const card = cards.get(id);
      const { intervals, uptime } = known.get(id) ?? { intervals: [], uptime: null };
      const present = card && endsNow ? tone(card) : undefined;
      return [id, { intervals: shownIntervals({ intervals }, span, present), uptime }];
    }),
  );
}

/**
 * The lane cut to the span and drawn on to its end: the last known state lasts until somebody says otherwise.
 * @param present the state by the last live message; it begins where the history ends
 */
export function shownIntervals(
  lane: { intervals: LaneInterval[] },
  span: Span,
  present: LaneState | undefined,
): LaneInterval[] {
  const last = lane.intervals.at(-1);
  const known = [...lane.intervals];
  if (!last) return [{ ...span, state: "unknown" }];
  const endMs = last.toMs;
  const state = last.state === "loading" && present === "closed" ? last.state : (present ?? last.state);
  // What goes on is one interval: as another it would be a sliver at the end, and a row of its own in the table.
  if (endMs < span.toMs && state === last.state) known.splice(-1, 1, { ...last, toMs: span.toMs });
  else if (endMs < span.toMs) known.push({ fromMs: endMs, toMs: span.toMs, state });
  return known
    .filter(({ fromMs, toMs }) => toMs > span.fromMs && fromMs < span.toMs)
    .map(({ fromMs, toMs, state }) => ({
      fromMs: Math.max(fromMs, span.fromMs),
      toMs: Math.min(toMs, span.toMs),
      state,
    }));
}

/** Whether there is more to see in a span than that all was well, or not known. */
export function hadTrouble(intervals: LaneInterval[], { fromMs, toMs }: Span): boolean {
  return intervals.some(
    (interval) =>
      interval.state !== "closed" && interval.state !== "unknown" && interval.toMs > fromMs && interval.fromMs < toMs,
  );
}

/** Time spent in each state, in milliseconds. */
export function timeInStates(intervals: LaneInterval[]): Map<LaneState, number> {
  const sums = new Map<LaneState, number>();
  for (const { fromMs, toMs, state } of intervals) sums.set(state, (sums.get(state) ?? 0) + toMs - fromMs);
  return sums;
}

/** Stretches in which any of these lanes was open, in order, without overlaps. */
export function outages(lanes: LaneInterval[][]): Span[] {
  const open = lanes
    .flat()
    .filter(({ state }) => state === "open")
    .sort((a, b) => a.fromMs - b.fromMs);
  const merged: Span[] = [];
  for (const { fromMs, toMs } of open) {
    const last = merged.at(-1);
    if (last && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else merged.push({ fromMs, toMs });
  }
  return merged;
}
