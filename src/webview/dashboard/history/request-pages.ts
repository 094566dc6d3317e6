import type { DashboardFilter } from "../../../core/messages/dashboard-queries";
import type { RequestRow } from "../../../core/messages/dashboard-results";
import { Superseded, type HostLink } from "../frame/host-link";

const pageSize = 100;
/** Pages that are kept; a scroll through a million rows must not keep them all. */
const mostPages = 30;

export interface PagesState {
  total: number;
  totalExact: boolean;
  /** False before the first answer. */
  known: boolean;
}

/** The rows of the history by their place, fetched in pages as they come into sight. Places are steady while new requests come in. */
export class RequestPages {
  readonly #pages = new Map<number, RequestRow[]>();
  readonly #asked = new Set<number>();
  #filter: DashboardFilter = {};
  #upTo: number | undefined;
  /** Counts the filters; answers to an older one are not for us. */
  #generation = 0;
  state: PagesState = { total: 0, totalExact: true, known: false };

  constructor(
    private readonly link: HostLink,
    private readonly changed: () => void,
    private readonly failed: (message: string) => void,
  ) {}

  row(index: number): RequestRow | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Place of a request among the rows that are there. */
  placeOf(id: number): number | undefined {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row.id === id);
      if (at !== -1) return page * pageSize + at;
    }
    return undefined;
  }

  /** Starts anew with the newest requests. What is shown stays until the answer is there. */
  async load(filter: DashboardFilter): Promise<void> {
    const generation = ++this.#generation;
    this.#filter = filter;
    try {
      const { rows, total, totalExact } = await this.link.query("requests", { kind: "requests", filter, offset: 0, limit: pageSize });
      if (generation !== this.#generation) return;
      this.#pages.clear();
      this.#asked.clear();
      this.#pages.set(0, rows);
      this.#upTo = rows[0]?.id;
      this.state = { total, totalExact, known: true };
      this.changed();
    } catch (error) {
      this.#tell(error);
    }
  }

  /** How many requests came in since the rows were fetched. */
  async newer(): Promise<number> {
    const { total } = await this.link.query("newer", { kind: "requests", filter: this.#filter, offset: 0, limit: 1 });
    return Math.max(0, total - this.state.total);
  }

  /** Fetches what is about to be visible. */
  need(from: number, to: number): void {
    for (let page = Math.floor(from / pageSize); page <= Math.floor((to - 1) / pageSize); page++) {
      if (!this.#pages.has(page) && !this.#asked.has(page)) void this.#fetch(page);
    }
  }

  async #fetch(page: number): Promise<void> {
    const generation = this.#generation;
    this.#asked.add(page);
    try {
      const upTo = this.#upTo === undefined ? {} : { upTo: this.#upTo };
      const { rows } = await this.link.query(`page`, { kind: "requests", filter: this.#filter, offset: page * pageSize, limit: pageSize, ...upTo });
      if (generation !== this.#generation) return;
      this.#pages.set(page, rows);
      this.#forget();
      this.changed();
    } catch (error) {
      this.#tell(error);
    } finally {
      this.#asked.delete(page);
    }
  }

  #forget(): void {
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= mostPages) return;
      if (page !== 0) this.#pages.delete(page);
    }
  }

  #tell(error: unknown): void {
    if (!(error instanceof Superseded)) this.failed(error instanceof Error ? error.message : String(error));
  }
}
