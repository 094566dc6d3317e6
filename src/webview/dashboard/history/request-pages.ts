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
  readonly total: number;
  readonly totalExact: boolean;
  /** The first of them is always there. */
  readonly pages: Map<number, RequestRow[]>;
}

/** The rows of the history by their place, fetched in pages as they come into sight. Places are steady while new requests come in. */
export class RequestPages {
  #listing: Listing | undefined;
  /** The listing of now, where what is shown must not move. */
  #ahead: Listing | undefined;
  /** The newest loading that was asked for; it never rejects. */
  #loading: Promise<void> = Promise.resolve();
  /** Pages with rows that are in view. */
  #wanted = { first: 0, last: -1 };
  /** The one page that is under way. */
  #fetching: { readonly page: number } | undefined;
  readonly #link: HostLink;
  readonly #changed: () => void;
  readonly #failed: (message: string) => void;

  constructor(link: HostLink, changed: () => void, failed: (message: string) => void) {
    this.#link = link;
    this.#changed = changed;
    this.#failed = failed;
  }

  get state(): PagesState {
    const { total, totalExact } = this.#listing ?? { total: 0, totalExact: true };
    return { total, totalExact, known: this.#listing !== undefined };
  }

  /** How many requests came in that wait for {@link showNewer}; of very many no more than a page is counted. */
  get waiting(): number {
    if (!this.#ahead) return 0;
    const shown = firstPage(this.#listing);
    const ids = new Set(shown.map(({ id }) => id));
    const oldest = shown.length < PAGE_SIZE ? -1 : (shown.at(-1)?.id ?? -1);
    // One that another window wrote late may stand below some that are shown.
    return firstPage(this.#ahead).filter(({ id }) => id > oldest && !ids.has(id)).length;
  }

  row(index: number): RequestRow | undefined {
    return this.#listing?.pages.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE];
  }

  /** Place of a request among the rows that are there. */
  placeOf(id: number): number | undefined {
    for (const [page, rows] of this.#listing?.pages ?? []) {
      const at = rows.findIndex((row) => row.id === id);
      if (at !== -1) return page * PAGE_SIZE + at;
    }
    return undefined;
  }

  /** Starts anew with the newest requests. What is shown stays, and goes on as it was, until the answer is there. */
  load(filter: DashboardFilter): Promise<void> {
    return (this.#loading = this.#newest("requests", filter, (listing) => this.#show(listing)));
  }

  /** Looks for requests that came in. They are shown at once, or, where `mayShow` says no when they are there, wait for {@link showNewer}. */
  async follow(filter: DashboardFilter, mayShow: () => boolean): Promise<void> {
    const loading = this.#loading;
    await loading;
    await this.#newest("newer", filter, (listing) => {
      // What was loaded anew meanwhile was asked for later than this.
      if (this.#loading !== loading) return;
      if (mayShow() || this.state.total === 0) return this.#show(listing);
      this.#ahead = listing;
      this.#changed();
    });
  }

  showNewer(): void {
    if (this.#ahead) this.#show(this.#ahead);
  }

  async #newest(purpose: string, filter: DashboardFilter, take: (listing: Listing) => void): Promise<void> {
    try {
      const { rows, total, totalExact } = await this.#link.query(purpose, {
        kind: "requests",
        filter,
        offset: 0,
        limit: PAGE_SIZE,
      });
      take({ filter, upTo: rows[0]?.id, total, totalExact, pages: new Map([[0, rows]]) });
    } catch (error) {
      tellFailure(error, this.#failed);
    }
  }

  #show(listing: Listing): void {
    this.#listing = listing;
    this.#ahead = undefined;
    this.#fetching = undefined;
    this.#changed();
  }

  /** Fetches what is about to be visible, rows `from` to before `to`; what was asked for and is no longer is given up. */
  need(from: number, to: number): void {
    this.#wanted = { first: Math.floor(from / PAGE_SIZE), last: Math.floor((to - 1) / PAGE_SIZE) };
    this.#fetchMissing();
  }

  /** One page at a time: a second one of the same purpose would drop the first, though both are in view. */
  #fetchMissing(): void {
    if (!this.#listing || (this.#fetching !== undefined && this.#isWanted(this.#fetching.page))) return;
    for (let page = this.#wanted.first; page <= this.#wanted.last; page++) {
      if (!this.#listing.pages.has(page)) return void this.#fetch(page, this.#listing);
    }
  }

  async #fetch(page: number, { filter, upTo, pages }: Listing): Promise<void> {
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
      this.#forget(pages);
      this.#changed();
      this.#fetchMissing();
    } catch (error) {
      if (this.#fetching !== fetching) return;
      this.#fetching = undefined;
      tellFailure(error, this.#failed);
    }
  }

  #forget(pages: Map<number, RequestRow[]>): void {
    for (const page of pages.keys()) {
      if (pages.size <= MOST_PAGES) return;
      if (page !== 0 && !this.#isWanted(page)) pages.delete(page);
    }
  }

  #isWanted(page: number): boolean {
    return page >= this.#wanted.first && page <= this.#wanted.last;
  }
}

const firstPage = (listing: Listing | undefined): RequestRow[] => listing?.pages.get(0) ?? [];
