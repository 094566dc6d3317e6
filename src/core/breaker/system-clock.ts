import { min } from "./intrinsics";
import type { Clock } from "./types";

/** Timers of runtimes differ: Node's object can be told not to keep the process alive, a browser's number cannot. */
interface MaybeUnref {
  unref?: () => void;
}

// Node finds the global itself by a getter, each time.
const monotonic = performance;

/** The runtime's own clocks. Its timers do not keep the process alive where the runtime has a say in that, and fire after 24 days at the latest. */
export const systemClock: Clock = {
  now: () => monotonic.now(),
  wallNow: () => Date.now(),
  setTimeout(fn, ms) {
    // Beyond that runtimes' timers fire at once.
    const handle: unknown = setTimeout(fn, min(ms, 2 ** 31 - 1));
    (handle as MaybeUnref).unref?.();
    return handle;
  },
  clearTimeout: (handle) => clearTimeout(handle as number),
};
