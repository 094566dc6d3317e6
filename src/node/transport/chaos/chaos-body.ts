import type { CancelSignal } from "../../../core/async/cancel-signal";
import type { Clock } from "../../../core/breaker/types";
import { TransportError } from "../../../core/ports/transport";
import { pause } from "./chaos-pause";

/** Bytes of an answer that a cut one may reach at most. */
const CUT_AFTER_BYTES = { min: 200, max: 1_500 };
/** Pause before each piece of a slow answer, in milliseconds. */
const SLOW_PIECE_MS = { min: 150, max: 700 };

/** The body, ended by a lost connection before it is whole, however short it is. */
export async function* cutBody(
  body: AsyncIterable<Uint8Array>,
  random: () => number,
): AsyncGenerator<Uint8Array, void> {
  let left = CUT_AFTER_BYTES.min + Math.floor(random() * (CUT_AFTER_BYTES.max - CUT_AFTER_BYTES.min));
  // The newest piece is held back: it may be the last one, and the end must not arrive.
  let held: Uint8Array | undefined;
  for await (const piece of body) {
    if (held) {
      yield held.subarray(0, left);
      left -= held.length;
      held = undefined;
      if (left <= 0) throw cutOff();
    }
    held = piece;
  }
  if (held) yield held.subarray(0, Math.min(left, held.length >> 1));
  throw cutOff();
}

interface Drip {
  clock: Clock;
  random: () => number;
  signal: CancelSignal;
  /** Aborted when the simulation ends: the rest comes at full speed. */
  over: AbortSignal;
}

/** The body with a pause before each piece. */
export async function* slowBody(
  body: AsyncIterable<Uint8Array>,
  { clock, random, signal, over }: Drip,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of body) {
    await pause(clock, SLOW_PIECE_MS.min + random() * (SLOW_PIECE_MS.max - SLOW_PIECE_MS.min), signal, over);
    yield piece;
  }
}

function cutOff(): TransportError {
  return new TransportError("reset", "Simulated outage: the connection was cut in the middle of the answer.", {
    code: "ECONNRESET",
  });
}
