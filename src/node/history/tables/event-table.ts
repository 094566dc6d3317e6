import { firstIdAt, IdFinder, timeOfId } from "../../../core/history/rules/row-ids";
import type { HistoryEvent } from "../../../core/history/rules/history-events";
import { laneMarkOf } from "../../../core/history/rules/history-events";
import type { LaneMark } from "../../../core/history/rules/lane-builder";
import type { ExportRecord, StoredTransition, TransitionQuery } from "../../../core/history/types";
import type { Database, Row, SqlValue, Statement } from "../sqlite/sqlite-module";
import type { WordTable } from "./word-table";

/** Each fact about an endpoint has a code of its own, so that the last word on each is found at once. */
const facts = { transition: 1, health: 2, loading: 3, offline: 4 } as const;
/** Stands for all endpoints; words begin at 1. */
const everyEndpoint = 0;

const factOf = (event: HistoryEvent): number =>
  event.type === "condition" ? facts[event.condition] : facts[event.type];

/** Transitions, health and conditions. */
export class EventTable {
  readonly #ids = new IdFinder();
  readonly #insert: Statement;
  readonly #selectFirst: Statement;
  readonly #selectLast: Statement;
  readonly #selectRange: Statement;
  readonly #selectForward: Statement;
  readonly #deleteOld: Statement;
  readonly #selectSame: Statement;
  readonly #database: Database;
  readonly #words: WordTable;

  constructor(database: Database, words: WordTable) {
    this.#database = database;
    this.#words = words;
    this.#insert = database.prepare(
      "INSERT INTO event (id, endpoint, fact, json) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
    );
    this.#selectFirst = database.prepare("SELECT min(id) AS id FROM event WHERE endpoint = ?");
    this.#selectLast = database.prepare(
      "SELECT * FROM event WHERE endpoint = ? AND fact = ? AND id < ? ORDER BY id DESC LIMIT 1",
    );
    this.#selectRange = database.prepare(
      "SELECT * FROM event WHERE endpoint IN (?, 0) AND id >= ? AND id < ? ORDER BY id",
    );
    this.#selectForward = database.prepare(
      "SELECT * FROM event WHERE id > ? AND id >= ? AND id < ? ORDER BY id LIMIT ?",
    );
    this.#selectSame = database.prepare("SELECT 1 FROM event WHERE id = ? AND endpoint = ? AND fact = ? AND json = ?");
    // The last word on each fact stays: it is what still holds.
    this.#deleteOld = database.prepare(
      `DELETE FROM event WHERE id IN (SELECT id FROM event e WHERE id < ?
        AND EXISTS (SELECT 1 FROM event later WHERE later.endpoint = e.endpoint AND later.fact = e.fact AND later.id > e.id) ORDER BY id LIMIT ?)`,
    );
  }

  /** @param again as of `RequestTable.add`. */
  add(event: HistoryEvent, again?: Set<number>): void {
    const { endpoint, ...rest } = event;
    const endpointId = endpoint === undefined ? everyEndpoint : this.#words.idOf("endpoint", endpoint);
    const values = [endpointId, factOf(event), JSON.stringify(rest)];
    const insert = (free: number) => Number(this.#insert.run(free, ...values).changes) > 0;
    if (again === undefined) this.#ids.find(event.at, insert);
    else
      again.add(
        this.#ids.findFromStart(
          event.at,
          (place) => !again.has(place) && (insert(place) || this.#selectSame.get(place, ...values) !== undefined),
        ),
      );
  }

  /** Epoch milliseconds of the first event of an endpoint; Infinity when there is none. */
  firstAt(endpoint: string): number {
    const first = this.#selectFirst.get(this.#words.find("endpoint", endpoint) ?? -1)?.["id"];
    return typeof first === "number" ? timeOfId(first) : Infinity;
  }

  /** What is known about an endpoint from `fromMs` to `toMs`, and what held before; oldest first. */
  laneMarks(endpoint: string, fromMs: number, toMs: number): LaneMark[] {
    const from = firstIdAt(fromMs);
    const endpointId = this.#words.find("endpoint", endpoint) ?? -1;
    const earlier: Row[] = [];
    for (const id of [endpointId, everyEndpoint]) {
      for (const fact of Object.values(facts)) {
        const last = this.#selectLast.get(id, fact, from);
        if (last !== undefined) earlier.push(last);
      }
    }
    earlier.sort((a, b) => Number(a["id"]) - Number(b["id"]));
    return [...earlier, ...this.#selectRange.all(endpointId, from, firstIdAt(toMs))].map((row) =>
      laneMarkOf(this.#eventOf(row)),
    );
  }

  /** Newest first. */
  transitions({ endpoint, fromMs, toMs, limit, before }: TransitionQuery): StoredTransition[] {
    const parts: string[] = [];
    const values: SqlValue[] = [];
    const add = (sql: string, value: number | undefined) => {
      if (value === undefined) return;
      parts.push(`AND ${sql}`);
      values.push(value);
    };
    add("endpoint = ?", endpoint === undefined ? undefined : (this.#words.find("endpoint", endpoint) ?? -1));
    add("id >= ?", fromMs && firstIdAt(fromMs));
    add("id < ?", toMs && firstIdAt(toMs));
    add("id < ?", before);
    const sql = `SELECT * FROM event WHERE fact = ${facts.transition} ${parts.join(" ")} ORDER BY id DESC LIMIT ?`;
    return this.#database
      .prepare(sql)
      .all(...values, limit)
      .flatMap((row) => {
        const event = this.#eventOf(row);
        if (event.type !== "transition") return [];
        const { type: _type, ...transition } = event;
        return [{ id: Number(row["id"]), ...transition }];
      });
  }

  /** Oldest first, after an id. `more`: there may be more. */
  forward(
    after: number,
    fromMs: number | undefined,
    toMs: number | undefined,
    limit: number,
  ): { found: { id: number; record: ExportRecord }[]; more: boolean } {
    const to = toMs === undefined ? Number.MAX_SAFE_INTEGER : firstIdAt(toMs);
    const found = this.#selectForward.all(after, firstIdAt(fromMs ?? 0), to, limit).map((row) => {
      const id = Number(row["id"]);
      const event = this.#eventOf(row);
      return { id, record: event.type === "transition" ? { ...event, id } : event };
    });
    return { found, more: found.length === limit };
  }

  /** Returns how many went. */
  removeStep(beforeMs: number, most: number): number {
    return Number(this.#deleteOld.run(firstIdAt(beforeMs), most).changes);
  }

  #eventOf(row: Row): HistoryEvent {
    const id = Number(row["endpoint"]);
    return eventFromText(String(row["json"]), id === everyEndpoint ? undefined : this.#words.textOf(id));
  }
}

/** JSON writes null for infinity, which is how long a breaker that is forced open stays so. @throws SyntaxError */
export function eventFromText(text: string, endpoint: string | undefined): HistoryEvent {
  const value = JSON.parse(text) as { retryAfterMs?: number | null };
  return { ...value, ...(value.retryAfterMs === null && { retryAfterMs: Infinity }), endpoint } as HistoryEvent;
}
