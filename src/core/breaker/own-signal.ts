/** The controllers that a caller's signal aborts. One listener serves all: runtimes warn of a leak beyond ten. */
const followers = new WeakMap<EventTarget, Set<AbortController>>();

const abortAll = ({ target }: Event): void => followers.get(target!)!.forEach((own) => own.abort((target as AbortSignal).reason));

/** Aborts `own` with the caller's signal, from now on until {@link unfollow}. */
export function follow(callers: AbortSignal, own: AbortController): void {
  const all = followers.get(callers) ?? new Set();
  followers.set(callers, all.add(own));
  callers.addEventListener("abort", abortAll);
  if (callers.aborted) own.abort(callers.reason);
}

/** Leaves nothing behind on the caller's signal, which may live long. */
export function unfollow(callers: AbortSignal, own: AbortController | undefined): void {
  const all = followers.get(callers);
  if (own && all?.delete(own) && !all.size) callers.removeEventListener("abort", abortAll);
}
