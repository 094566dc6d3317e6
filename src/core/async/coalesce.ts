/**
 * Runs `task` for a burst of requests at most twice: one run under way, and one more when something was asked for meanwhile
 * (settings editors change several keys within one tick). A failed run is told to `onError` and does not stop later ones.
 */
export function coalesce(task: () => Promise<void>, onError: (error: unknown) => void): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;

  const run = async (): Promise<void> => {
    do {
      again = false;
      try {
        await task();
      } catch (error) {
        onError(error);
      }
    } while (again);
    running = undefined;
  };

  return () => {
    if (running) {
      again = true;
      return running;
    }
    running = run();
    return running;
  };
}
