import type { ResultOf } from "../../../core/messages/dashboard-results";
import { Superseded, type HostLink } from "../frame/host-link";
import type { Span } from "../frame/time-range";

export interface TimelineFigures {
  lanes: ResultOf<"lanes">["lanes"];
  series: ResultOf<"series">["series"];
  /** What was asked for. */
  span: Span;
}

/** Questions are at least this far apart, in milliseconds: ten a second. */
const SPACING_MS = 100;
/** With a slow store the page asks less often: at most this share of the time is spent waiting for answers. */
const BUSY_SHARE = 0.25;
/** A bucket is at least this wide, in CSS pixels. */
const BUCKET_WIDTH = 6;

/** Keeps the figures of the shown time up to date: one question under way, at most one waiting. */
export class TimelineData {
  #state: "idle" | "asking" | "asking_again" = "idle";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastAt = -Infinity;
  #tookMs = 0;
  readonly #link: HostLink;
  readonly #wanted: () => { span: Span; width: number } | undefined;
  readonly #take: (figures: TimelineFigures) => void;
  readonly #failed: (message: string) => void;

  /**
   * @param wanted the span to ask for and the width of the plot in CSS pixels; undefined while nothing can be drawn
   * @param take gets every answer
   * @param failed gets the reason, as a sentence
   */
  constructor(
    link: HostLink,
    wanted: () => { span: Span; width: number } | undefined,
    take: (figures: TimelineFigures) => void,
    failed: (message: string) => void,
  ) {
    this.#link = link;
    this.#wanted = wanted;
    this.#take = take;
    this.#failed = failed;
  }

  /** Something changed: asks soon. @param urgent a person did it, so the last question does not matter any more */
  refresh(urgent = false): void {
    if (urgent) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      void this.#ask();
    } else if (this.#state !== "idle") {
      this.#state = "asking_again";
    } else if (this.#timer === undefined) {
      const due = this.#lastAt + Math.max(SPACING_MS, this.#tookMs / BUSY_SHARE);
      this.#timer = setTimeout(
        () => {
          this.#timer = undefined;
          void this.#ask();
        },
        Math.max(0, due - performance.now()),
      );
    }
  }

  async #ask(): Promise<void> {
    const wanted = this.#wanted();
    if (!wanted) return;
    const { span, width } = wanted;
    this.#state = "asking";
    this.#lastAt = performance.now();
    try {
      const [lanes, series] = await Promise.all([
        this.#link.query("lanes", { kind: "lanes", ...span, resolutionMs: ((span.toMs - span.fromMs) / width) * 1.5 }),
        this.#link.query("series", {
          kind: "series",
          ...span,
          maxBuckets: Math.min(300, Math.max(20, Math.floor(width / BUCKET_WIDTH))),
        }),
      ]);
      this.#tookMs = performance.now() - this.#lastAt;
      this.#take({ lanes: lanes.lanes, series: series.series, span });
    } catch (error) {
      // The newer question has taken over.
      if (error instanceof Superseded) return;
      this.#failed(error instanceof Error ? error.message : String(error));
    }
    const again = (this.#state as string) === "asking_again";
    this.#state = "idle";
    if (again) this.refresh();
  }
}
