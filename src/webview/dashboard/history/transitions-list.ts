import type { TransitionRow } from "../../../core/messages/dashboard-results";
import { element } from "../../shared/dom";
import { setChildren } from "../../shared/held-still";
import { moment } from "../frame/format";
import { tellFailure, type HostLink } from "../frame/host-link";
import { stateMark } from "../frame/state-mark";
import { history as texts, states } from "../frame/texts";

const PAGE_SIZE = 100;
/** The host gives no more rows than this for one question. */
const MOST_AT_ONCE = 500;

/** What breakers did, newest first. There are few of them, so they are simply a table that grows on demand. */
export class TransitionsList {
  readonly #body = element("tbody");
  readonly #table = element(
    "table",
    { class: "transitions" },
    element("caption", { class: "visually-hidden" }, texts.transitions),
    this.#body,
  );
  readonly #older = element(
    "button",
    { type: "button", class: "link", hidden: true, onclick: () => void this.#more() },
    texts.older,
  );
  readonly #empty = element(
    "div",
    { class: "empty", hidden: true },
    element("strong", {}, texts.noTransitions),
    element("p", {}, texts.noTransitionsHint),
    element(
      "button",
      { type: "button", class: "link", onclick: () => this.#link.post({ type: "simulateOutage" }) },
      texts.simulate,
    ),
  );
  readonly node = element(
    "div",
    { class: "transitions-pane", tabindex: "0", role: "region", "aria-label": texts.transitions },
    this.#table,
    this.#older,
    this.#empty,
  );
  #rows: TransitionRow[] = [];
  #endpoint: string | undefined;
  readonly #link: HostLink;
  readonly #failed: (message: string) => void;
  readonly #chosen: (row: TransitionRow) => void;

  constructor(link: HostLink, failed: (message: string) => void, chosen: (row: TransitionRow) => void) {
    this.#link = link;
    this.#failed = failed;
    this.#chosen = chosen;
  }

  async load(endpoint: string | undefined): Promise<void> {
    this.#endpoint = endpoint;
    const limit = Math.max(PAGE_SIZE, Math.min(MOST_AT_ONCE, this.#rows.length));
    await this.#fetch("transitions", undefined, limit, (rows) => this.#take(rows, rows.length < limit));
  }

  async #more(): Promise<void> {
    const before = this.#rows.at(-1)?.id;
    await this.#fetch("older transitions", before, PAGE_SIZE, (rows) => {
      // The list was read anew meanwhile and ends elsewhere.
      if (this.#rows.at(-1)?.id !== before) void this.#more();
      else this.#take([...this.#rows, ...rows], rows.length < PAGE_SIZE);
    });
  }

  async #fetch(
    purpose: string,
    before: number | undefined,
    limit: number,
    take: (rows: TransitionRow[]) => void,
  ): Promise<void> {
    try {
      const { rows } = await this.#link.query(purpose, {
        kind: "transitions",
        limit,
        ...(before !== undefined && { before }),
        ...(this.#endpoint !== undefined && { endpoint: this.#endpoint }),
      });
      take(rows);
    } catch (error) {
      tellFailure(error, this.#failed);
    }
  }

  #take(rows: TransitionRow[], complete: boolean): void {
    this.#rows = rows;
    this.#older.hidden = complete;
    this.#draw();
  }

  #draw(): void {
    const now = this.#link.now();
    this.#empty.hidden = this.#rows.length > 0;
    setChildren(
      this.#body,
      ...this.#rows.map((row) => {
        const time = element(
          "button",
          { type: "button", class: "link", onclick: () => this.#chosen(row) },
          moment(row.at, now),
        );
        return element(
          "tr",
          { "data-id": String(row.id) },
          element("td", { class: "row-time" }, time),
          element("th", { scope: "row" }, row.endpoint),
          element(
            "td",
            { class: "change" },
            stateMark(row.from),
            states[row.from],
            element("span", { class: "arrow" }, "→"),
            stateMark(row.to),
            states[row.to],
          ),
          element("td", { class: "row-why" }, row.reason),
        );
      }),
    );
  }
}
