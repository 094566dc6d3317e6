import { hasSelection } from "../../shared/held-still";

/** How near to the end still counts as “at the end”, in pixels. */
const SLACK = 24;

/**
 * Keeps the end of a box in view while what is in it grows, until the reader scrolls up; scrolling back to the end follows again. While
 * something is selected in it, it stays where it is: what a person draws a selection over would run away under the mouse. It acts when
 * the browser has laid out the page, so that nothing is laid out twice.
 */
export class FollowScroll {
  #following = true;
  #lastTop = 0;
  readonly #box: HTMLElement;

  constructor(box: HTMLElement) {
    this.#box = box;
    box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const grown = new ResizeObserver(() => this.#follow());
    for (const part of [box, ...box.children]) grown.observe(part);
  }

  /** Follows again from the start of a new answer. A conversation that opens begins a hundred of them at once: only the next frame looks. */
  restart(): void {
    this.#following = true;
    requestAnimationFrame(() => this.#follow());
  }

  #follow(): void {
    if (!this.#following || hasSelection(this.#box)) return;
    this.#box.scrollTop = this.#box.scrollHeight;
    // What got shorter has moved it up by itself; the event for that comes when it may have grown again.
    this.#lastTop = this.#box.scrollTop;
  }

  /** Only a reader scrolls up. That the end is further away by now is no sign of one. */
  #scrolled(): void {
    const up = this.#box.scrollTop < this.#lastTop;
    this.#lastTop = this.#box.scrollTop;
    if (up || !this.#following) this.#following = this.#atEnd();
  }

  #atEnd(): boolean {
    return this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight <= SLACK;
  }
}
