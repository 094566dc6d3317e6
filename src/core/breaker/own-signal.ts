/** The controllers that one caller's signal aborts, and the listener that does it. */
interface Followers {
  readonly all: Set<AbortController>;
  readonly abort: () => void;
}

const followersOf = new WeakMap<AbortSignal, Followers>();

function listenTo(callers: AbortSignal): Followers {
  const all = new Set<AbortController>();
  const followers = { all, abort: () => all.forEach((own) => own.abort(callers.reason)) };
  followersOf.set(callers, followers);
  return followers;
}

/** Aborts `own` with the caller's signal, from now on until {@link unfollow}. One listener serves all calls: runtimes warn of a leak beyond ten. */
export function follow(callers: AbortSignal, own: AbortController): void {
  const { all, abort } = followersOf.get(callers) ?? listenTo(callers);
  if (!all.size) callers.addEventListener("abort", abort);
  all.add(own);
  if (callers.aborted) abort();
}

/** Leaves nothing behind on the caller's signal, which may live long. */
export function unfollow(callers: AbortSignal, own: AbortController | undefined): void {
  const followers = followersOf.get(callers);
  if (own && followers?.all.delete(own) && !followers.all.size) callers.removeEventListener("abort", followers.abort);
}
