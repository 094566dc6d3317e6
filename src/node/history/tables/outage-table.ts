import { UNTOLD_OUTAGE_MS } from "../../../core/history/shared-outages";
import { MAX_SHARED_NAME_BYTES } from "../../../core/model/limits";
import type { Database, Statement } from "../sqlite/sqlite-module";

/** More than a sentence can name. */
const MOST_NAMES = 50;

/** Outages that windows have seen and none has told of. To be called within transactions that may write from their beginning, so that one window gets each. */
export class OutageTable {
  readonly #write: Statement;
  readonly #select: Statement;
  readonly #clear: Statement;

  constructor(database: Database) {
    this.#write = database.prepare(
      "INSERT INTO outage (key, name, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name, at = excluded.at",
    );
    // Other windows' rows are foreign: what no window could have written is left out.
    this.#select = database.prepare(
      `SELECT name FROM outage WHERE typeof(name) = 'text' AND octet_length(name) <= ${MAX_SHARED_NAME_BYTES} AND typeof(at) = 'integer' AND at BETWEEN ? AND ?
       ORDER BY at LIMIT ${MOST_NAMES}`,
    );
    this.#clear = database.prepare("DELETE FROM outage");
  }

  /** @param now epoch milliseconds */
  note(key: string, name: string, now: number): void {
    this.#write.run(key, name, now);
  }

  /** @param now epoch milliseconds */
  take(now: number): string[] {
    const names = this.#select.all(now - UNTOLD_OUTAGE_MS, now + UNTOLD_OUTAGE_MS).map(({ name }) => String(name));
    this.#clear.run();
    return names;
  }
}
