import { hasSelection } from "./held-still";

/** Who leaves and comes back within this time, in milliseconds, was there all the while: a pointer that slips over an edge, a focus on its way. */
const SLIP_MS = 250;

/**
 * Tells whether a person is at a part of the page, where nothing may move then: with the pointer over it, with the focus in it, or with something selected in it.
 * A finger cannot hover: once it has touched the part it is there until it touches elsewhere.
 */
export class Presence {
  readonly #node: HTMLElement;
  readonly #focusCounts: (focused: Element) => boolean;
  readonly #left: () => void;
  #pointer: "over" | "elsewhere" = "elsewhere";
  #leaving: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param focusCounts whether it is to be held still for what has the focus in it
   * @param left nobody is there any more
   */
  constructor(node: HTMLElement, focusCounts: (focused: Element) => boolean, left: () => void) {
    this.#node = node;
    this.#focusCounts = focusCounts;
    this.#left = left;
    node.addEventListener("pointerenter", () => (this.#pointer = "over"));
    node.addEventListener("pointerleave", ({ pointerType }) => {
      if (pointerType !== "touch") this.#pointerLeft();
    });
    node.addEventListener("focusout", () => this.mayHaveLeft());
    document.addEventListener("selectionchange", () => this.mayHaveLeft());
    document.addEventListener("pointerdown", ({ target }) => {
      if (!node.contains(target as Node)) this.#pointerLeft();
    });
  }

  get here(): boolean {
    return this.#pointer === "over" || this.#hasFocus() || hasSelection(this.#node);
  }

  /** Something ended that may have been all that somebody did here. */
  mayHaveLeft(): void {
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => {
      if (!this.here) this.#left();
    }, SLIP_MS);
  }

  #pointerLeft(): void {
    this.#pointer = "elsewhere";
    this.mayHaveLeft();
  }

  /** Whoever went on to another part of the editor has left the focus in the page behind. */
  #hasFocus(): boolean {
    const { activeElement } = document;
    return (
      activeElement !== null &&
      document.hasFocus() &&
      this.#node.contains(activeElement) &&
      this.#focusCounts(activeElement)
    );
  }
}
