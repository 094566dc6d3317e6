import { element } from "../../shared/dom";
import { setChildren } from "../../shared/held-still";
import { rowByKey, rowsToMake, scrollHeight, scrollToReveal, type ListShape } from "./list-window";

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
  readonly #rowHeight: number;
  readonly #source: ListSource;

  constructor(label: string, rowHeight: number, source: ListSource) {
    this.#source = source;
    this.#rowHeight = rowHeight;
    this.node = element(
      "div",
      {
        class: "list",
        role: "listbox",
        tabindex: "0",
        "aria-label": label,
        onscroll: () => this.draw(),
        onkeydown: (event) => this.#key(event as KeyboardEvent),
      },
      this.#spacer,
      this.#rows,
    );
    new ResizeObserver(() => this.#resized()).observe(this.node);
  }

  get atTop(): boolean {
    return this.node.scrollTop < 4;
  }

  get selected(): number | undefined {
    return this.#selected;
  }

  /** A row is chosen and there: where the focus is then when the list has it. */
  get atRow(): boolean {
    return this.#selected !== undefined && this.#pool.has(this.#selected);
  }

  setTotal(total: number): void {
    this.#total = total;
    this.#spacer.style.height = `${scrollHeight(this.#shape())}px`;
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
    const { from, to, offset } = rowsToMake(this.#shape());
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
    if (to > from) this.#source.visible(from, to);
    const active = this.atRow ? `row-${this.#selected}` : "";
    if (this.node.getAttribute("aria-activedescendant") !== active)
      this.node.setAttribute("aria-activedescendant", active);
  }

  /** What opens beside the list takes its room: a selected row that was in view stays in view. */
  #resized(): void {
    if (this.#selected !== undefined && this.atRow) this.#reveal(this.#selected);
    this.draw();
  }

  #shape(): ListShape {
    const { clientHeight, scrollTop } = this.node;
    return { total: this.#total, rowHeight: this.#rowHeight, clientHeight, scrollTop };
  }

  #make(index: number): HTMLElement {
    const row = element("div", {
      class: "list-row",
      role: "option",
      id: `row-${index}`,
      onclick: () => this.#choose(index, false),
    });
    this.#pool.set(index, row);
    this.#rows.append(row);
    return row;
  }

  #fill(row: HTMLElement, index: number): void {
    const content = this.#source.row(index);
    row.classList.toggle("unknown", content === undefined);
    row.classList.toggle("selected", index === this.#selected);
    row.setAttribute("aria-selected", String(index === this.#selected));
    row.setAttribute("aria-posinset", String(index + 1));
    row.setAttribute("aria-setsize", String(this.#total));
    row.setAttribute("aria-label", this.#source.label(index));
    setChildren(row, ...(content ?? []));
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = rowByKey(event.key, this.#selected ?? -1, this.#shape());
    if (index === undefined) return;
    event.preventDefault();
    this.#reveal(index);
    this.#choose(index, event.key !== "Enter" && event.key !== " ");
  }

  #choose(index: number, byKey: boolean): void {
    this.select(index);
    this.#source.choose(index, byKey);
  }

  #reveal(index: number): void {
    const scrollTop = scrollToReveal(index, this.#shape());
    if (scrollTop !== undefined) this.node.scrollTop = scrollTop;
  }
}
