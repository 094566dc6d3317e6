import type { Clock } from "../../core/breaker/types";

/** Changes come in bursts; the editor is told once of all. */
const SETTLE_MS = 250;
/** The editor reads the whole list anew at each change. */
const LEAST_GAP_MS = 1_000;
/** A question of the editor's that comes so soon after it was told is an answer to that, not somebody who opened a picker. */
const ANSWER_MS = 1_000;

interface ChangeNoticeDeps {
  clock: Clock;
  /** Tells the editor that what it knows of the models is old. */
  fire(): void;
  /** Whether it is. */
  isOld(): boolean;
}

/** Tells the editor that its list of models is old, at a bounded rate and only where it is. */
export class ChangeNotice {
  readonly #deps: ChangeNoticeDeps;
  #timer: unknown;
  #toldAt = -Infinity;

  constructor(deps: ChangeNoticeDeps) {
    this.#deps = deps;
  }

  /** Whether the editor was told a moment ago. */
  get justTold(): boolean {
    return this.#deps.clock.now() - this.#toldAt < ANSWER_MS;
  }

  soon(inMs = SETTLE_MS): void {
    if (this.#timer !== undefined) return;
    const { clock } = this.#deps;
    const gap = this.#toldAt + LEAST_GAP_MS - clock.now();
    this.#timer = clock.setTimeout(
      () => {
        this.#timer = undefined;
        if (this.#deps.isOld()) this.now();
      },
      Math.max(inMs, gap),
    );
  }

  now(): void {
    this.#toldAt = this.#deps.clock.now();
    this.#deps.fire();
  }

  dispose(): void {
    this.#deps.clock.clearTimeout(this.#timer);
  }
}
