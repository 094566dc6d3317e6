import { planBuckets, rollupLevelFor } from "../../../core/history/figures/bucket-plan";
import { ExactDistribution } from "../../../core/history/figures/distribution";
import type { ExportCursor, HistoryCalls, HistoryEngine, WriteOp } from "../../../core/history/engine";
import type { HistoryEvent } from "../../../core/history/rules/history-events";
import { eventOf } from "../../../core/history/rules/history-events";
import { buildLane } from "../../../core/history/rules/lane-builder";
import { LogHistogram } from "../../../core/history/figures/log-histogram";
import { samplesOf } from "../../../core/history/figures/samples";
import { SeriesBuilder } from "../../../core/history/figures/series-builder";
import type { HistorySeries, SeriesQuery } from "../../../core/history/figures/series-types";
import type { SharedSnapshot, TrialTurn } from "../../../core/history/shared-breakers";
import type {
  ClearQuery,
  ExportRecord,
  HistoryOptions,
  HistoryOverview,
  Lane,
  LaneQuery,
  RequestEntry,
  RequestPage,
  RequestPageQuery,
  StoredRequest,
  StoredTransition,
  TransitionQuery,
} from "../../../core/history/types";
import { defaultHistoryOptions } from "../../../core/history/types";
import { BreakerTable } from "../tables/breaker-table";
import { EventTable } from "../tables/event-table";
import { LeaseTable } from "../tables/lease-table";
import { RequestList } from "../tables/request-list";
import { RequestTable } from "../tables/request-table";
import { RollupTable } from "../tables/rollup-table";
import { recreateHistoryTables } from "../tables/schema";
import { scrub } from "../sqlite/scrub";
import { SessionTable } from "../tables/session-table";
import type { Database } from "../sqlite/sqlite-module";
import { TallyTable } from "../tables/tally-table";
import { Transactions } from "../sqlite/transactions";
import { WordTable } from "../tables/word-table";

/** Rows that one step of retention or clearing removes: a few milliseconds. */
const stepSize = 500;
const exportBatch = 500;
/** Only one window in this time looks for what has become too old. */
const pruneGapMs = 10 * 60_000;

/** Entries found elsewhere, to be added here. `texts`: with prompt and answer. */
export interface FoundRows {
  requests: { entry: RequestEntry; texts: boolean }[];
  events: HistoryEvent[];
}

/** Ids at which something that is written again was found or put. */
interface KnownRows {
  requests: Set<number>;
  events: Set<number>;
}

const newKnownRows = (): KnownRows => ({ requests: new Set(), events: new Set() });

/** The history in an SQLite file, shared with other windows. Works at once, on the calling thread: run it in a worker. */
export class SqliteEngine implements HistoryEngine {
  readonly #words: WordTable;
  readonly #tally: TallyTable;
  readonly #rollups: RollupTable;
  readonly #requests: RequestTable;
  readonly #list: RequestList;
  readonly #events: EventTable;
  readonly #sessions: SessionTable;
  readonly #breakers: BreakerTable;
  readonly #leases: LeaseTable;
  readonly #transactions: Transactions;
  /** As of the last question {@link changedElsewhere}. */
  #toldVersion: number | undefined;
  #toldClearings: string;
  #options: HistoryOptions = defaultHistoryOptions;
  readonly #database: Database;
  readonly #deps: { wallNow: () => number; now: () => number; sessionId: number; startedAt: number };

