import { systemClock } from "../../src/core/breaker/system-clock";
import type { Clock } from "../../src/core/breaker/types";

/** A clock that runs so many times faster than the wall's: on real sockets, waits of seconds are over in a moment. */
export function hurriedClock(times: number): Clock {
  const startedAt = systemClock.now();
  const startedWall = systemClock.wallNow();
  const passed = (): number => (systemClock.now() - startedAt) * times;
  return {
    now: () => startedAt + passed(),
    wallNow: () => startedWall + passed(),
    setTimeout: (fn, ms) => systemClock.setTimeout(fn, ms / times),
    clearTimeout: (handle) => systemClock.clearTimeout(handle),
  };
}
