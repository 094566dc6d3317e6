import type { Clock } from "./types";

/** Timers of runtimes differ: Node's object can be told not to keep the process alive, a browser's number cannot. */
interface MaybeUnref {
  unref?: () => void;
}

/** Sums of clock readings err by less than this, and no clock tells less apart. Milliseconds. */
export const CLOCK_RESOLUTION_MS = 0.001;

/** Beyond that runtimes' timers fire at once (2^31 - 1 milliseconds, about 24 days). */
const LONGEST_TIMER_MS = 2_147_483_647;

/** Kept, because Node looks the global up by a getter each time. */
const monotonicClock = performance;

/** The wall clock tells whole milliseconds, so its last reading holds until the monotonic clock, which is read anyway, is in another one. */
const wall = { time: 0, readIn: NaN };

/** The runtime's own clocks. Its timers do not keep the process alive where the runtime has a say in that, and fire after 24 days at the latest. */
export const systemClock: Clock = {
  now: () => monotonicClock.now(),
  wallNow(now = NaN) {
    const millisecond = Math.floor(now);
    if (millisecond !== wall.readIn) {
      wall.time = Date.now();
      wall.readIn = millisecond;
    }
    return wall.time;
  },
  setTimeout(fn, ms) {
    const handle: unknown = setTimeout(fn, Math.min(ms, LONGEST_TIMER_MS));
    (handle as MaybeUnref).unref?.();
    return handle;
  },
  clearTimeout: (handle) => clearTimeout(handle as number),
};
