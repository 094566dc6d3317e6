import { firstIdAt } from "../../../core/history/rules/row-ids";
import type { SearchTerm } from "../../../core/history/rules/search-terms";
import { parseSearch, toFtsQuery } from "../../../core/history/rules/search-terms";
import type { RequestFilter, RequestPage, RequestPageQuery, RequestSummary } from "../../../core/history/types";
import { requestOutcomes } from "./request-row";
import type { RequestTable } from "./request-table";
import { searchTag } from "./request-table";
import type { Database } from "../sqlite/sqlite-module";
import type { TallyTable } from "./tally-table";
import { tallyHourMs } from "./tally-table";
import type { WordTable } from "./word-table";

const largestPage = 500;
/** A search stops counting here: nobody pages further, and a common word may be in every request. */
const countAtMost = 2_000;
const nothing: RequestPage = { rows: [], total: 0, totalExact: true };

/** Ids within [lo, hi). */
interface IdRange {
  lo: number;
  hi: number;
}

/** The values a request may have in each column that is filtered by. All are numbers of ours, never a user's text. */
type ColumnValues = { [column in "outcome" | "command" | "route"]?: number[] };

const entriesOf = (columns: ColumnValues) => Object.entries(columns) as [keyof ColumnValues, number[]][];

const sqlOf = (columns: ColumnValues): string =>
  entriesOf(columns)
    .map(([column, values]) => `AND ${column} IN (${values.join(", ")})`)
    .join(" ");

const tagsOf = (columns: ColumnValues): string[] =>
  entriesOf(columns).map(
    ([column, values]) => `tags : (${values.map((value) => searchTag(column, value)).join(" OR ")})`,
  );

/** The list of requests: any filter, any page, in a time that does not grow with the store. */
export class RequestList {
  readonly #database: Database;
  readonly #words: WordTable;
  readonly #requests: RequestTable;
  readonly #tally: TallyTable;

  constructor(database: Database, words: WordTable, requests: RequestTable, tally: TallyTable) {
    this.#database = database;
    this.#words = words;
    this.#requests = requests;
    this.#tally = tally;
  }

  page(query: RequestPageQuery): RequestPage {
    const filter = query.filter ?? {};
    const columns = this.#columnValues(filter);
    if (columns === undefined) return nothing;
    const range = {
      lo: filter.fromMs === undefined ? 0 : firstIdAt(filter.fromMs),
      hi: Math.min(
        filter.toMs === undefined ? Number.MAX_SAFE_INTEGER : firstIdAt(filter.toMs),
        (query.upTo ?? Number.MAX_SAFE_INTEGER - 1) + 1,
      ),
    };
    const terms = parseSearch(filter.text ?? "");
    if (terms.length === 0 && filter.text?.trim()) return nothing;
    return terms.length === 0 ? this.#browse(query, sqlOf(columns), range) : this.#search(query, terms, columns, range);
  }

  /** Undefined: something is asked for that never occurred. */
  #columnValues(filter: RequestFilter): ColumnValues | undefined {
    const values: ColumnValues = {};
    if (filter.outcome !== undefined) values.outcome = [requestOutcomes.indexOf(filter.outcome)];
    if (filter.command !== undefined) {
      const command = this.#words.find("command", filter.command);
      values.command = command === undefined ? [] : [command];
    }
    if (filter.endpoint !== undefined) {
      const { endpoint } = filter;
      values.route = this.#words
        .all("route")
        .flatMap(({ id, text }) => ((JSON.parse(text) as string[]).includes(endpoint) ? [id] : []));
    }
    return Object.values(values).some((wanted) => wanted.length === 0) ? undefined : values;
  }

  /** Goes through the hours that have something, newest first; only hours at the ends of the range and those shown are read. */
  #browse({ offset = 0, limit, before }: RequestPageQuery, filter: string, range: IdRange): RequestPage {
    const idsPerHour = firstIdAt(tallyHourMs);
    const shown = { lo: range.lo, hi: Math.min(range.hi, before ?? Infinity) };
    const rows: RequestSummary[] = [];
    let total = 0;
    let skip = offset;
    let wanted = Math.min(limit, largestPage);
    for (const { hour, n } of this.#tally.hours(
      Math.floor(range.lo / idsPerHour),
      Math.floor(range.hi / idsPerHour),
      filter,
    )) {
      const whole = { lo: hour * idsPerHour, hi: (hour + 1) * idsPerHour };
      const countIn = (part: IdRange) =>
        part.lo <= whole.lo && part.hi >= whole.hi ? n : this.#count(overlap(part, whole), filter);
      total += countIn(range);
      if (wanted === 0) continue;
      const there = countIn(shown);
      if (skip >= there) skip -= there;
      else {
        const found = this.#idsIn(overlap(shown, whole), filter, wanted, skip);
        rows.push(...found);
        wanted -= found.length;
        skip = 0;
      }
    }
    return { rows, total, totalExact: true };
  }

  #search(
    { offset = 0, limit, before = Infinity }: RequestPageQuery,
    terms: readonly SearchTerm[],
    columns: ColumnValues,
    range: IdRange,
  ): RequestPage {
    const match = [`body : (${toFtsQuery(terms)})`, ...tagsOf(columns)].join(" AND ");
    const sql =
      "SELECT rowid AS id FROM request_search WHERE request_search MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?";
    const ids = this.#database
      .prepare(sql)
      .all(match, range.lo, range.hi, countAtMost + 1)
      .map((row) => Number(row["id"]));
    const total = Math.min(ids.length, countAtMost);
    const wanted = offset + Math.min(limit, largestPage);
    // What is counted ends somewhere; what is paged through does not.
    const shown =
      before === Infinity
        ? ids
        : this.#database
            .prepare(sql)
            .all(match, range.lo, Math.min(range.hi, before), wanted)
            .map((row) => Number(row["id"]));
    const page = shown.slice(offset, wanted);
    return {
      rows: page.flatMap((id) => this.#requests.summary(id) ?? []),
      total,
      totalExact: ids.length <= countAtMost,
    };
  }

  #count({ lo, hi }: IdRange, filter: string): number {
    if (lo >= hi) return 0;
    return Number(
      this.#database.prepare(`SELECT count(*) AS n FROM request WHERE id >= ? AND id < ? ${filter}`).get(lo, hi)?.["n"],
    );
  }

  #idsIn({ lo, hi }: IdRange, filter: string, limit: number, offset: number): RequestSummary[] {
    const sql = `SELECT id FROM request WHERE id >= ? AND id < ? ${filter} ORDER BY id DESC LIMIT ? OFFSET ?`;
    const ids = this.#database.prepare(sql).all(lo, hi, limit, offset);
    return ids.flatMap((row) => this.#requests.summary(Number(row["id"])) ?? []);
  }
}

const overlap = (a: IdRange, b: IdRange): IdRange => ({ lo: Math.max(a.lo, b.lo), hi: Math.min(a.hi, b.hi) });
