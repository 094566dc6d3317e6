import { Alarm } from "./alarm";
import type { FakeClock } from "../support/fake-clock";

/** Turns without anything to wait for after which time passes. */
const QUIET_TURNS = 6;
/** Rounds of a minute after which the caller gives up, and further ones after which nothing can come any more. */
const ROUNDS_UNTIL_ABORT = 3;
const ROUNDS_AFTER_ABORT = 3;

/**
 * What the work comes to. Time passes only while nothing else happens; a body that never ends is given up by the caller, as a timeout would.
 * Work that does not end even then hangs: that is found by turns, not by the clock.
 * @param idle whether there is nothing more to be read
 */
export async function settles<T>(
  work: Promise<T>,
  clock: FakeClock,
  idle: () => boolean,
  abort: () => void,
): Promise<{ value: T } | { error: unknown }> {
  let end: { value: T } | { error: unknown } | undefined;
  work.then(
    (value) => (end = { value }),
    (error: unknown) => (end = { error }),
  );
  let quiet = 0;
  let rounds = 0;
  for (;;) {
    await new Promise(setImmediate);
    if (end) return end;
    quiet = idle() ? quiet + 1 : 0;
    if (quiet < QUIET_TURNS) continue;
    quiet = 0;
    rounds++;
    if (rounds === ROUNDS_UNTIL_ABORT) abort();
    if (rounds > ROUNDS_UNTIL_ABORT + ROUNDS_AFTER_ABORT)
      throw new Alarm("hang", "it does not end although the body has, all timers have fired and the signal too");
    clock.advance(60_000);
  }
}
