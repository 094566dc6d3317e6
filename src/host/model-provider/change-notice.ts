import type { Clock } from "../../core/breaker/types";

/** Changes come in bursts; the editor is told once of all. */
const SETTLE_MS = 250;
/** The editor reads the whole list anew at each change. */
const LEAST_GAP_MS = 1_000;
/** A question of the editor's that comes so soon after it was told is its answer to that. */
const ANSWER_MS = 1_000;
/** After the registration it may be busy with the other extensions. */
const START_ANSWER_MS = 3_000;

interface ChangeNoticeDeps {
  clock: Clock;
  /** Tells the editor that what it knows of the models is old. */
  fire(): void;
  /** Whether it is. */
  isOld(): boolean;
  /** When to look again although nobody has told of a change, in milliseconds; undefined: need not. */
  lookAgainMs(): number | undefined;
  /** Whether this editor asks anew when it is told. */
  listens: boolean;
}

/** Tells the editor that its list of models is old, at a bounded rate and only where it is. */
export class ChangeNotice {
  readonly #deps: ChangeNoticeDeps;
  #timer: unknown;
  /** When the timer fires. */
  #due = 0;
  #toldAt = -Infinity;
  /** Until when the next question is an answer to what the editor was told. */
  #answerUntil: number;

  constructor(deps: ChangeNoticeDeps) {
    this.#deps = deps;
    this.#answerUntil = deps.clock.now() + START_ANSWER_MS;
  }

  /**
   * Called at each question of the editor's. @returns whether it asks because it was told that its list is old, or of the registration, and not because somebody has
   * opened a picker or looks for a model: one question for each time
   */
  isAnswer(): boolean {
    const is = this.#deps.clock.now() < this.#answerUntil;
    this.#answerUntil = -Infinity;
    return is;
  }

  /** The first time, after the registration. Some editors ask because of that, others because they are told; none asks twice. */
  start(): void {
    this.#toldAt = this.#deps.clock.now();
    this.#deps.fire();
  }

  /** Something may have changed. */
  soon(): void {
    this.#lookIn(SETTLE_MS);
  }

  /** The editor knows all as it is now. */
  told(): void {
    const again = this.#deps.lookAgainMs();
    if (again !== undefined) this.#lookIn(again);
  }

  dispose(): void {
    this.#deps.clock.clearTimeout(this.#timer);
  }

  #lookIn(ms: number): void {
    const { clock } = this.#deps;
    const now = clock.now();
    const due = Math.max(now + ms, this.#toldAt + LEAST_GAP_MS);
    if (this.#timer !== undefined && due >= this.#due) return;
    clock.clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = clock.setTimeout(() => this.#look(), due - now);
  }

  #look(): void {
    this.#timer = undefined;
    if (this.#deps.isOld()) this.#tell();
    else this.told();
  }

  #tell(): void {
    const { clock, listens, fire } = this.#deps;
    this.#toldAt = clock.now();
    if (listens) this.#answerUntil = Math.max(this.#answerUntil, this.#toldAt + ANSWER_MS);
    fire();
  }
}
