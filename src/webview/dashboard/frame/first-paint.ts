/** Name of the mark in the page's performance timeline: pictures and list were on the screen for the first time. */
export const FIRST_PAINT_MARK = "llm-breaker-dashboard-painted";

/** Waits for both and leaves the mark, for whoever measures how long it took. */
export class FirstPaint {
  readonly #missing = new Set(["figures", "list"]);

  drawn(part: "figures" | "list"): void {
    if (!this.#missing.delete(part) || this.#missing.size > 0) return;
    // What was drawn now is painted by the time the next frame begins.
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(FIRST_PAINT_MARK)));
  }
}
