import type { DashboardFilter } from "../../../core/messages/dashboard-queries";
import type { RequestRow } from "../../../core/messages/dashboard-results";
import { tellFailure, type HostLink } from "../frame/host-link";

const PAGE_SIZE = 100;
/** Pages that are kept; a scroll through a million rows must not keep them all. */
const MOST_PAGES = 30;

export interface PagesState {
  total: number;
  totalExact: boolean;
  /** False before the first answer. */
  known: boolean;
}

/** What the pages are pages of: they stay together, and a newer listing begins with none of them. */
interface Listing {
  readonly filter: DashboardFilter;
  /** The newest request of it. What comes in later does not move its places. */
  readonly upTo: number | undefined;
  readonly pages: Map<number, RequestRow[]>;
}

/** The rows of the history by their place, fetched in pages as they come into sight. Places are steady while new requests come in. */
export class RequestPages {
  #listing: Listing = { filter: {}, upTo: undefined, pages: new Map() };
  /** Pages with rows that are in view. */
  #wanted = { first: 0, last: -1 };
  /** The one page that is under way. */
  #fetching: { readonly page: number } | undefined;
  state: PagesState = { total: 0, totalExact: true, known: false };
  readonly #link: HostLink;
  readonly #changed: () => void;
  readonly #failed: (message: string) => void;

  constructor(link: HostLink, changed: () => void, failed: (message: string) => void) {
    this.#link = link;
    this.#changed = changed;
    this.#failed = failed;
  }

  row(index: number): RequestRow | undefined {
    return this.#listing.pages.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE];
  }

  /** Place of a request among the rows that are there. */
  placeOf(id: number): number | undefined {
    for (const [page, rows] of this.#listing.pages) {
      const at = rows.findIndex((row) => row.id === id);
      if (at !== -1) return page * PAGE_SIZE + at;
    }
    return undefined;
  }

  /** Starts anew with the newest requests. What is shown stays, and goes on as it was, until the answer is there. */
  async load(filter: DashboardFilter): Promise<void> {
    try {
      const { rows, total, totalExact } = await this.#link.query("requests", {
        kind: "requests",
        filter,
        offset: 0,
        limit: PAGE_SIZE,
      });
      this.#listing = { filter, upTo: rows[0]?.id, pages: new Map([[0, rows]]) };
      this.#fetching = undefined;
      this.state = { total, totalExact, known: true };
      this.#changed();
    } catch (error) {
      tellFailure(error, this.#failed);
    }
  }

  /** How many requests came in since the rows were fetched. */
  async newer(): Promise<number> {
    const { total } = await this.#link.query("newer", {
      kind: "requests",
      filter: this.#listing.filter,
      offset: 0,
      limit: 1,
    });
    return Math.max(0, total - this.state.total);
  }

  /** Fetches what is about to be visible, rows `from` to before `to`; what was asked for and is no longer is given up. */
  need(from: number, to: number): void {
    this.#wanted = { first: Math.floor(from / PAGE_SIZE), last: Math.floor((to - 1) / PAGE_SIZE) };
    this.#fetchMissing();
  }

  /** One page at a time: a second one of the same purpose would drop the first, though both are in view. */
  #fetchMissing(): void {
    if (this.#fetching !== undefined && this.#isWanted(this.#fetching.page)) return;
    for (let page = this.#wanted.first; page <= this.#wanted.last; page++) {
      if (!this.#listing.pages.has(page)) return void this.#fetch(page);
    }
  }

  async #fetch(page: number): Promise<void> {
    const { filter, upTo, pages } = this.#listing;
    const fetching = (this.#fetching = { page });
    try {
      const { rows } = await this.#link.query("page", {
        kind: "requests",
        filter,
        offset: page * PAGE_SIZE,
        limit: PAGE_SIZE,
        ...(upTo !== undefined && { upTo }),
      });
      if (this.#fetching !== fetching) return;
      this.#fetching = undefined;
      pages.set(page, rows);
      this.#forget();
      this.#changed();
      this.#fetchMissing();
    } catch (error) {
      if (this.#fetching !== fetching) return;
      this.#fetching = undefined;
      tellFailure(error, this.#failed);
    }
  }

  #forget(): void {
    const { pages } = this.#listing;
    for (const page of pages.keys()) {
      if (pages.size <= MOST_PAGES) return;
      if (page !== 0 && !this.#isWanted(page)) pages.delete(page);
    }
  }

  #isWanted(page: number): boolean {
    return page >= this.#wanted.first && page <= this.#wanted.last;
  }
}
