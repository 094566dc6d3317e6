import type { CancelSignal } from "../../async/cancel-signal";
import type { Clock } from "../../breaker/types";
import type { ClassifyContext } from "../../failure/classify-context";
import { serverAt } from "../../failure/classify-context";
import { classifyTransport } from "../../failure/classify-transport";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { MAX_STREAM_BYTES, MAX_STREAM_REST_BYTES, MAX_UNREADABLE_PIECES } from "../../model/limits";
import type { AnswerEnd, AnswerPiece } from "../client";
import type { PieceBatch } from "./piece-batch";
import { LineTooLongError } from "./line-splitter";
import { BodyTooLargeError, within } from "./read-body";

/** Understands one kind of stream. It is fed bytes and keeps what they say. */
export interface AnswerReader {
  readonly batch: PieceBatch;
  /** Takes the next bytes; undefined once they have ended. May throw a RangeError: what came is longer or deeper than can be taken. */
  feed(bytes: Uint8Array | undefined): void;
  /** What the server itself said went wrong. */
  readonly failure: EndpointFailure | undefined;
  /** The terminal marker, once it was seen. */
  readonly end: AnswerEnd | undefined;
  /** How long the rest of the stream is waited for after the terminal marker, in milliseconds: it may bring the usage, and its end frees the connection. */
  readonly graceMs: number;
  /** True when something came that could be understood. */
  readonly understood: boolean;
  /** Pieces that could not be understood and were left out. */
  readonly malformed: number;
}

/** Reads an answer as its bytes come. Resolves only after the terminal marker; everything else is an {@link EndpointFailure}. */
export async function streamAnswer(
  body: AsyncIterable<Uint8Array>,
  reader: AnswerReader,
  clock: Clock,
  context: ClassifyContext,
  signal: CancelSignal,
  onPiece: (piece: AnswerPiece) => void,
): Promise<AnswerEnd> {
  const bytes = body[Symbol.asyncIterator]();
  let size = 0;
  try {
    while (!reader.end) {
      const next = await bytes.next();
      size += next.value?.length ?? 0;
      reader.feed(next.done ? undefined : next.value);
      reader.batch.flush(onPiece);
      if (reader.failure) throw reader.failure;
      if (next.done && !reader.end) throw endedEarly(reader, context);
      if (size > MAX_STREAM_BYTES) throw reader.batch.hasText ? tooLarge(context, MAX_STREAM_BYTES) : wordless(context);
      if (reader.malformed > MAX_UNREADABLE_PIECES) throw malformed(context);
    }
    await readRest(bytes, reader, clock, signal, onPiece);
    return proven(reader, context);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error instanceof RangeError ? malformed(context, error) : classifyTransport(error, context);
  } finally {
    bytes.return?.().catch(() => undefined);
  }
}

/** An answer that came as a whole: one object, which the reader has taken. */
export function wholeAnswer(
  reader: AnswerReader,
  context: ClassifyContext,
  onPiece: (piece: AnswerPiece) => void,
): AnswerEnd {
  reader.batch.flush(onPiece);
  if (reader.failure) throw reader.failure;
  if (!reader.understood) throw malformed(context);
  if (!reader.end) throw endedEarly(reader, context);
  return proven(reader, context);
}

const NOT_YET = Symbol("not yet");

/** The answer is complete; whatever happens from here on, a time limit too, does not make it less so. Only nobody wanting it any more ends the call. */
async function readRest(
  bytes: AsyncIterator<Uint8Array>,
  reader: AnswerReader,
  clock: Clock,
  signal: CancelSignal,
  onPiece: (piece: AnswerPiece) => void,
): Promise<void> {
  const { end } = reader;
  let size = 0;
  const startedAt = clock.now();
  for (;;) {
    const left = reader.graceMs - (clock.now() - startedAt);
    if (left <= 0) return;
    try {
      const reading = bytes.next();
      // The end mostly came in the same packet: then there is nothing to wait for.
      const ready = await Promise.race<typeof NOT_YET | IteratorResult<Uint8Array>>([
        reading,
        Promise.resolve(NOT_YET),
      ]);
      const next = ready === NOT_YET ? await within(reading, clock, left, signal) : ready;
      if (next === undefined || next.done) return;
      size += next.value.length;
      if (size > MAX_STREAM_REST_BYTES) return;
      reader.feed(next.value);
      reader.batch.flush(onPiece);
    } catch {
      if (signal.aborted && !(signal.reason instanceof EndpointFailure)) throw signal.reason;
      return;
    }
    if (reader.failure && reader.end === end) return;
  }
}

/** The end of an answer, unless the answer is none: nothing in it although the server calls it complete. */
function proven(reader: AnswerReader, context: ClassifyContext): AnswerEnd {
  const end = reader.end as AnswerEnd;
  if (reader.batch.hasText || end.finishReason === "length")
    return reader.malformed === 0 ? end : { ...end, malformed: reader.malformed };
  if (end.finishReason === "content_filter") {
    throw new EndpointFailure("content_filter", `${serverAt(context)} declined the request by its content rules.`);
  }
  throw new EndpointFailure("empty", `${serverAt(context)} gave an empty answer.`);
}

function endedEarly(reader: AnswerReader, context: ClassifyContext): EndpointFailure {
  if (!reader.understood && reader.malformed > 0) return malformed(context);
  return new EndpointFailure("truncated", `${serverAt(context)} ended its answer without saying that it was complete.`);
}

/** An answer without end, as far as its bytes tell. */
export function tooLarge(context: ClassifyContext, limitBytes: number, cause?: unknown): EndpointFailure {
  return new EndpointFailure(
    "too_large",
    `${serverAt(context)} sent more than ${limitBytes / 1024 / 1024} MB for one answer, and was ended.`,
    cause === undefined ? {} : { cause },
  );
}

/** It spoke the right language, but for all its bytes it said nothing. */
function wordless(context: ClassifyContext): EndpointFailure {
  return new EndpointFailure(
    "malformed",
    `${serverAt(context)} sent more than ${MAX_STREAM_BYTES / 1024 / 1024} MB without a word of an answer.`,
    { retry: "no" },
  );
}

/** What came is not what this kind of server sends. */
export function malformed(context: ClassifyContext, cause?: unknown): EndpointFailure {
  const what =
    cause instanceof LineTooLongError || cause instanceof BodyTooLargeError
      ? `${cause.message}, which is not an answer of its kind`
      : "something that is not an answer of its kind";
  return new EndpointFailure("malformed", `${serverAt(context)} sent ${what}.`, cause === undefined ? {} : { cause });
}
