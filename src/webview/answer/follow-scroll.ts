/** How near to the end still counts as “at the end”, in pixels. */
const slack = 24;

/** Keeps the end in view while an answer grows, until the reader scrolls up; scrolling back to the end follows again. */
export class FollowScroll {
  private following = true;

  constructor(private readonly box: HTMLElement) {
    box.addEventListener("scroll", () => (this.following = this.atEnd()), { passive: true });
  }

  /** Call after the content changed. */
  contentChanged(): void {
    if (this.following) this.box.scrollTop = this.box.scrollHeight;
  }

  /** Follows again from the start of a new answer. */
  restart(): void {
    this.following = true;
    this.contentChanged();
  }

  private atEnd(): boolean {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight <= slack;
  }
}
