import type { ProcessHold } from "../core/ports/process-hold";

/** The longest that a timer of Node's takes, in milliseconds. */
const LONGEST_MS = 2_147_483_647;

/** One timer for all that is waited for: while it runs, Node does not end. */
export class TimerHold implements ProcessHold {
  #holds = 0;
  #timer: NodeJS.Timeout | undefined;

  begin(): () => void {
    this.#holds++;
    this.#timer ??= setInterval(() => undefined, LONGEST_MS);
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      if (--this.#holds > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }
}
