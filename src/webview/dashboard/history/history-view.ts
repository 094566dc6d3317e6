import { wordsOf } from "../../../core/history/rules/search-terms";
import type { DashboardFilter } from "../../../core/messages/dashboard-queries";
import type { ResultOf, TransitionRow } from "../../../core/messages/dashboard-results";
import { element, setText } from "../../shared/dom";
import { keepFocus } from "../../shared/held-still";
import { Presence } from "../../shared/presence";
import type { HostLink } from "../frame/host-link";
import type { Span } from "../frame/time-range";
import type { ViewState } from "../frame/view-state";
import { history as texts } from "../frame/texts";
import { FilterBar, type Filter } from "./filter-bar";
import { RequestPages } from "./request-pages";
import { requestRowContent, requestRowLabel } from "./request-row";
import { TransitionsList } from "./transitions-list";
import { VirtualList } from "./virtual-list";

/** As the style sheet says, in CSS pixels. */
const ROW_HEIGHT = 46;

export interface HistoryListener {
  /** The list's own part of the remembered state changed. */
  remember(part: Partial<Pick<ViewState, "filter" | "inRange" | "list">>): void;
  choose(request: number, byKey: boolean): void;
  transition(row: TransitionRow): void;
  failed(message: string): void;
  /** Something that a screen reader is to say. */
  say(text: string): void;
}

