import type { CancelSignal } from "../../async/cancel-signal";
import type { Clock } from "../../breaker/types";
import { MAX_WORDS_BYTES } from "../../model/limits";
import { TextGathering } from "../../foreign/text-gathering";

/** A body larger than what was allowed. */
export class BodyTooLargeError extends Error {
  /** @param limit in bytes */
  constructor(readonly limit: number) {
    super(`body too large: ${limit}`);
  }
}

/** The whole body as text. Throws {@link BodyTooLargeError} beyond `limit` bytes, and what the body throws. */
export async function readText(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  const text = new TextGathering();
  let size = 0;
  for await (const bytes of body) {
    size += bytes.length;
    if (size > limit) throw new BodyTooLargeError(limit);
    text.add(decoder.decode(bytes, { stream: true }));
  }
  text.add(decoder.decode());
  return text.text;
}

/**
 * As much of an error's body as comes within `limitMs` and `limitBytes`; throws nothing but the signal's reason. The status says enough
 * already: a body that breaks, stalls or never ends must not keep the failure from being told.
 */
export async function readSome(
  body: AsyncIterable<Uint8Array>,
  clock: Clock,
  signal: CancelSignal,
  limitMs = 1_000,
  limitBytes = MAX_WORDS_BYTES,
): Promise<string> {
  const decoder = new TextDecoder();
  const iterator = body[Symbol.asyncIterator]();
  let text = "";
  let size = 0;
  const read = async (): Promise<void> => {
    while (size < limitBytes) {
      const next = await iterator.next();
      if (next.done) return;
      text += decoder.decode(next.value.subarray(0, limitBytes - size), { stream: true });
      size += next.value.length;
    }
  };
  try {
    await within(
      read().catch(() => undefined),
      clock,
      limitMs,
      signal,
    );
  } finally {
    end(iterator);
  }
  return text;
}

/**
 * Resolves with what `work` gives, or with undefined after `ms` milliseconds. Rejects as `work` does, or with the signal's reason as soon as it
 * fires. Leaves neither timer nor listener.
 */
export function within<T>(work: Promise<T>, clock: Clock, ms: number, signal: CancelSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void): void => {
      clock.clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      then();
    };
    const onAbort = (): void => settle(() => reject(signal.reason));
    const timer = clock.setTimeout(() => settle(() => resolve(undefined)), ms);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
    if (signal.aborted) onAbort();
  });
}

/** Ends a body of which nothing, or nothing more, is wanted: its connection is closed or freed. */
export function leaveUnread(body: AsyncIterable<Uint8Array>): void {
  end(body[Symbol.asyncIterator]());
}

function end(iterator: AsyncIterator<Uint8Array>): void {
  iterator.return?.().catch(() => undefined);
}
