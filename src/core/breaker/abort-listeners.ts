/** Those who wait for one signal, and the signal's one listener, which tells them. */
interface Waiting {
  readonly all: Set<() => void>;
  readonly tell: () => void;
}

const waitingFor = new WeakMap<AbortSignal, Waiting>();

function listenTo(signal: AbortSignal): Waiting {
  const all = new Set<() => void>();
  const waiting = { all, tell: () => all.forEach((abort) => abort()) };
  waitingFor.set(signal, waiting);
  return waiting;
}

/**
 * Calls `abort` when a caller's signal, which may live long, is aborted, at once if it is already. However many wait, the signal has one listener:
 * runtimes warn of a leak beyond ten.
 * @returns ends that, and leaves nothing behind on the signal
 */
export function whenAborted(signal: AbortSignal, abort: () => void): () => void {
  const { all, tell } = waitingFor.get(signal) ?? listenTo(signal);
  if (!all.size) signal.addEventListener("abort", tell);
  all.add(abort);
  if (signal.aborted) abort();
  return () => {
    if (all.delete(abort) && !all.size) signal.removeEventListener("abort", tell);
  };
}
