import { element } from "../../shared/dom";

/** Browsers give up on taller elements; beyond this the scroll bar stands for the list in proportion. */
const tallest = 15_000_000;
/** Rows made beyond the visible ones on either side. */
const margin = 6;

export interface ListSource {
  /** The row's content; undefined while it is not known yet. */
  row(index: number): Node[] | undefined;
  /** Rows that are (about to be) visible. */
  visible(from: number, to: number): void;
  /** A row was chosen; `byKey` when the selection moved with the keyboard. */
  choose(index: number, byKey: boolean): void;
  label(index: number): string;
}

/**
 * A list of any length of which only the visible rows exist. Arrow keys, Page Up/Down, Home and End move the selection; it works as a list
 * box, so that a screen reader says which row of how many it is.
 */
export class VirtualList {
  readonly #rows = element("div", { class: "list-rows", role: "presentation" });
  readonly #spacer = element("div", { class: "list-spacer", role: "presentation" });
  readonly node: HTMLElement;
  readonly #pool = new Map<number, HTMLElement>();
  #total = 0;
  #selected: number | undefined;
  #rowHeight: number;

  constructor(label: string, rowHeight: number, private readonly source: ListSource) {
    this.#rowHeight = rowHeight;
    this.node = element("div", { class: "list", role: "listbox", tabindex: "0", "aria-label": label, onscroll: () => this.draw(), onkeydown: (event) => this.#key(event as KeyboardEvent) }, this.#spacer, this.#rows);
    new ResizeObserver(() => this.#resized()).observe(this.node);
  }

  get atTop(): boolean {
    return this.node.scrollTop < 4;
  }

  get selected(): number | undefined {
    return this.#selected;
  }

  setTotal(total: number): void {
    this.#total = total;
    this.#spacer.style.height = `${Math.min(tallest, total * this.#rowHeight)}px`;
    this.draw(true);
  }

  select(index: number | undefined): void {
    this.#selected = index;
    this.draw(true);
  }

  scrollToTop(): void {
    this.node.scrollTop = 0;
  }

  /** @param anew also rows that exist already, because their content changed */
  draw(anew = false): void {
    const { from, to, offset } = this.#window();
    for (const [index, row] of this.#pool) {
      if (index >= from && index < to) continue;
      row.remove();
      this.#pool.delete(index);
    }
    for (let index = from; index < to; index++) {
      const known = this.#pool.get(index);
      const row = known ?? this.#make(index);
      if (!known || anew || row.classList.contains("unknown")) this.#fill(row, index);
      row.style.transform = `translateY(${Math.round(offset + (index - from) * this.#rowHeight)}px)`;
    }
    if (to > from) this.source.visible(from, to);
    const active = this.#selected !== undefined && this.#pool.has(this.#selected) ? `row-${this.#selected}` : "";
    if (this.node.getAttribute("aria-activedescendant") !== active) this.node.setAttribute("aria-activedescendant", active);
  }

  /** What opens beside the list takes its room: a selected row that was in view stays in view. */
  #resized(): void {
    if (this.#selected !== undefined && this.#pool.has(this.#selected)) this.#reveal(this.#selected);
    this.draw();
  }

  /** Which rows are shown, and where the first of them stands. */
  #window(): { from: number; to: number; offset: number } {
    const { clientHeight, scrollTop } = this.node;
    const first = this.#firstVisible();
    const from = Math.max(0, Math.floor(first) - margin);
    const to = Math.min(this.#total, Math.ceil(first + clientHeight / this.#rowHeight) + margin);
    return { from, to, offset: scrollTop - (first - from) * this.#rowHeight };
  }

  /** The row at the upper edge, with its fraction that is scrolled away. */
  #firstVisible(): number {
    const { scrollTop, clientHeight } = this.node;
    const real = this.#total * this.#rowHeight;
    if (real <= tallest) return scrollTop / this.#rowHeight;
    const share = scrollTop / Math.max(1, tallest - clientHeight);
    return (share * (real - clientHeight)) / this.#rowHeight;
  }

  #make(index: number): HTMLElement {
    const row = element("div", { class: "list-row", role: "option", id: `row-${index}`, onclick: () => this.#choose(index, false) });
    this.#pool.set(index, row);
    this.#rows.append(row);
    return row;
  }

  #fill(row: HTMLElement, index: number): void {
    const content = this.source.row(index);
    row.classList.toggle("unknown", content === undefined);
    row.classList.toggle("selected", index === this.#selected);
    row.setAttribute("aria-selected", String(index === this.#selected));
    row.setAttribute("aria-posinset", String(index + 1));
    row.setAttribute("aria-setsize", String(this.#total));
    row.setAttribute("aria-label", this.source.label(index));
    row.replaceChildren(...(content ?? []));
  }

  #key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.node.clientHeight / this.#rowHeight) - 1);
    const current = this.#selected ?? -1;
    const next = { ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page, Home: 0, End: this.#total - 1, Enter: current, " ": current }[event.key];
    if (next === undefined || this.#total === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const index = Math.min(this.#total - 1, Math.max(0, next));
    this.#reveal(index);
    this.#choose(index, event.key !== "Enter" && event.key !== " ");
  }

  #choose(index: number, byKey: boolean): void {
    this.select(index);
    this.source.choose(index, byKey);
  }

  #reveal(index: number): void {
    const { clientHeight } = this.node;
    const first = this.#firstVisible();
    const fitting = clientHeight / this.#rowHeight;
    if (index < first) this.#scrollToRow(index);
    else if (index + 1 > first + fitting) this.#scrollToRow(index + 1 - fitting);
  }

  #scrollToRow(first: number): void {
    const real = this.#total * this.#rowHeight;
    const { clientHeight } = this.node;
    const at = first * this.#rowHeight;
    this.node.scrollTop = real <= tallest ? at : (at / (real - clientHeight)) * (tallest - clientHeight);
  }
}
