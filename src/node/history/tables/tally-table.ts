import type { Database, Row, SqlValue, Statement } from "../sqlite/sqlite-module";

export const tallyHourMs = 3_600_000;

/** Number of requests an hour by route, outcome and command: totals and far pages without reading the requests. */
export class TallyTable {
  readonly #pending = new Map<string, { key: SqlValue[]; n: number }>();
  readonly #upsert: Statement;
  readonly #removeEmpty: Statement;
  readonly #selectTotal: Statement;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    this.#upsert = database.prepare(
      "INSERT INTO tally (hour, route, outcome, command, n) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
    );
    this.#removeEmpty = database.prepare(
      "DELETE FROM tally WHERE hour = ? AND route = ? AND outcome = ? AND command = ? AND n <= 0",
    );
    this.#selectTotal = database.prepare("SELECT coalesce(sum(n), 0) AS n FROM tally");
  }

  /** Remembers one request more (or, with -1, less) until {@link store}. @param endedAt by its id, epoch milliseconds. */
  add(endedAt: number, route: number, outcome: number, command: number, change: 1 | -1): void {
    const key = [Math.floor(endedAt / tallyHourMs), route, outcome, command];
    const name = key.join(" ");
    const entry = this.#pending.get(name);
    if (entry === undefined) this.#pending.set(name, { key, n: change });
    else entry.n += change;
  }

  store(): void {
    for (const { key, n } of this.#pending.values()) {
      this.#upsert.run(...key, n);
      if (n < 0) this.#removeEmpty.run(...key);
    }
    this.#pending.clear();
  }

  forget(): void {
    this.#pending.clear();
  }

  total(): number {
    return Number(this.#selectTotal.get()?.["n"]);
  }

  /** Hours that have requests under a filter, newest first, within [fromHour, toHour]. @param filter SQL, on columns shared with `request`. */
  hours(fromHour: number, toHour: number, filter: string): { hour: number; n: number }[] {
    const sql = `SELECT hour, sum(n) AS n FROM tally WHERE hour >= ? AND hour <= ? ${filter} GROUP BY hour ORDER BY hour DESC`;
    return this.#database
      .prepare(sql)
      .all(fromHour, toHour)
      .map((row: Row) => ({ hour: Number(row["hour"]), n: Number(row["n"]) }));
  }
}
