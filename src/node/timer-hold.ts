import type { ProcessHold } from "../core/ports/process-hold";

/** The longest that a timer of Node's takes, in milliseconds. */
const LONGEST_MS = 2_147_483_647;

/**
 * One timer for all that is waited for: while it counts, Node does not end. It is made once and stays, because whoever reads a stream
 * waits anew for each piece of it.
 */
export class TimerHold implements ProcessHold {
  static #timer: NodeJS.Timeout | undefined;
  static #holds = 0;

  begin(): () => void {
    const timer = (TimerHold.#timer ??= setInterval(() => undefined, LONGEST_MS));
    if (TimerHold.#holds++ === 0) timer.ref();
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      if (--TimerHold.#holds === 0) timer.unref();
    };
  }
}
