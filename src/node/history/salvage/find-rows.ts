import type { HistoryEvent } from "../../../core/history/rules/history-events";
import { timeOfId } from "../../../core/history/rules/row-ids";
import type { RequestEntry } from "../../../core/history/types";
import { eventFromText } from "../tables/event-table";
import { fromRow, requestColumns } from "../tables/request-row";
import type { FoundRows } from "../engine/sqlite-engine";
import type { Row, SqlValue } from "../sqlite/sqlite-module";
import { UNKNOWN_WORD, wordKinds } from "../tables/word-table";
import type { PageFile } from "./page-file";
import type { PageRow } from "./table-page";
import { rowsOn } from "./table-page";

/** Between two of these, others have their turn: a few milliseconds each. */
const PAGES_AT_ONCE = 250;
const ROWS_AT_ONCE = 200;

const COLUMNS = ["id", ...requestColumns.split(", ")];
/** The last column of the first version, in which every request has a text. A row from before a column was added is shorter. */
const ATTEMPTS = COLUMNS.indexOf("attempts");

/** Ids on a page with texts, so that a request finds its own. */
interface TextPage {
  number: number;
  first: number;
  last: number;
}

/**
 * Every request and event on the pages that are whole, wherever the tables' own ways to them are damaged. A request whose text is lost comes without.
 * What was cleared stays gone: rows from before the time up to which the file says that it was cleared are left out, and so are free pages.
 *
 * Yields often, at times without any rows.
 */
export function* findRows(pages: PageFile): Generator<FoundRows> {
  const nothing: FoundRows = { requests: [], events: [] };
  const words = new FoundWords();
  const requestPages: number[] = [];
  const eventPages: number[] = [];
  const textPages: TextPage[] = [];
  let knownSince = 0;
  for (let number = 1; number <= pages.pageCount; number++) {
    if (number % PAGES_AT_ONCE === 0) yield nothing;
    if (pages.isFree(number)) continue;
    let texts: TextPage | undefined;
    for (const { id, values } of rowsOn(pages, number)) {
      const table = tableOf(values);
      if (table === "word") words.keep(id, String(values[2]));
      else if (table === "meta" && values[0] === "known") knownSince = Math.max(knownSince, Number(values[1]));
      else if (table === "text") {
        if (texts === undefined) textPages.push((texts = { number, first: id, last: id }));
        texts.last = id;
      } else if (table === "request" || table === "event") {
        (table === "request" ? requestPages : eventPages).push(number);
        break;
      }
    }
  }
  const texts = new FoundTexts(pages, textPages);
  const wanted = ({ id }: PageRow) => timeOfId(id) >= knownSince;

  let requests: FoundRows["requests"] = [];
  for (const number of requestPages) {
    for (const row of rowsOn(pages, number)) {
      const found = tableOf(row.values) === "request" && wanted(row) ? requestOf(row, words, texts) : undefined;
      if (found !== undefined) requests.push(found);
      if (requests.length < ROWS_AT_ONCE) continue;
      yield { requests, events: [] };
      requests = [];
    }
  }
  yield { requests, events: [] };
  for (const number of eventPages) {
    const events = [...rowsOn(pages, number)].flatMap((row) =>
      tableOf(row.values) === "event" && wanted(row) ? eventOf(row, words) : [],
    );
    yield { requests: [], events };
  }
}

/** Tables differ in number and types of their columns; a row's id stands in its first column as null. */
function tableOf(values: SqlValue[]): "request" | "text" | "event" | "word" | "meta" | undefined {
  const [first, second, third, fourth] = values.map((value) => (value === null ? "null" : typeof value));
  if (first === "string") return values.length === 2 ? "meta" : undefined;
  if (first !== "null") return undefined;
  if (values.length > ATTEMPTS && values.length <= COLUMNS.length)
    return typeof values[ATTEMPTS] === "string" ? "request" : undefined;
  if (values.length === 3)
    return second === "number" && third === "string" && Object.values<SqlValue>(wordKinds).includes(values[1]!)
      ? "word"
      : undefined;
  if (values.length !== 4 || fourth !== "string") return undefined;
  if (second === "string" && third === "string") return "text";
  return second === "number" && third === "number" ? "event" : undefined;
}

function requestOf(
  { id, values }: PageRow,
  words: FoundWords,
  texts: FoundTexts,
): FoundRows["requests"][number] | undefined {
  const row: Row = Object.fromEntries(COLUMNS.map((name, i) => [name, i === 0 ? id : (values[i] ?? null)]));
  try {
    const { id: _id, ...summary } = fromRow(row, words);
    const [, title, messages, answer] = texts.of(id) ?? [];
    const entry: RequestEntry = { ...summary, messages: [], content: "" };
    if (typeof messages !== "string") return { entry, texts: false };
    return {
      entry: {
        ...entry,
        title: String(title),
        messages: JSON.parse(messages) as RequestEntry["messages"],
        content: String(answer),
      },
      texts: true,
    };
  } catch (error) {
    // No JSON where there has to be some: its bytes are damaged.
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    return undefined;
  }
}

function eventOf({ values }: PageRow, words: FoundWords): HistoryEvent[] {
  try {
    return [eventFromText(String(values[3]), values[1] === 0 ? undefined : words.textOf(Number(values[1])))];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [];
  }
}

class FoundWords {
  readonly #texts = new Map<number, string>();

  keep(id: number, text: string): void {
    this.#texts.set(id, text);
  }

  textOf(id: number): string {
    return this.#texts.get(id) ?? UNKNOWN_WORD;
  }

  textOrUndefined(id: unknown): string | undefined {
    return typeof id === "number" ? this.textOf(id) : undefined;
  }
}

/** The texts, read a page at a time: requests come nearly in their order. */
class FoundTexts {
  readonly #pages: TextPage[];
  #read: { number: number; rows: Map<number, SqlValue[]> } | undefined;
  readonly #file: PageFile;

  constructor(file: PageFile, pages: TextPage[]) {
    this.#file = file;
    this.#pages = pages.sort((a, b) => a.first - b.first);
  }

  of(id: number): SqlValue[] | undefined {
    let [low, high] = [0, this.#pages.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#pages[middle]!.first <= id) low = middle + 1;
      else high = middle;
    }
    const page = this.#pages[low - 1];
    if (page === undefined || page.last < id) return undefined;
    if (this.#read?.number !== page.number)
      this.#read = {
        number: page.number,
        rows: new Map([...rowsOn(this.#file, page.number)].map(({ id: each, values }) => [each, values])),
      };
    return this.#read.rows.get(id);
  }
}
