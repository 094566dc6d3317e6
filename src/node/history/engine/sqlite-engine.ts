import type { HistoryCalls, HistoryEngine, WriteOp } from "../../../core/history/engine";
import { samplesOf } from "../../../core/history/figures/samples";
import type { HistorySeries, SeriesQuery } from "../../../core/history/figures/series-types";
import { eventOf, type HistoryEvent } from "../../../core/history/rules/history-events";
import type { SharedNews, TrialTurn } from "../../../core/history/shared-breakers";
import {
  defaultHistoryOptions,
  type ClearQuery,
  type HistoryOptions,
  type HistoryOverview,
  type Lane,
  type LaneQuery,
  type RequestEntry,
  type RequestPage,
  type RequestPageQuery,
  type StoredRequest,
  type StoredTransition,
  type TransitionQuery,
} from "../../../core/history/types";
import { scrub } from "../sqlite/scrub";
import { pragma } from "../sqlite/pragma";
import type { Database } from "../sqlite/sqlite-module";
import { Transactions } from "../sqlite/transactions";
import { readExportPage, readLanes, readOverview, readSeries } from "./questions";
import { Removal } from "./removal";
import { openTables, type HistoryTables, type WindowDeps } from "./window-tables";

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
  readonly #tables: HistoryTables;
  readonly #transactions: Transactions;
  readonly #removal: Removal;
  readonly #database: Database;
  readonly #wallNow: () => number;
  /** As of the last question {@link changedElsewhere}. */
  #toldVersion: number | undefined;
  #toldClearings: string;
  #options: HistoryOptions = defaultHistoryOptions;

  constructor(database: Database, deps: WindowDeps) {
    const tables = openTables(database, deps);
    this.#database = database;
    this.#wallNow = deps.wallNow;
    this.#tables = tables;
    this.#transactions = new Transactions(database, {
      // Who clears the history gives names new numbers.
      onWrittenElsewhere: () => tables.words.forget(),
      onTakenBack: () => {
        // Numbers given to words in here are taken back, too.
        tables.words.forget();
        tables.rollups.forget();
        tables.tally.forget();
      },
    });
    this.#removal = new Removal({ database, tables, transactions: this.#transactions, wallNow: deps.wallNow });
    this.#toldClearings = this.#removal.clearings();
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
        this.#tables.requests.noteDurations(ops.flatMap((op) => (op.op === "request" ? [op.entry] : [])));
        this.#tables.rollups.store();
        this.#tables.tally.store();
        this.#tables.sessions.beat(this.#wallNow());
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
      for (const event of events) this.#tables.events.add(event, known.events);
      this.#tables.requests.noteDurations(requests.map(({ entry }) => entry));
      this.#tables.rollups.store();
      this.#tables.tally.store();
      return true;
    });
  }

  series(query: SeriesQuery): HistorySeries {
    return this.#transactions.reading(() => readSeries(this.#tables, query));
  }

  lanes(query: LaneQuery): Lane[] {
    return this.#transactions.reading(() => readLanes(this.#tables, query, this.#wallNow()));
  }

  listRequests(query: RequestPageQuery): RequestPage {
    return this.#transactions.reading(() => this.#tables.list.page(query));
  }

  request(id: number): StoredRequest | undefined {
    return this.#transactions.reading(() => this.#tables.requests.get(id));
  }

  listTransitions(query: TransitionQuery): StoredTransition[] {
    return this.#transactions.reading(() => this.#tables.events.transitions(query));
  }

  overview(): HistoryOverview {
    return this.#transactions.reading(() =>
      readOverview(this.#tables, pragma(this.#database, "page_count") * pragma(this.#database, "page_size")),
    );
  }

  exportPage(ask: HistoryCalls["exportPage"]["ask"]): HistoryCalls["exportPage"]["answer"] {
    return this.#transactions.reading(() => readExportPage(this.#tables, ask));
  }

  clearStep(query: ClearQuery): boolean {
    if (this.#removal.clearStep(query)) return true;
    this.#removal.noteClearing();
    this.#toldClearings = this.#removal.clearings();
    scrub(this.#database, this.#tables.requests.hasTexts());
    return false;
  }

  loadSnapshots({ keys }: HistoryCalls["loadSnapshots"]["ask"]): SharedNews[] {
    return this.#transactions.reading(() => [
      ...this.#tables.breakers.load(keys),
      ...this.#tables.leases.running(keys),
    ]);
  }

  tryTakeTrial({ key, takeOver }: HistoryCalls["tryTakeTrial"]["ask"]): TrialTurn {
    return this.#transactions.writing(() => this.#tables.leases.tryTake(key, takeOver));
  }

  takeOutages(): string[] {
    return this.#transactions.writing(() => this.#tables.outages.take(this.#wallNow()));
  }

  /** What another window did since the last question, if anything; cheap enough to ask twice a second. */
  changedElsewhere(): "written" | "cleared" | undefined {
    const version = this.#transactions.version();
    const changed = this.#toldVersion !== undefined && version !== this.#toldVersion;
    this.#toldVersion = version;
    if (!changed) return undefined;
    const clearings = this.#removal.clearings();
    const cleared = clearings !== this.#toldClearings;
    this.#toldClearings = clearings;
    return cleared ? "cleared" : "written";
  }

  startWatchingSnapshots(keys: readonly string[]): void {
    this.#transactions.reading(() => this.#tables.breakers.startWatching(keys));
  }

  /** To be called whenever another window has written: it sees a lease's renewal, too. */
  snapshotNews(keys: readonly string[]): SharedNews[] {
    return this.#transactions.reading(() => [...this.#tables.breakers.news(keys), ...this.#tables.leases.news(keys)]);
  }

  heartbeat(): void {
    this.#transactions.writing(() => this.#tables.sessions.beat(this.#wallNow()));
  }

  /** True for the one window whose turn it is to call {@link retentionStep} until that returns false. */
  takeRetentionTurn(): boolean {
    return this.#removal.takeRetentionTurn();
  }

  /** Removes a little of what is too old or too much. True: there is more. */
  retentionStep(): boolean {
    return this.#removal.retentionStep(this.#options);
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
        return this.#tables.events.add(eventOf(op), known?.events);
      case "snapshot":
        return this.#tables.breakers.save(op.key, op.json, this.#wallNow());
      case "renewTrial":
        return this.#tables.leases.renew(op.key);
      case "releaseTrial":
        return this.#tables.leases.release(op.key);
      case "outage":
        return this.#tables.outages.note(op.key, op.name, this.#wallNow());
    }
  }

  #addRequest(entry: RequestEntry, texts: boolean, known: KnownRows | undefined): void {
    if (!this.#tables.requests.add(entry, texts, known?.requests)) return;
    for (const sample of samplesOf(entry)) this.#tables.rollups.add(sample);
  }
}
