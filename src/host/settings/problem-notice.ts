import type { Clock } from "../../core/breaker/types";
import type { SettingProblem } from "./read";

/** A setting that is being typed is saved half-typed: what is wrong for so short a time, in milliseconds, is not told. */
const SETTLE_MS = 1_000;

/** A notice that nobody answers leaves the screen by itself, which nothing tells. */
const LONGEST_MS = 30_000;

export interface ProblemNoticeDeps {
  clock: Clock;
  /** Shows them in one notice; resolves when that was answered or closed. */
  tell(problems: SettingProblem[]): Promise<unknown>;
}

/** Tells of settings that cannot be used: one notice at a time, and of the same place once until it is mended. */
export class ProblemNotice {
  readonly #deps: ProblemNoticeDeps;
  readonly #told = new Set<string>();
  #current: SettingProblem[] = [];
  #settling: unknown;
  #leaving: unknown;
  #onShow = false;

  constructor(deps: ProblemNoticeDeps) {
    this.#deps = deps;
  }

  /** @param problems all there are now */
  update(problems: SettingProblem[]): void {
    const { clock } = this.#deps;
    this.#current = problems;
    const places = new Set(problems.map(({ path }) => path));
    for (const path of this.#told) if (!places.has(path)) this.#told.delete(path);
    clock.clearTimeout(this.#settling);
    this.#settling = clock.setTimeout(() => this.#tell(), SETTLE_MS);
  }

  dispose(): void {
    this.#deps.clock.clearTimeout(this.#settling);
    this.#deps.clock.clearTimeout(this.#leaving);
    this.#onShow = true;
  }

  #tell(): void {
    const untold = this.#current.filter(({ path }) => !this.#told.has(path));
    if (this.#onShow || untold.length === 0) return;
    for (const { path } of untold) this.#told.add(path);
    this.#onShow = true;
    let left = false;
    const gone = (): void => {
      if (left) return;
      left = true;
      this.#deps.clock.clearTimeout(this.#leaving);
      this.#onShow = false;
      this.#tell();
    };
    this.#leaving = this.#deps.clock.setTimeout(gone, LONGEST_MS);
    this.#deps.tell(untold).then(gone, gone);
  }
}
