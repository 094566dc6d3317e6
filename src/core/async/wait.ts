import type { CancelSignal } from "./cancel-signal";

/** What waiting needs of a clock. */
export interface Timers {
  /** Runs `fn` once after `ms` milliseconds. */
  setTimeout(fn: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** Resolves after `ms` milliseconds, or rejects with `signal.reason` as soon as the signal fires. Leaves no timer and no listener. */
export function sleep(clock: Timers, ms: number, signal: CancelSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = () => {
      clock.clearTimeout(handle);
      reject(signal.reason);
    };
    const handle = clock.setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal.addEventListener("abort", abort, { once: true });
  });
}

/** The promise, or a rejection with `signal.reason` once the signal fires: for work that may not heed the signal by itself. */
export function untilAborted<T>(promise: Promise<T>, signal: CancelSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      promise.catch(() => undefined);
      return reject(signal.reason);
    }
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/**
 * What the promise gives, or undefined once `ms` milliseconds are over: the work goes on then, and nobody hears of its end. Rejects as the promise does before.
 * Leaves no timer.
 */
export function within<T>(promise: Promise<T>, ms: number, clock: Timers): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => resolve(undefined), ms);
    promise.then(resolve, reject).finally(() => clock.clearTimeout(timer));
  });
}