  /**
   * @param deps.now monotonic milliseconds. @param deps.sessionId random, this window's own. @param deps.startedAt since when this window sees what
   * happens, epoch milliseconds.
   */
  constructor(
    database: Database,
    deps: { wallNow: () => number; now: () => number; sessionId: number; startedAt: number },
  ) {
    this.#database = database;
    this.#deps = deps;
    this.#words = new WordTable(database);
    this.#tally = new TallyTable(database);
    this.#rollups = new RollupTable(database, this.#words);
    this.#requests = new RequestTable(database, this.#words, this.#tally);
    this.#list = new RequestList(database, this.#words, this.#requests, this.#tally);
    this.#events = new EventTable(database, this.#words);
    this.#sessions = new SessionTable(database, deps.sessionId, deps.startedAt);
    this.#breakers = new BreakerTable(database, String(deps.sessionId));
    this.#leases = new LeaseTable(database, String(deps.sessionId), deps.now);
    this.#transactions = new Transactions(database, {
      // Who clears the history gives names new numbers.
      onWrittenElsewhere: () => this.#words.forget(),
      onTakenBack: () => {
        // Numbers given to words in here are taken back, too.
        this.#words.forget();
        this.#rollups.forget();
        this.#tally.forget();
      },
    });
    this.#toldClearings = this.#clearings();
  }

  /** @param again some of it may be stored already (written to a file that was moved away, or in a try whose end is not known): that is left out. */
  write(ops: readonly WriteOp[], again = false): void {
    const toStore = ops.filter((op) => op.op !== "options");
    if (toStore.length > 0) {
      // What an options entry says counts from its place on; batches are short and it is rare, so split there.
      let options = this.#options;
      const known = again ? newKnownRows() : undefined;
      this.#transactions.writing(() => {
        for (const op of ops) {
          if (op.op === "options") options = op.options;
          else this.#apply(op, options, known);
        }
        this.#requests.noteDurations(ops.flatMap((op) => (op.op === "request" ? [op.entry] : [])));
        this.#rollups.store();
        this.#tally.store();
        this.#sessions.beat(this.#deps.wallNow());
      });
    }
    for (const op of ops) if (op.op === "options") this.#options = op.options;
  }

  /**
   * Adds what was found elsewhere (in a file that was set aside, or left over by a window), unless it is here already.
   *
   * @param wanted asked within the transaction: false when somebody has cleared it away in the meantime.
   * @returns whether it was wanted.
   */
  restore({ requests, events }: FoundRows, wanted = () => true): boolean {
    const known = newKnownRows();
    return this.#transactions.writing(() => {
      if (!wanted()) return false;
      for (const { entry, texts } of requests) this.#addRequest(entry, texts, known);
      for (const event of events) this.#events.add(event, known.events);
      this.#requests.noteDurations(requests.map(({ entry }) => entry));
      this.#rollups.store();
      this.#tally.store();
      return true;
    });
  }

  series(query: SeriesQuery): HistorySeries {
    return this.#transactions.reading(() => {
      const plan = planBuckets(query.fromMs, query.toMs, query.maxBuckets);
      const endpoints = query.endpoints ?? this.#endpointNames();
      const levelMs = rollupLevelFor(plan.bucketMs);
      if (levelMs !== undefined) {
        const builder = new SeriesBuilder(plan, endpoints, () => new LogHistogram(), query);
        this.#rollups.readInto(builder, plan, levelMs);
        return builder.build(false);
      }
      const builder = new SeriesBuilder(plan, endpoints, () => new ExactDistribution(), query);
      for (const request of this.#requests.around(plan.startMs, plan.startMs + plan.length * plan.bucketMs)) {
        for (const sample of samplesOf(request)) builder.addSample(sample);
      }
      return builder.build(true);
    });
  }

  lanes(query: LaneQuery): Lane[] {
    return this.#transactions.reading(() => {
      const observed = this.#sessions.spans(query.fromMs, query.toMs, this.#deps.wallNow());
      const knownSince = this.#sessions.knownSince();
      return (query.endpoints ?? this.#endpointNames()).map((endpoint) => {
        const marks = this.#events.laneMarks(endpoint, query.fromMs, query.toMs);
        const sinceMs = Math.max(knownSince, Math.min(this.#events.firstAt(endpoint), this.#rollups.firstAt(endpoint)));
        return {
          endpoint,
          intervals: buildLane({ ...query, resolutionMs: query.resolutionMs ?? 0, marks, observed, sinceMs }),
        };
      });
    });
  }

  listRequests(query: RequestPageQuery): RequestPage {
    return this.#transactions.reading(() => this.#list.page(query));
  }

  request(id: number): StoredRequest | undefined {
    return this.#transactions.reading(() => this.#requests.get(id));
  }

  listTransitions(query: TransitionQuery): StoredTransition[] {
    return this.#transactions.reading(() => this.#events.transitions(query));
  }

  overview(): HistoryOverview {
    return this.#transactions.reading(() => {
      const oldestMs = this.#requests.oldestMs();
      return {
        endpoints: this.#endpointNames(),
        commands: this.#words.all("command").map(({ text }) => text),
        models: this.#words.all("model").map(({ text }) => text),
        requests: this.#tally.total(),
        ...(oldestMs !== undefined && { oldestMs }),
        storage: "sqlite",
        bytes: this.#pragma("page_count") * this.#pragma("page_size"),
        searchable: this.#requests.hasTexts(),
      };
    });
  }

  exportPage({ query, cursor }: HistoryCalls["exportPage"]["ask"]): HistoryCalls["exportPage"]["answer"] {
    return this.#transactions.reading(() => {
      const { found, more } = (cursor.part === "requests" ? this.#requests : this.#events).forward(
        cursor.after,
        query.fromMs,
        query.toMs,
        exportBatch,
      );
      const records = found.map((row): ExportRecord => ("record" in row ? row.record : { type: "request", ...row }));
      let next: ExportCursor | undefined;
      if (more) next = { part: cursor.part, after: found.at(-1)!.id };
      else if (cursor.part === "requests" && query.includeEvents) next = { part: "events", after: 0 };
      return { records, ...(next && { next }) };
    });
  }

  clearStep(query: ClearQuery): boolean {
    const more = this.#removeSome(query);
    if (more) return true;
    this.#database.exec(
      "INSERT INTO meta (name, value) VALUES ('clearings', hex(randomblob(8))) ON CONFLICT DO UPDATE SET value = excluded.value",
    );
    this.#toldClearings = this.#clearings();
    scrub(this.#database, this.#requests.hasTexts());
    return false;
  }

  #removeSome({ beforeMs = Infinity, textsOnly = false }: ClearQuery): boolean {
    if (!textsOnly && beforeMs === Infinity) {
      this.#transactions.writing(() => {
        recreateHistoryTables(this.#database);
        this.#words.forget();
        this.#sessions.restart(this.#deps.wallNow());
      });
      return false;
    }
    return this.#transactions.writing(() => {
      if (textsOnly) return this.#requests.removeTextsStep(beforeMs, stepSize) === stepSize;
      return this.#removeOlder(beforeMs, stepSize);
    });
  }

  loadSnapshots({ keys }: HistoryCalls["loadSnapshots"]["ask"]): SharedSnapshot[] {
    return this.#transactions.reading(() => {
      this.#leases.look(keys);
      return this.#breakers.load(keys);
    });
  }

  tryTakeTrial({ key, takeOver }: HistoryCalls["tryTakeTrial"]["ask"]): TrialTurn {
    return this.#transactions.writing(() => this.#leases.tryTake(key, takeOver));
  }

  /** What another window did since the last question, if anything; cheap enough to ask twice a second. */
  changedElsewhere(): "written" | "cleared" | undefined {
    const version = this.#transactions.version();
    const changed = this.#toldVersion !== undefined && version !== this.#toldVersion;
    this.#toldVersion = version;
    if (!changed) return undefined;
    const clearings = this.#clearings();
    const cleared = clearings !== this.#toldClearings;
    this.#toldClearings = clearings;
    return cleared ? "cleared" : "written";
  }

  /** Another text after each time that the history was cleared, by any window: no number, that could be set too high to be read. */
  #clearings(): string {
    return String(
      this.#database
        .prepare(
          "SELECT substr(CAST(value AS TEXT), 1, 32) AS text FROM meta WHERE name = 'clearings' AND octet_length(value) <= 32",
        )
        .get()?.["text"] ?? "",
    );
  }

  startWatchingSnapshots(keys: readonly string[]): void {
    this.#transactions.reading(() => this.#breakers.startWatching(keys));
  }

  /** To be called whenever another window has written: it sees a lease's renewal, too. */
  snapshotNews(keys: readonly string[]): SharedSnapshot[] {
    return this.#transactions.reading(() => {
      this.#leases.look(keys);
      return this.#breakers.news(keys);
    });
  }

  heartbeat(): void {
    this.#transactions.writing(() => this.#sessions.beat(this.#deps.wallNow()));
  }

  /** True for the one window whose turn it is to call {@link retentionStep} until that returns false. */
  takeRetentionTurn(): boolean {
    return this.#transactions.writing(() => {
      const now = this.#deps.wallNow();
      const last = Number(
        this.#database
          .prepare("SELECT CAST(value AS REAL) AS value FROM meta WHERE name = 'pruned' AND octet_length(value) <= 32")
          .get()?.["value"] ?? 0,
      );
      if (now >= last && now - last < pruneGapMs) return false;
      this.#database
        .prepare("INSERT INTO meta (name, value) VALUES ('pruned', ?) ON CONFLICT DO UPDATE SET value = excluded.value")
        .run(now);
      return true;
    });
  }

  /** Removes a little of what is too old or too much. True: there is more. */
  retentionStep(): boolean {
    const beforeMs = this.#deps.wallNow() - this.#options.maxAgeMs;
    const more = this.#transactions.writing(() => {
      const excess = Math.min(stepSize, this.#tally.total() - this.#options.maxRequests);
      const removed = excess > 0 ? this.#requests.removeStep(Infinity, excess) : 0;
      this.#tally.store();
      this.#sessions.removeOld(beforeMs);
      return this.#removeOlder(beforeMs, stepSize - removed) || removed === stepSize;
    });
    return this.#giveRoomBack() || more;
  }

  close(): void {
    this.#database.close();
  }

  #apply(op: Exclude<WriteOp, { op: "options" }>, options: HistoryOptions, known: KnownRows | undefined): void {
    switch (op.op) {
      case "request":
        return this.#addRequest(op.entry, options.storePrompts, known);
      case "transition":
      case "health":
      case "condition":
        return this.#events.add(eventOf(op), known?.events);
      case "snapshot":
        return this.#breakers.save(op.key, op.json, this.#deps.wallNow());
      case "renewTrial":
        return this.#leases.renew(op.key);
      case "releaseTrial":
        return this.#leases.release(op.key);
    }
  }

  #addRequest(entry: RequestEntry, texts: boolean, known: KnownRows | undefined): void {
    if (!this.#requests.add(entry, texts, known?.requests)) return;
    for (const sample of samplesOf(entry)) this.#rollups.add(sample);
  }

  #removeOlder(beforeMs: number, most: number): boolean {
    const requests = this.#requests.removeStep(beforeMs, most);
    this.#tally.store();
    const events = this.#events.removeStep(beforeMs, most);
    this.#sessions.forgetBefore(beforeMs);
    const rollups = this.#rollups.removeStep(beforeMs, most);
    return (most > 0 && (requests === most || events === most)) || rollups;
  }

  /** Shortens the file by some of the pages that are free. True: there are more. */
  #giveRoomBack(): boolean {
    const free = this.#pragma("freelist_count");
    if (free > 256) this.#database.prepare("PRAGMA incremental_vacuum(2000)").all();
    return free > 2256;
  }

  #pragma(name: string): number {
    return Number(this.#database.prepare(`PRAGMA ${name}`).get()?.[name]);
  }

  #endpointNames(): string[] {
    return this.#words.all("endpoint").map(({ text }) => text);
  }
}
