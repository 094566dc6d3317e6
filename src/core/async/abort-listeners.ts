/** Those who wait for one signal, and the one listener through which the signal tells them. */
interface Waiting {
  readonly callbacks: Set<() => void>;
  readonly tellAll: () => void;
}

const waitingBySignal = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls `onAbort` when a signal, which may live long, is aborted, at once if it is already. However many wait, the signal has one listener:
 * Node warns of a leak beyond ten.
 * @returns ends that, and leaves nothing behind on the signal
 */
export function whenAborted(signal: AbortSignal, onAbort: () => void): () => void {
  if (signal.aborted) {
    onAbort();
    return () => undefined;
  }
  const waiting = waitingBySignal.get(signal) ?? newWaiting(signal);
  const { callbacks, tellAll } = waiting;
  if (callbacks.size === 0) signal.addEventListener("abort", tellAll);
  callbacks.add(onAbort);
  return () => {
    callbacks.delete(onAbort);
    if (callbacks.size === 0) signal.removeEventListener("abort", tellAll);
  };
}

function newWaiting(signal: AbortSignal): Waiting {
  const callbacks = new Set<() => void>();
  const waiting = { callbacks, tellAll: () => callbacks.forEach((callback) => callback()) };
  waitingBySignal.set(signal, waiting);
  return waiting;
}
