/** Resolves after `ms`, or at once when `signal` fires; leaves neither timer nor listener behind. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (!(ms > 0) || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    // Beyond 2^31 ms a timer would fire at once; such a wait means "for ever" here.
    const timer = setTimeout(finish, Math.min(ms, 2 ** 31 - 1));
    signal.addEventListener("abort", finish);
  });
}

/** Resolves when `signal` fires. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
