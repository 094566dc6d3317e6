import { CancelSource, type CancelSignal } from "../../async/cancel-signal";

/** Whether all has to stay on this machine and its private network, and word of when that begins. */
export class LocalOnly {
  #on: boolean;
  #beginning = new CancelSource();

  constructor(on = false) {
    this.#on = on;
  }

  get on(): boolean {
    return this.#on;
  }

  set(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    const ended = this.#beginning;
    this.#beginning = new CancelSource();
    if (on) ended.abort(new Error("Local only was switched on."));
  }

  /** Fires when it is switched on the next time. */
  get beginning(): CancelSignal {
    return this.#beginning.signal;
  }
}
