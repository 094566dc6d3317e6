import { firstIdAt, IdFinder, timeOfId } from "../../../core/history/rules/row-ids";
import { searchTextOf, titleOf } from "../../../core/history/rules/request-text";
import type { Sampled } from "../../../core/history/figures/samples";
import { endOf } from "../../../core/history/figures/samples";
import type { RequestEntry, RequestSummary, StoredRequest } from "../../../core/history/types";
import { fromRow, requestColumns, sampledColumns, sampledFromRow, toRow, whole } from "./request-row";
import type { Database, Row, SqlValue, Statement } from "../sqlite/sqlite-module";
import type { TallyTable } from "./tally-table";
import type { WordTable } from "./word-table";
import { UNKNOWN_WORD } from "./word-table";

/** A page of an export holds no more text than this, or one request. */
const largestPageChars = 2_000_000;

const summarySql = `SELECT r.id, ${requestColumns}, t.title FROM request r LEFT JOIN request_text t ON t.id = r.id`;

const columnNames = requestColumns.split(", ");
/** Hold numbers of words. */
const nameColumns = new Set(["command", "kind", "endpoint", "model", "finish"]);
/** Are made of numbers of words, so that they differ where one is missing. */
const derivedColumns = new Set(["route", "attempts"]);

/** The single requests and their texts. */
export class RequestTable {
  readonly #ids = new IdFinder();
  readonly #insert: Statement;
  readonly #insertText: Statement;
  readonly #insertSearch: Statement;
  readonly #selectOne: Statement;
  readonly #selectSummary: Statement;
  readonly #selectForward: Statement;
  readonly #selectEnding: Statement;
  readonly #selectOldest: Statement;
  readonly #selectOldestTexts: Statement;
  readonly #deleteRequest: Statement;
  readonly #deleteText: Statement;
  readonly #deleteSearch: Statement;
  readonly #selectLongest: Statement;
  readonly #storeLongest: Statement;
  readonly #selectAnyText: Statement;
  readonly #selectFirst: Statement;
  readonly #selectValues: Statement;
  readonly #words: WordTable;
  readonly #tally: TallyTable;

