import type { Clock } from "./types";

/** Timers of runtimes differ: Node's object can be told not to keep the process alive, a browser's number cannot. */
interface MaybeUnref {
  unref?: () => void;
}

// Node finds the global itself by a getter, each time.
const { performance } = globalThis;

/** The longest delay that timers of runtimes take; beyond it they fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The runtime's own clocks. Its timers do not keep the process alive where the runtime has a say in that, and fire after 24 days at the latest. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  setTimeout(fn, ms) {
    const handle: unknown = setTimeout(fn, Math.min(ms, LONGEST_TIMER_MS));
    (handle as MaybeUnref).unref?.();
    return handle;
  },
  clearTimeout: (handle) => clearTimeout(handle as number),
};
