import type { CancelSignal } from "../../../core/async/cancel-signal";
import type { Clock } from "../../../core/breaker/types";

/**
 * Resolves after `ms` (never by itself when that is Infinity), or as soon as `over` fires. Rejects with the reason of `signal` when that
 * fires first. Leaves no timer and no listener.
 */
export function pause(clock: Clock, ms: number, signal: CancelSignal, over: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    if (over.aborted) return resolve();
    let timer: unknown;
    const settle = (end: () => void): void => {
      if (timer !== undefined) clock.clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      over.removeEventListener("abort", onOver);
      end();
    };
    const onAbort = (): void => settle(() => reject(signal.reason));
    const onOver = (): void => settle(resolve);
    signal.addEventListener("abort", onAbort);
    over.addEventListener("abort", onOver);
    if (Number.isFinite(ms)) timer = clock.setTimeout(onOver, ms);
  });
}
