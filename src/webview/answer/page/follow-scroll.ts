import { hasSelection } from "../../shared/held-still";

/** How near to the end still counts as “at the end”, in pixels. */
const SLACK = 24;

/** Keys that scroll up, the blank with Shift. */
const KEYS_UP = new Set(["ArrowUp", "PageUp", "Home", " "]);

/** For how long a scrolling may go on after what a person did for it, in milliseconds. */
const GOES_ON_MS = 1_000;

/**
 * Keeps the end of a box in view while what is in it grows, until the reader scrolls up; scrolling back to the end follows again. While
 * something is selected in it, it stays where it is: what a person draws a selection over would run away under the mouse. It acts when
 * the browser has laid out the page, so that nothing is laid out twice.
 */
export class FollowScroll {
  #following = true;
  #lastTop = 0;
  #lastHeight = 0;
  #byHandAt = -Infinity;
  readonly #box: HTMLElement;

  constructor(box: HTMLElement) {
    this.#box = box;
    box.addEventListener("scroll", (event) => this.#scrolled(event.timeStamp), { passive: true });
    for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"])
      document.addEventListener(kind, (event) => this.#touched(event), { passive: true, capture: true });
    const grown = new ResizeObserver(() => this.#follow());
    for (const part of [box, ...box.children]) grown.observe(part);
  }

  /** Follows again from the start of a new answer. A conversation that opens begins a hundred of them at once: only the next frame looks. */
  restart(): void {
    this.#following = true;
    this.#byHandAt = -Infinity;
    requestAnimationFrame(() => this.#follow());
  }

  #follow(): void {
    if (!this.#following || hasSelection(this.#box)) return;
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#lastTop = this.#box.scrollTop;
    this.#lastHeight = this.#box.scrollHeight;
  }

  /**
   * Only a reader scrolls up. That the end is further away by now is no sign of one, and that it is further up is none where what is in the box has
   * changed: what got shorter moves it by itself, and the event for that comes when it may have grown again.
   */
  #scrolled(now: number): void {
    const up = this.#box.scrollTop < this.#lastTop;
    this.#lastTop = this.#box.scrollTop;
    const byReader = this.#box.scrollHeight === this.#lastHeight || now - this.#byHandAt < GOES_ON_MS;
    if ((up && byReader) || !this.#following) this.#following = this.#atEnd();
  }

  #touched(event: Event): void {
    if (mayScrollUp(event, this.#box)) this.#byHandAt = event.timeStamp;
  }

  #atEnd(): boolean {
    return this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight <= SLACK;
  }
}

function mayScrollUp(event: Event, box: HTMLElement): boolean {
  if (event instanceof WheelEvent) return event.deltaY < 0;
  if (event instanceof KeyboardEvent) return KEYS_UP.has(event.key);
  // What is pressed on the box and on nothing in it is its scroll bar.
  if (event instanceof PointerEvent) return event.target === box;
  return true;
}
