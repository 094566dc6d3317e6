/**
 * Keeps the program alive while somebody waits for what is under way. Timers and sockets of their own keep no program alive: so a request does, between two
 * steps too, and checks, recovery times and warm-ups do not.
 */
export interface ProcessHold {
  /** @returns what ends it */
  begin(): () => void;
}

/** Where the program does not end by itself, or where nobody minds. */
export const noProcessHold: ProcessHold = { begin: () => () => undefined };

/** Does the work while the program is kept alive. */
export async function held<T>(hold: ProcessHold, work: () => Promise<T>): Promise<T> {
  const end = hold.begin();
  try {
    return await work();
  } finally {
    end();
  }
}
