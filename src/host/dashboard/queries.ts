import type { HistoryStore, Lane, LaneQuery } from "../../core/history/types";
import type { DashboardQuery, QueryOf } from "../../core/messages/dashboard-queries";
import type { QueryResult, ResultOf, ThresholdField } from "../../core/messages/dashboard-results";
import { detailOf, rowOf } from "./request-view";
import { CHANGE_REASONS } from "./texts";
import { uptime } from "./uptime";

export interface QuerySources {
  history: HistoryStore;
  thresholds(endpoint: string): ThresholdField[];
  /** Ids of the endpoints of now. */
  endpoints(): string[];
}

/** Answers one query of the page. Rejects with the signal's reason when that fires, or with what went wrong in the store. */
export async function answerQuery(
  query: DashboardQuery,
  { history, thresholds, endpoints }: QuerySources,
  signal: AbortSignal,
): Promise<QueryResult> {
  switch (query.kind) {
    case "overview": {
      const { endpoints, commands, requests, oldestMs, storage, searchable } = await history.overview(signal);
      return {
        kind: "overview",
        endpoints,
        commands,
        requests,
        storage,
        searchable,
        ...(oldestMs !== undefined && { oldestMs }),
      };
    }
    case "series": {
      const { kind: _kind, ...range } = query;
      return { kind: "series", series: await history.series(range, signal) };
    }
    case "lanes":
      return lanes(query, history, endpoints(), signal);
    case "requests":
      return requests(query, history, signal);
    case "request":
      return request(query, history, signal);
    case "transitions": {
      const { kind: _kind, ...rest } = query;
      const rows = await history.listTransitions(rest, signal);
      return {
        kind: "transitions",
        rows: rows.map(({ id, endpoint, from, to, at, reason }) => ({
          id,
          endpoint,
          from,
          to,
          at,
          reason: CHANGE_REASONS[reason],
        })),
      };
    }
    case "thresholds":
      return { kind: "thresholds", endpoint: query.endpoint, thresholds: thresholds(query.endpoint) };
  }
}

/** The lanes of all that the history knows, and of endpoints of which nothing was told yet. */
async function allLanes(
  query: LaneQuery,
  history: HistoryStore,
  present: string[],
  signal: AbortSignal,
): Promise<Lane[]> {
  const known = await history.lanes(query, signal);
  const untold = present.filter(
    (id) => !known.some(({ endpoint }) => endpoint === id) && (query.endpoints?.includes(id) ?? true),
  );
  return untold.length === 0 ? known : [...known, ...(await history.lanes({ ...query, endpoints: untold }, signal))];
}

/** Two questions: what is drawn shows the worst of each pixel, which would make hours of seconds of outage. */
async function lanes(
  query: QueryOf<"lanes">,
  history: HistoryStore,
  present: string[],
  signal: AbortSignal,
): Promise<ResultOf<"lanes">> {
  const { kind: _kind, resolutionMs, ...range } = query;
  const [drawn, exact] = await Promise.all([
    allLanes({ ...range, resolutionMs }, history, present, signal),
    allLanes(range, history, present, signal),
  ]);
  const uptimes = new Map(exact.map(({ endpoint, intervals }) => [endpoint, uptime(intervals)]));
  return {
    kind: "lanes",
    lanes: drawn.map(({ endpoint, intervals }) => ({ endpoint, intervals, uptime: uptimes.get(endpoint) ?? null })),
  };
}

async function requests(
  query: QueryOf<"requests">,
  history: HistoryStore,
  signal: AbortSignal,
): Promise<ResultOf<"requests">> {
  const { kind: _kind, ...page } = query;
  const { rows, total, totalExact } = await history.listRequests(page, signal);
  return { kind: "requests", rows: rows.map(rowOf), total, totalExact };
}

async function request(
  query: QueryOf<"request">,
  history: HistoryStore,
  signal: AbortSignal,
): Promise<ResultOf<"request">> {
  const stored = await history.request(query.request, signal);
  if (!stored) return { kind: "request", request: null };
  const lanes = await history.lanes(
    { fromMs: stored.startedAt, toMs: stored.startedAt + Math.max(1, stored.durationMs) },
    signal,
  );
  return { kind: "request", request: detailOf(stored, lanes) };
}
