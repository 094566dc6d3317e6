import type { CircuitState } from "../../breaker/types";
import type { LaneInterval, LaneState } from "../types";

/** One fact about an endpoint that holds from `at` (epoch milliseconds) on. */
export type LaneMark = { at: number } & (
  | { fact: "breaker"; state: CircuitState; retryAfterMs: number }
  | { fact: "live" | "loading" | "offline"; value: boolean }
);

export interface TimeSpan {
  fromMs: number;
  toMs: number;
}

interface LaneInput extends TimeSpan {
  /** Oldest first, from before the range too: at least the last mark of each fact. */
  marks: readonly LaneMark[];
  /** When a window was there to see; oldest first, may overlap. */
  observed: readonly TimeSpan[];
  /** When the endpoint was first heard of, or what was before was removed: of that nothing is known. */
  sinceMs: number;
  resolutionMs: number;
}

/** Worst first: of several states within one pixel the worst is drawn. */
const severity: readonly LaneState[] = ["open", "offline", "half_open", "loading", "closed", "unknown"];
const worse = (a: LaneState, b: LaneState): LaneState => (severity.indexOf(a) <= severity.indexOf(b) ? a : b);

/** The states of an endpoint over a range: whole, in order, neighbours differ. */
export function buildLane({ fromMs, toMs, marks, observed, sinceMs, resolutionMs }: LaneInput): LaneInterval[] {
  const lane: LaneInterval[] = [];
  const there = observed.map((span) => ({
    fromMs: Math.max(span.fromMs, sinceMs),
    toMs: Math.max(span.toMs, sinceMs),
  }));
  for (const span of knownAndUnknown(fromMs, toMs, there)) {
    if (span.known) for (const interval of statesWithin(span, marks)) append(lane, interval);
    else append(lane, { fromMs: span.fromMs, toMs: span.toMs, state: "unknown" });
  }
  return resolutionMs > 0 ? coarsen(lane, resolutionMs) : lane;
}

function append(lane: LaneInterval[], next: LaneInterval): void {
  if (next.toMs <= next.fromMs) return;
  const last = lane.at(-1);
  if (last?.state === next.state) last.toMs = next.toMs;
  else lane.push({ ...next });
}

function* knownAndUnknown(
  fromMs: number,
  toMs: number,
  observed: readonly TimeSpan[],
): Generator<TimeSpan & { known: boolean; startMs: number }> {
  let at = fromMs;
  for (const seen of union(observed)) {
    if (seen.toMs <= at) continue;
    if (seen.fromMs >= toMs) break;
    if (seen.fromMs > at) yield { fromMs: at, toMs: seen.fromMs, known: false, startMs: at };
    const end = Math.min(seen.toMs, toMs);
    yield { fromMs: Math.max(at, seen.fromMs), toMs: end, known: true, startMs: seen.fromMs };
    at = end;
  }
  if (at < toMs) yield { fromMs: at, toMs, known: false, startMs: at };
}

function union(spans: readonly TimeSpan[]): TimeSpan[] {
  const result: TimeSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = result.at(-1);
    if (last !== undefined && span.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, span.toMs);
    else result.push({ ...span });
  }
  return result;
}

/**
 * States within a time that was seen from `startMs` on. What held before that start was told by windows that are gone: the other
 * facts than the breaker's are not known any more. An open breaker keeps its time by wall clock, then may be tried, whether or not a window is there
 * to say so.
 */
function* statesWithin(span: TimeSpan & { startMs: number }, marks: readonly LaneMark[]): Generator<LaneInterval> {
  let breaker: CircuitState = "closed";
  let openUntil = Infinity;
  const facts = { live: true, loading: false, offline: false };
  const stateNow = (): LaneState => {
    if (breaker !== "closed") return breaker;
    if (facts.offline || !facts.live) return "offline";
    return facts.loading ? "loading" : "closed";
  };
  let at = span.fromMs;
  for (const mark of marks) {
    if (mark.at >= span.toMs) break;
    const before = mark.at < span.startMs;
    if (!before && mark.at > at) {
      yield* untilMark(at, mark.at, stateNow(), breaker, openUntil);
      at = mark.at;
    }
    if (mark.fact === "breaker") {
      breaker = mark.state;
      openUntil = mark.state === "open" ? mark.at + mark.retryAfterMs : Infinity;
    } else if (!before) facts[mark.fact] = mark.value;
  }
  yield* untilMark(at, span.toMs, stateNow(), breaker, openUntil);
}

function* untilMark(
  fromMs: number,
  toMs: number,
  state: LaneState,
  breaker: CircuitState,
  openUntil: number,
): Generator<LaneInterval> {
  const turn = breaker === "open" ? Math.min(Math.max(openUntil, fromMs), toMs) : toMs;
  yield { fromMs, toMs: turn, state };
  yield { fromMs: turn, toMs, state: "half_open" };
}

function coarsen(lane: readonly LaneInterval[], resolutionMs: number): LaneInterval[] {
  const result: LaneInterval[] = [];
  let cell: LaneInterval | undefined;
  for (const { fromMs, toMs, state } of lane) {
    let at = fromMs;
    while (at < toMs) {
      if (cell === undefined) {
        const wholeCells = Math.floor((toMs - at) / resolutionMs);
        if (wholeCells > 0) {
          append(result, { fromMs: at, toMs: at + wholeCells * resolutionMs, state });
          at += wholeCells * resolutionMs;
          continue;
        }
        cell = { fromMs: at, toMs: at + resolutionMs, state };
      }
      const end = Math.min(cell.toMs, toMs);
      cell.state = worse(cell.state, state);
      at = end;
      if (end === cell.toMs) {
        append(result, cell);
        cell = undefined;
      }
    }
  }
  if (cell !== undefined) append(result, { ...cell, toMs: lane.at(-1)!.toMs });
  return result;
}
