/** Those who wait for one signal, and the signal's one listener, which tells them. */
type Waiting = readonly [all: Set<() => void>, tell: () => void];

const waitingFor = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls `abort` when a caller's signal, which may live long, is aborted, at once if it is already. However many wait, the signal has one listener:
 * runtimes warn of a leak beyond ten.
 * @returns ends that, and leaves nothing behind on the signal
 */
export function whenAborted(signal: AbortSignal, abort: () => void): () => void {
  let waiting = waitingFor.get(signal);
  if (!waiting) {
    const all: Waiting[0] = new Set();
    waitingFor.set(signal, (waiting = [all, () => all.forEach((one) => one())]));
  }
  const [all, tell] = waiting;
  if (!all.size) signal.addEventListener("abort", tell);
  all.add(abort);
  if (signal.aborted) abort();
  return () => {
    all.delete(abort);
    if (!all.size) signal.removeEventListener("abort", tell);
  };
}
