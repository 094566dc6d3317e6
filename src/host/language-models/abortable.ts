import type { CancelSignal } from "../../core/async/cancel-signal";

/** The items of `source` until `signal` fires: then it throws the signal's reason at once, whatever the source does. No listener is left. */
export async function* abortable<T>(source: AsyncIterable<T>, signal: CancelSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  for (;;) {
    const next = await orAborted(iterator.next(), signal);
    if (next.done) return;
    yield next.value;
  }
}

/** What the promise settles with, or the signal's reason if that fires first. */
export function orAborted<T>(promise: PromiseLike<T>, signal: CancelSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      Promise.resolve(promise).catch(() => undefined);
      return;
    }
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    Promise.resolve(promise)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", onAbort));
  });
}