/** The searchable history: requests in a virtual list, and the breakers' changes of state. */
export class HistoryView {
  readonly #count = element("span", { class: "muted list-count" });
  readonly #fresh = element("button", {
    type: "button",
    class: "secondary fresh",
    hidden: true,
    onclick: () => this.#showNewer(),
  });
  readonly #tabs: Record<ViewState["list"], HTMLButtonElement>;
  readonly #filters: FilterBar;
  readonly #pages: RequestPages;
  readonly #list: VirtualList;
  /** Whether somebody is at the list: nothing moves there then. */
  readonly #reader: Presence;
  readonly #transitions: TransitionsList;
  readonly #empty = element("div", { class: "empty", hidden: true });
  readonly #memoryNote = element("p", { class: "note", hidden: true }, texts.memoryOnly);
  readonly #requestsPane: HTMLElement;
  readonly node: HTMLElement;
  #selected: number | undefined;
  /** How many requests there are without any filter, as far as it was told. */
  #everything: number | undefined;
  /** A row that was gone to by a key before it was fetched. */
  #awaited: number | undefined;
  /** Where the selected request was last, and of how many: its row may be out of sight and forgotten. */
  #place: { at: number; of: number } | undefined;
  readonly #link: HostLink;
  readonly #state: () => ViewState;
  readonly #span: () => Span;
  readonly #on: HistoryListener;

  constructor(link: HostLink, state: () => ViewState, span: () => Span, on: HistoryListener) {
    this.#link = link;
    this.#state = state;
    this.#span = span;
    this.#on = on;
    this.#pages = new RequestPages(link, () => this.#draw(), on.failed);
    this.#list = new VirtualList(texts.list, ROW_HEIGHT, {
      row: (index) => {
        const row = this.#pages.row(index);
        return row && requestRowContent(row, link.now());
      },
      visible: (from, to) => this.#pages.need(from, to),
      choose: (index, byKey) => this.#choose(index, byKey),
      label: (index) => requestRowLabel(this.#pages.row(index), link.now()),
    });
    this.#transitions = new TransitionsList(link, on.failed, on.transition);
    const { filter, inRange } = state();
    this.#filters = new FilterBar(filter, inRange, {
      filter: (changed) => this.#refilter({ filter: changed }),
      inRange: (changed) => this.#refilter({ inRange: changed }),
    });
    const listing = element(
      "div",
      { class: "listing" },
      element("div", { class: "list-head" }, this.#count, this.#fresh),
      element("div", { class: "list-frame" }, this.#list.node, this.#empty),
    );
    this.#reader = new Presence(
      listing,
      (focused) => focused !== this.#list.node || this.#list.atRow,
      () => this.#showIfFree(),
    );
    const tab = (list: ViewState["list"], label: string): HTMLButtonElement =>
      element(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${list}`,
          "aria-controls": `pane-${list}`,
          onclick: () => this.#show(list),
          onkeydown: (event) => this.#tabKey(event as KeyboardEvent),
        },
        label,
      );
    this.#tabs = { requests: tab("requests", texts.requests), transitions: tab("transitions", texts.transitions) };
    this.#requestsPane = element(
      "div",
      { class: "requests-pane", role: "tabpanel", id: "pane-requests", "aria-labelledby": "tab-requests" },
      this.#filters.node,
      listing,
    );
    this.node = element(
      "section",
      { class: "panel history", "aria-label": texts.title },
      element(
        "header",
        { class: "panel-head" },
        element("h2", {}, texts.title),
        element("span", { class: "spring" }),
        element("div", { class: "tabs", role: "tablist" }, this.#tabs.requests, this.#tabs.transitions),
      ),
      this.#memoryNote,
      this.#requestsPane,
      element(
        "div",
        { class: "transitions-tab", role: "tabpanel", id: "pane-transitions", "aria-labelledby": "tab-transitions" },
        this.#transitions.node,
      ),
    );
    this.#showPane();
  }

  /** Fetches anew, from the newest on. */
  async reload(toTop = false): Promise<void> {
    if (toTop) this.#list.scrollToTop();
    if (this.#state().list === "transitions") await this.#transitions.load(undefined);
    else await this.#pages.load(this.#filter());
  }

  /** New entries came in: at the top they appear at once, unless somebody is at the list, and further down they wait too. What was cleared is gone at once. */
  async changed(what: { requests: boolean; states: boolean; cleared: boolean }): Promise<void> {
    if (this.#state().list === "transitions") {
      if (what.states || what.cleared) await this.#transitions.load(undefined);
    } else if (what.cleared) await this.reload();
    else if (what.requests) await this.#pages.follow(this.#filter(), () => this.#free);
  }

  setOverview(overview: ResultOf<"overview">): void {
    this.#filters.setOverview(overview);
    this.#memoryNote.hidden = overview.storage === "sqlite";
    this.#everything = overview.requests;
    this.#drawEmpty();
  }

  /** The shown time moved. */
  spanChanged(): void {
    if (this.#state().inRange && this.#state().list === "requests") void this.reload();
  }

  select(request: number | undefined): void {
    this.#selected = request;
    this.#awaited = undefined;
    this.#place = undefined;
    this.#list.select(this.#selectedPlace());
    this.#reader.mayHaveLeft();
  }

  focusList(): void {
    this.#list.node.focus();
  }

  #filter(): DashboardFilter {
    const { filter, inRange } = this.#state();
    return inRange ? { ...filter, ...this.#span() } : filter;
  }

  #refilter(part: { filter?: Filter; inRange?: boolean }): void {
    this.#on.remember(part);
    this.#place = undefined;
    this.#awaited = undefined;
    void this.reload(true);
  }

  #draw(): void {
    const { total, totalExact, known } = this.#pages.state;
    if (!known) return;
    setText(this.#count, texts.total(total, totalExact));
    this.#list.setTotal(total);
    if (this.#awaited !== undefined && this.#pages.row(this.#awaited)) this.#choose(this.#awaited, true);
    this.#list.select(this.#awaited ?? this.#selectedPlace());
    this.#drawFresh();
    this.#drawEmpty();
  }

  /** Told once, however many more come in. */
  #drawFresh(): void {
    const { waiting } = this.#pages;
    const had = document.activeElement;
    if (waiting > 0) {
      setText(this.#fresh, texts.fresh(waiting));
      if (this.#fresh.hidden) this.#on.say(texts.fresh(waiting));
    }
    this.#fresh.hidden = waiting === 0;
    keepFocus(had, [this.#list.node]);
  }

  /** Whether rows may move: only at the top, and under nobody. */
  get #free(): boolean {
    return this.#list.atTop && !this.#reader.here;
  }

  #showIfFree(): void {
    if (this.#free) this.#pages.showNewer();
  }

  #showNewer(): void {
    this.#list.scrollToTop();
    this.#pages.showNewer();
  }

  /** New requests push the selected one down. */
  #selectedPlace(): number | undefined {
    if (this.#selected === undefined) return undefined;
    const { total } = this.#pages.state;
    const known = this.#pages.placeOf(this.#selected);
    if (known !== undefined) this.#place = { at: known, of: total };
    return known ?? (this.#place && this.#place.at + total - this.#place.of);
  }

  #choose(index: number, byKey: boolean): void {
    const row = this.#pages.row(index);
    this.#awaited = row ? undefined : index;
    if (row) this.#on.choose((this.#selected = row.id), byKey);
  }

  #drawEmpty(): void {
    const { total, known } = this.#pages.state;
    const filtered = Object.keys(this.#filter()).length > 0 && this.#everything !== 0;
    this.#empty.hidden = !known || total > 0;
    if (this.#empty.hidden) return;
    const { text } = this.#filter();
    const wordless = text !== undefined && wordsOf(text).length === 0;
    const [title, hint] = wordless
      ? [texts.noWords, texts.noWordsHint]
      : filtered
        ? [texts.noneMatch, texts.noneMatchHint]
        : [texts.noneEver, texts.noneEverHint];
    const again = filtered
      ? element("button", { type: "button", class: "link", onclick: () => this.#filters.clear() }, texts.clear)
      : element(
          "button",
          { type: "button", class: "link", onclick: () => this.#link.post({ type: "ask" }) },
          texts.ask,
        );
    this.#empty.replaceChildren(element("strong", {}, title), element("p", {}, hint), again);
  }

  #show(list: ViewState["list"]): void {
    this.#on.remember({ list });
    this.#showPane();
    void this.reload();
  }

  #showPane(): void {
    const { list } = this.#state();
    for (const name of ["requests", "transitions"] as const) {
      this.#tabs[name].setAttribute("aria-selected", String(name === list));
      this.#tabs[name].tabIndex = name === list ? 0 : -1;
    }
    this.node.classList.toggle("shows-transitions", list === "transitions");
  }

  #tabKey(event: KeyboardEvent): void {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = this.#state().list === "requests" ? "transitions" : "requests";
    this.#show(other);
    this.#tabs[other].focus();
  }
}
