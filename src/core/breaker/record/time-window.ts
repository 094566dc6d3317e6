import type { Outcome, OutcomeWindow, SavedStep, SavedWindow, WindowCounts } from "./outcome-window";

/** Into how many steps the duration is divided. */
const STEPS = 20;

interface Step {
  readonly startedAt: number;
  calls: number;
  failures: number;
  slowCalls: number;
}

/**
 * The calls of the last `durationMs` milliseconds in at most twenty steps. A step begins with a call, not at a multiple of anything, and is
 * forgotten when that call is too old: so a call is forgotten at most a twentieth of the duration early, never late, and calls of one moment exactly
 * `durationMs` later, whether or not anything happens.
 */
export class TimeWindow implements OutcomeWindow {
  readonly capacity = Infinity;
  readonly #durationMs: number;
  /** Oldest first. */
  readonly #steps: Step[] = [];
  readonly #counts = { calls: 0, failures: 0, slowCalls: 0 };

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  record({ failed, slow }: Outcome, now: number): void {
    this.#add({ calls: 1, failures: failed ? 1 : 0, slowCalls: slow ? 1 : 0 }, now);
    this.#forget(now);
  }

  counts(now: number): WindowCounts {
    this.#forget(now);
    return this.#counts;
  }

  save(now: number): SavedWindow {
    this.#forget(now);
    return {
      type: "time",
      steps: this.#steps.map(({ startedAt, ...counts }) => ({ ageMs: now - startedAt, ...counts })),
    };
  }

  /** @param savedAt when the steps were saved, on the clock of today */
  static restore(durationMs: number, steps: readonly SavedStep[], savedAt: number): TimeWindow {
    const window = new TimeWindow(durationMs);
    for (const { ageMs, ...counts } of steps) window.#add(counts, savedAt - ageMs);
    return window;
  }

  #add({ calls, failures, slowCalls }: WindowCounts, at: number): void {
    const step = this.#stepAt(at);
    step.calls += calls;
    step.failures += failures;
    step.slowCalls += slowCalls;
    this.#counts.calls += calls;
    this.#counts.failures += failures;
    this.#counts.slowCalls += slowCalls;
  }

  #stepAt(at: number): Step {
    const last = this.#steps.at(-1);
    if (last && at - last.startedAt < this.#durationMs / STEPS) return last;
    const step = { startedAt: at, calls: 0, failures: 0, slowCalls: 0 };
    this.#steps.push(step);
    return step;
  }

  #forget(now: number): void {
    for (let oldest = this.#steps[0]; oldest && now - oldest.startedAt >= this.#durationMs; oldest = this.#steps[0]) {
      this.#steps.shift();
      this.#counts.calls -= oldest.calls;
      this.#counts.failures -= oldest.failures;
      this.#counts.slowCalls -= oldest.slowCalls;
    }
  }
}
