import type { ExportCursor, HistoryCalls } from "../../../core/history/engine";
import { planBuckets, rollupLevelFor } from "../../../core/history/figures/bucket-plan";
import { ExactDistribution } from "../../../core/history/figures/distribution";
import { LogHistogram } from "../../../core/history/figures/log-histogram";
import { samplesOf } from "../../../core/history/figures/samples";
import { SeriesBuilder } from "../../../core/history/figures/series-builder";
import type { HistorySeries, SeriesQuery } from "../../../core/history/figures/series-types";
import { buildLane } from "../../../core/history/rules/lane-builder";
import type { ExportRecord, HistoryOverview, Lane, LaneQuery } from "../../../core/history/types";
import { endpointNames, type HistoryTables } from "./window-tables";

/*
 * Questions that need more than one table. Each is asked within one transaction, so that what it reads in one table fits to what it reads in another.
 */

const EXPORT_BATCH = 500;

export function readSeries(tables: HistoryTables, query: SeriesQuery): HistorySeries {
  const plan = planBuckets(query.fromMs, query.toMs, query.maxBuckets);
  const endpoints = query.endpoints ?? endpointNames(tables);
  const levelMs = rollupLevelFor(plan.bucketMs);
  if (levelMs !== undefined) {
    const builder = new SeriesBuilder(plan, endpoints, () => new LogHistogram(), query);
    tables.rollups.readInto(builder, plan, levelMs);
    return builder.build(false);
  }
  const builder = new SeriesBuilder(plan, endpoints, () => new ExactDistribution(), query);
  for (const request of tables.requests.around(plan.startMs, plan.startMs + plan.length * plan.bucketMs)) {
    for (const sample of samplesOf(request)) builder.addSample(sample);
  }
  return builder.build(true);
}

/** @param wallNow epoch milliseconds */
export function readLanes(tables: HistoryTables, query: LaneQuery, wallNow: number): Lane[] {
  const { sessions, events, rollups } = tables;
  const observed = sessions.spans(query.fromMs, query.toMs, wallNow);
  const knownSince = sessions.knownSince();
  return (query.endpoints ?? endpointNames(tables)).map((endpoint) => {
    const marks = events.laneMarks(endpoint, query.fromMs, query.toMs);
    const sinceMs = Math.max(knownSince, Math.min(events.firstAt(endpoint), rollups.firstAt(endpoint)));
    return {
      endpoint,
      intervals: buildLane({ ...query, resolutionMs: query.resolutionMs ?? 0, marks, observed, sinceMs }),
    };
  });
}

/** @param bytes size of the file */
export function readOverview(tables: HistoryTables, bytes: number): HistoryOverview {
  const { words, tally, requests } = tables;
  const oldestMs = requests.oldestMs();
  return {
    endpoints: endpointNames(tables),
    commands: words.all("command").map(({ text }) => text),
    models: words.all("model").map(({ text }) => text),
    requests: tally.total(),
    ...(oldestMs !== undefined && { oldestMs }),
    storage: "sqlite",
    bytes,
    searchable: requests.hasTexts(),
  };
}

export function readExportPage(
  { requests, events }: HistoryTables,
  { query, cursor }: HistoryCalls["exportPage"]["ask"],
): HistoryCalls["exportPage"]["answer"] {
  const table = cursor.part === "requests" ? requests : events;
  const { found, more } = table.forward(cursor.after, query.fromMs, query.toMs, EXPORT_BATCH);
  const records = found.map((row): ExportRecord => ("record" in row ? row.record : { type: "request", ...row }));
  let next: ExportCursor | undefined;
  if (more) next = { part: cursor.part, after: found.at(-1)!.id };
  else if (cursor.part === "requests" && query.includeEvents) next = { part: "events", after: 0 };
  return { records, ...(next && { next }) };
}
