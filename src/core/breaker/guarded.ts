/**
 * What `action` gives, or `otherwise` where it throws. Everything that was not made here (a signal, a reason, a thrown value, a verdict) is read and
 * called in one: a getter, a trap of a proxy and a proxy that was revoked throw what they like, and a call must be reported all the same.
 */
export function guarded<T>(action: () => T, otherwise: T): T {
  try {
    return action();
  } catch {
    return otherwise;
  }
}
