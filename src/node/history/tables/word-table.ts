import type { Database, Statement } from "../sqlite/sqlite-module";

/** Names that recur in every row, by what they name. */
export const wordKinds = { endpoint: 1, model: 2, command: 3, route: 4, finish: 5, failure: 6 } as const;
export type WordKind = keyof typeof wordKinds;

/** Names that are remembered; a usual history has a few dozen. */
const mostRemembered = 10_000;

/** Stands for a name whose number cannot be told any more. */
export const UNKNOWN_WORD = "?";

/** Gives recurring names small numbers. */
export class WordTable {
  readonly #ids = new Map<string, number>();
  readonly #texts = new Map<number, string>();
  readonly #select: Statement;
  readonly #selectText: Statement;
  readonly #selectKind: Statement;
  readonly #insert: Statement;

  constructor(database: Database) {
    this.#select = database.prepare("SELECT id FROM word WHERE kind = ? AND text = ?");
    this.#selectText = database.prepare("SELECT text FROM word WHERE id = ?");
    this.#selectKind = database.prepare("SELECT id, text FROM word WHERE kind = ? ORDER BY text");
    this.#insert = database.prepare("INSERT INTO word (kind, text) VALUES (?, ?) RETURNING id");
  }

  /** To be called when another window may have emptied the table, or a transaction was taken back. */
  forget(): void {
    this.#ids.clear();
    this.#texts.clear();
  }

  /** The number of a name; a new one where it has none. */
  idOf(kind: WordKind, text: string): number {
    return this.find(kind, text) ?? this.#keep(kind, text, Number(this.#insert.get(wordKinds[kind], text)!["id"]));
  }

  /** As {@link idOf}, but null for undefined. */
  idOrNull(kind: WordKind, text: string | undefined): number | null {
    return text === undefined ? null : this.idOf(kind, text);
  }

  find(kind: WordKind, text: string): number | undefined {
    const known = this.#ids.get(`${wordKinds[kind]}${text}`);
    if (known !== undefined) return known;
    const row = this.#select.get(wordKinds[kind], text);
    return row && this.#keep(kind, text, Number(row["id"]));
  }

  textOf(id: number): string {
    let text = this.#texts.get(id);
    if (text === undefined) {
      if (this.#texts.size >= mostRemembered) this.forget();
      this.#texts.set(id, (text = String(this.#selectText.get(id)?.["text"] ?? UNKNOWN_WORD)));
    }
    return text;
  }

  textOrUndefined(id: unknown): string | undefined {
    return typeof id === "number" ? this.textOf(id) : undefined;
  }

  all(kind: WordKind): { id: number; text: string }[] {
    return this.#selectKind.all(wordKinds[kind]).map((row) => ({ id: Number(row["id"]), text: String(row["text"]) }));
  }

  #keep(kind: WordKind, text: string, id: number): number {
    // Some names come from servers, which may give another one each time.
    if (this.#texts.size >= mostRemembered) this.forget();
    this.#ids.set(`${wordKinds[kind]}${text}`, id);
    this.#texts.set(id, text);
    return id;
  }
}
