import type { BucketPlan } from "../../../core/history/figures/bucket-plan";
import { rollupLevelsMs } from "../../../core/history/figures/bucket-plan";
import type { RollupStats } from "../../../core/history/figures/bucket-stats";
import { encodeRollup, mergeEncodedRollup, newRollupStats } from "../../../core/history/figures/bucket-stats";
import type { LogHistogram } from "../../../core/history/figures/log-histogram";
import type { Sample } from "../../../core/history/figures/samples";
import type { SeriesBuilder } from "../../../core/history/figures/series-builder";
import type { Database, Statement } from "../sqlite/sqlite-module";
import type { WordTable } from "./word-table";

/** Stands for all requests where an endpoint's number is expected; words begin at 1. */
const allRequests = 0;

interface Pending {
  levelMs: number;
  start: number;
  endpoint: number;
  stats: RollupStats;
}

/** Figures added up while they are recorded, so that a month is read in a few hundred rows. */
export class RollupTable {
  readonly #pending = new Map<string, Pending>();
  readonly #select: Statement;
  readonly #upsert: Statement;
  readonly #selectFirst: Statement;
  readonly #selectRange: Statement;
  readonly #deleteBefore: Statement;
  readonly #words: WordTable;

  constructor(database: Database, words: WordTable) {
    this.#words = words;
    this.#select = database.prepare("SELECT stats FROM rollup WHERE level = ? AND start = ? AND endpoint = ?");
    this.#upsert = database.prepare(
      "INSERT INTO rollup (level, start, endpoint, stats) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET stats = excluded.stats",
    );
    this.#selectFirst = database.prepare(
      "SELECT min(start) AS start FROM rollup WHERE level = ? AND start >= ? AND start < ? AND endpoint = ?",
    );
    this.#selectRange = database.prepare(
      "SELECT start, endpoint, stats FROM rollup WHERE level = ? AND start >= ? AND start < ? ORDER BY start",
    );
    this.#deleteBefore = database.prepare(
      "DELETE FROM rollup WHERE level = ?1 AND start <= ifnull((SELECT start FROM rollup WHERE level = ?1 AND start <= ?2 ORDER BY start LIMIT 1 OFFSET ?3), ?2)",
    );
  }

  /** Remembers a sample until {@link store}. */
  add(sample: Sample): void {
    const endpoint = sample.endpoint === undefined ? allRequests : this.#words.idOf("endpoint", sample.endpoint);
    for (const levelMs of rollupLevelsMs) {
      const start = Math.floor(sample.endedAt / levelMs) * levelMs;
      const key = `${levelMs} ${start} ${endpoint}`;
      let entry = this.#pending.get(key);
      if (entry === undefined) this.#pending.set(key, (entry = { levelMs, start, endpoint, stats: newRollupStats() }));
      entry.stats.add(sample);
    }
  }

  /** Adds what is remembered to what is stored. To be called in the transaction of the requests themselves. */
  store(): void {
    for (const { levelMs, start, endpoint, stats } of this.#pending.values()) {
      const stored = this.#select.get(levelMs, start, endpoint)?.["stats"];
      if (stored instanceof Uint8Array) mergeEncodedRollup(stats, stored);
      this.#upsert.run(levelMs, start, endpoint, encodeRollup(stats));
    }
    this.#pending.clear();
  }

  forget(): void {
    this.#pending.clear();
  }

  /** Epoch milliseconds of the minute in which the first attempt at an endpoint ended; Infinity when there is none. */
  firstAt(endpoint: string): number {
    const id = this.#words.find("endpoint", endpoint) ?? -1;
    let [from, to] = [0, Number.MAX_SAFE_INTEGER];
    // From the coarsest level to the finest, so that few rows are looked at.
    for (const levelMs of rollupLevelsMs) {
      const first = this.#selectFirst.get(levelMs, from, to, id)?.["start"];
      if (typeof first !== "number") return from === 0 ? Infinity : from;
      [from, to] = [first, first + levelMs];
    }
    return from;
  }

  /** Adds every stored bucket of a level within a plan to what is built of it. */
  readInto(builder: SeriesBuilder<LogHistogram>, plan: BucketPlan, levelMs: number): void {
    let last = plan.startMs;
    for (const row of this.#selectRange.iterate(levelMs, plan.startMs, plan.startMs + plan.length * plan.bucketMs)) {
      const start = Number(row["start"]);
      if (start > last) builder.finishBefore((last = start));
      const id = Number(row["endpoint"]);
      const stats = builder.statsAt(id === allRequests ? undefined : this.#words.textOf(id), start);
      if (stats !== undefined) mergeEncodedRollup(stats, row["stats"] as Uint8Array);
    }
  }

  /** Removes some buckets that ended by then. Returns whether there are more. */
  removeStep(beforeMs: number, most: number): boolean {
    let removed = 0;
    for (const levelMs of rollupLevelsMs)
      removed += Number(
        this.#deleteBefore.run(levelMs, beforeMs - levelMs, Math.ceil(most / rollupLevelsMs.length)).changes,
      );
    return removed > 0;
  }
}