  constructor(database: Database, words: WordTable, tally: TallyTable) {
    this.#words = words;
    this.#tally = tally;
    const places = requestColumns.replace(/\w+/g, "?");
    this.#insert = database.prepare(
      `INSERT INTO request (id, ${requestColumns}) VALUES (?, ${places}) ON CONFLICT (id) DO NOTHING`,
    );
    this.#insertText = database.prepare("INSERT INTO request_text (id, title, messages, answer) VALUES (?, ?, ?, ?)");
    this.#insertSearch = database.prepare("INSERT INTO request_search (rowid, body, tags) VALUES (?, ?, ?)");
    this.#selectOne = database.prepare(
      `SELECT r.id, ${requestColumns}, t.title, t.messages, t.answer FROM request r LEFT JOIN request_text t ON t.id = r.id WHERE r.id = ?`,
    );
    this.#selectSummary = database.prepare(`${summarySql} WHERE r.id = ?`);
    this.#selectForward = database.prepare(
      `SELECT r.id, ${requestColumns}, t.title, t.messages, t.answer FROM request r LEFT JOIN request_text t ON t.id = r.id WHERE r.id > ? AND r.id >= ? AND r.id < ? ORDER BY r.id LIMIT ?`,
    );
    this.#selectEnding = database.prepare(
      `SELECT ${sampledColumns} FROM request WHERE id >= ? AND id < ? AND started < ?`,
    );
    this.#selectOldest = database.prepare(
      "SELECT id, route, outcome, command FROM request WHERE id < ? ORDER BY id LIMIT ?",
    );
    this.#selectOldestTexts = database.prepare("SELECT id FROM request_text WHERE id < ? ORDER BY id LIMIT ?");
    this.#deleteRequest = database.prepare("DELETE FROM request WHERE id = ?");
    this.#deleteText = database.prepare("DELETE FROM request_text WHERE id = ?");
    this.#deleteSearch = database.prepare("DELETE FROM request_search WHERE rowid = ?");
    this.#selectLongest = database.prepare("SELECT value FROM meta WHERE name = 'longest'");
    this.#storeLongest = database.prepare(
      "INSERT INTO meta (name, value) VALUES ('longest', ?) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)",
    );
    this.#selectAnyText = database.prepare("SELECT EXISTS (SELECT 1 FROM request_text) AS found");
    this.#selectFirst = database.prepare("SELECT id FROM request ORDER BY id LIMIT 1");
    this.#selectValues = database.prepare(
      `SELECT ${requestColumns}, t.messages, t.answer FROM request r LEFT JOIN request_text t ON t.id = r.id WHERE r.id = ?`,
    );
  }

  /**
   * @param texts false: without prompt and answer.
   * @param again the entry may be here already, and is then not added. Ids that were found to be such, of all that is added again together: each
   * stands for one entry only.
   * @returns whether it was added.
   */
  add(entry: RequestEntry, texts: boolean, again?: Set<number>): boolean {
    const row = toRow(entry, this.#words);
    const insert = (free: number) => Number(this.#insert.run(free, ...row).changes) > 0;
    let added = true;
    const id =
      again === undefined
        ? this.#ids.find(endOf(entry), insert)
        : this.#ids.findFromStart(endOf(entry), (place) => {
            if (again.has(place)) return false;
            if (insert(place)) return true;
            if (!this.#isSame(place, row, entry)) return false;
            added = false;
            return true;
          });
    again?.add(id);
    if (!added) return false;
    const [outcome, command, route] = [Number(row[3]), Number(row[4]), Number(row[5])];
    this.#tally.add(timeOfId(id), route, outcome, command, 1);
    if (!texts) return true;
    this.#insertText.run(id, whole(titleOf(entry)), JSON.stringify(entry.messages), whole(entry.content));
    this.#insertSearch.run(
      id,
      searchTextOf(entry),
      [searchTag("outcome", outcome), searchTag("command", command), searchTag("route", route)].join(" "),
    );
    return true;
  }

  /** Texts may have been removed from what is stored, and of a row from a damaged file names may be missing. */
  #isSame(id: number, row: SqlValue[], entry: RequestEntry): boolean {
    const stored = this.#selectValues.get(id);
    if (stored === undefined) return false;
    if (
      stored["messages"] !== null &&
      (stored["messages"] !== JSON.stringify(entry.messages) || stored["answer"] !== whole(entry.content))
    )
      return false;
    const differ = columnNames.filter((name, i) => stored[name] !== row[i]);
    const unknown = (name: string, i: number) =>
      [stored[name], row[i]].some((value) => this.#words.textOrUndefined(value) === UNKNOWN_WORD);
    const vague = columnNames.some((name, i) => nameColumns.has(name) && unknown(name, i));
    return differ.every(
      (name) => vague && (nameColumns.has(name) ? unknown(name, columnNames.indexOf(name)) : derivedColumns.has(name)),
    );
  }

  /** Remembers how long requests take at most, which bounds how far from its end an attempt can lie. */
  noteDurations(entries: readonly RequestEntry[]): void {
    const longest = entries.reduce((most, entry) => Math.max(most, entry.durationMs), 0);
    if (longest > this.#longestMs()) this.#storeLongest.run(longest);
  }

  get(id: number): StoredRequest | undefined {
    const row = this.#selectOne.get(id);
    return row && this.#stored(row);
  }

  summary(id: number): RequestSummary | undefined {
    const row = this.#selectSummary.get(id);
    return row && fromRow(row, this.#words);
  }

  /** Oldest first, after an id; fewer than `limit` where texts are long. `more`: there may be more. */
  forward(
    after: number,
    fromMs: number | undefined,
    toMs: number | undefined,
    limit: number,
  ): { found: StoredRequest[]; more: boolean } {
    const to = toMs === undefined ? Number.MAX_SAFE_INTEGER : firstIdAt(toMs);
    const found: StoredRequest[] = [];
    let chars = 0;
    for (const row of this.#selectForward.iterate(after, firstIdAt(fromMs ?? 0), to, limit)) {
      found.push(this.#stored(row));
      chars += String(row["messages"]).length + String(row["answer"]).length;
      if (chars > largestPageChars) return { found, more: true };
    }
    return { found, more: found.length === limit };
  }

  /** Every request of which some part can have ended in [fromMs, toMs). */
  *around(fromMs: number, toMs: number): Generator<Sampled> {
    for (const row of this.#selectEnding.iterate(firstIdAt(fromMs), firstIdAt(toMs + this.#longestMs()), toMs))
      yield sampledFromRow(row, this.#words);
  }

  /** End of the oldest request, epoch milliseconds. */
  oldestMs(): number | undefined {
    const row = this.#selectFirst.get();
    return row && timeOfId(Number(row["id"]));
  }

  hasTexts(): boolean {
    return this.#selectAnyText.get()?.["found"] === 1;
  }

  /** Removes up to `most` of the oldest requests that ended before then. Returns how many went. */
  removeStep(beforeMs: number, most: number): number {
    const rows = this.#selectOldest.all(idBefore(beforeMs), most);
    for (const row of rows) {
      const id = Number(row["id"]);
      this.#tally.add(timeOfId(id), Number(row["route"]), Number(row["outcome"]), Number(row["command"]), -1);
      this.#deleteRequest.run(id);
      this.#removeText(id);
    }
    return rows.length;
  }

  /** As {@link removeStep}, but only prompts and answers. */
  removeTextsStep(beforeMs: number, most: number): number {
    const rows = this.#selectOldestTexts.all(idBefore(beforeMs), most);
    for (const row of rows) this.#removeText(Number(row["id"]));
    return rows.length;
  }

  #removeText(id: number): void {
    if (Number(this.#deleteText.run(id).changes) > 0) this.#deleteSearch.run(id);
  }

  #longestMs(): number {
    return Number(this.#selectLongest.get()?.["value"] ?? 0);
  }

  #stored(row: Row): StoredRequest {
    const texts = typeof row["messages"] === "string" && {
      messages: JSON.parse(row["messages"]),
      content: String(row["answer"]),
    };
    return { ...fromRow(row, this.#words), ...texts };
  }
}

/** A word that stands for a column's value in the search index. */
export const searchTag = (column: "outcome" | "command" | "route", value: number): string => `${column[0]}${value}`;

const idBefore = (ms: number): number => (Number.isFinite(ms) ? firstIdAt(ms) : Number.MAX_SAFE_INTEGER);
