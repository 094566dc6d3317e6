import type { ClearQuery, HistoryOptions } from "../../../core/history/types";
import { pragma } from "../sqlite/pragma";
import type { Database } from "../sqlite/sqlite-module";
import type { Transactions } from "../sqlite/transactions";
import { recreateHistoryTables } from "../tables/schema";
import type { HistoryTables } from "./window-tables";

/** Rows that one step removes: a few milliseconds. */
const STEP_ROWS = 500;
/** Only one window in this time looks for what has become too old. */
const PRUNE_GAP_MS = 10 * 60_000;
/** So many free pages stay in the file for what is written next; beyond them one step gives back as many as {@link GIVEN_BACK_PAGES}. */
const KEPT_FREE_PAGES = 256;
const GIVEN_BACK_PAGES = 2000;

export interface RemovalDeps {
  database: Database;
  tables: HistoryTables;
  transactions: Transactions;
  /** Epoch milliseconds. */
  wallNow: () => number;
}

/** Takes out of the history what is cleared away, too old or too much: a little at a time, so that a question never waits long. */
export class Removal {
  readonly #deps: RemovalDeps;

  constructor(deps: RemovalDeps) {
    this.#deps = deps;
  }

  /** Removes a little of what is to be cleared. True: there is more. */
  clearStep({ beforeMs = Infinity, textsOnly = false }: ClearQuery): boolean {
    const { database, tables, transactions, wallNow } = this.#deps;
    if (!textsOnly && beforeMs === Infinity) {
      transactions.writing(() => {
        recreateHistoryTables(database);
        tables.words.forget();
        tables.sessions.restart(wallNow());
      });
      return false;
    }
    return transactions.writing(() => {
      if (textsOnly) return tables.requests.removeTextsStep(beforeMs, STEP_ROWS) === STEP_ROWS;
      return this.#removeOlder(beforeMs, STEP_ROWS);
    });
  }

  /** Tells all windows that the history was cleared. */
  noteClearing(): void {
    this.#deps.database.exec(
      "INSERT INTO meta (name, value) VALUES ('clearings', hex(randomblob(8))) ON CONFLICT DO UPDATE SET value = excluded.value",
    );
  }

  /** Another text after each time that the history was cleared, by any window: no number, that could be set too high to be read. */
  clearings(): string {
    return String(
      this.#deps.database
        .prepare(
          "SELECT substr(CAST(value AS TEXT), 1, 32) AS text FROM meta WHERE name = 'clearings' AND octet_length(value) <= 32",
        )
        .get()?.["text"] ?? "",
    );
  }

  /** True for the one window whose turn it is to call {@link retentionStep} until that returns false. */
  takeRetentionTurn(): boolean {
    const { database, transactions, wallNow } = this.#deps;
    return transactions.writing(() => {
      const now = wallNow();
      const last = Number(
        database
          .prepare("SELECT CAST(value AS REAL) AS value FROM meta WHERE name = 'pruned' AND octet_length(value) <= 32")
          .get()?.["value"] ?? 0,
      );
      if (now >= last && now - last < PRUNE_GAP_MS) return false;
      database
        .prepare("INSERT INTO meta (name, value) VALUES ('pruned', ?) ON CONFLICT DO UPDATE SET value = excluded.value")
        .run(now);
      return true;
    });
  }

  /** Removes a little of what is too old or too much. True: there is more. */
  retentionStep({ maxAgeMs, maxRequests }: HistoryOptions): boolean {
    const { tables, transactions, wallNow } = this.#deps;
    const beforeMs = wallNow() - maxAgeMs;
    const more = transactions.writing(() => {
      const excess = Math.min(STEP_ROWS, tables.tally.total() - maxRequests);
      const removed = excess > 0 ? tables.requests.removeStep(Infinity, excess) : 0;
      tables.tally.store();
      tables.sessions.removeOld(beforeMs);
      return this.#removeOlder(beforeMs, STEP_ROWS - removed) || removed === STEP_ROWS;
    });
    return this.#giveRoomBack() || more;
  }

  #removeOlder(beforeMs: number, most: number): boolean {
    const { tables } = this.#deps;
    const requests = tables.requests.removeStep(beforeMs, most);
    tables.tally.store();
    const events = tables.events.removeStep(beforeMs, most);
    tables.sessions.forgetBefore(beforeMs);
    const rollups = tables.rollups.removeStep(beforeMs, most);
    return (most > 0 && (requests === most || events === most)) || rollups;
  }

  /** Shortens the file by some of the pages that are free. True: there are more. */
  #giveRoomBack(): boolean {
    const { database } = this.#deps;
    const free = pragma(database, "freelist_count");
    if (free > KEPT_FREE_PAGES) database.prepare(`PRAGMA incremental_vacuum(${GIVEN_BACK_PAGES})`).all();
    return free > KEPT_FREE_PAGES + GIVEN_BACK_PAGES;
  }
}
