import type { CancelSignal } from "../../async/cancel-signal";
import type { Clock } from "../../breaker/types";
import type { ClassifyContext } from "../../failure/classify-context";
import { ended, serverAt } from "../../failure/classify-context";
import { classifyTransport } from "../../failure/classify-transport";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { isWebPage } from "../../failure/web-page";
import { t } from "../../l10n/t";
import {
  MAX_ANSWER_CHARS,
  MAX_TOOL_CALLS,
  MAX_LINE_CHARS,
  MAX_STREAM_BYTES,
  MAX_STREAM_REST_BYTES,
  MAX_UNREADABLE_PIECES,
} from "../../model/limits";
import type { TransportResponse } from "../../ports/transport";
import type { AnswerEnd, AnswerPiece } from "../client";
import { shortName } from "../chat";
import { BodyTooLargeError, within } from "../wire/read-body";
import { malformed, tooLarge, tooManyCalls, truncated, unreadable, wordless } from "../wire/unusable-answer";
import type { AnswerReader } from "./answer-reader";
import { BadToolInputError } from "./tool-call-gathering";
import type { Ending } from "./answer-so-far";

/** How long quiet must last after a reason to finish to be the end, in milliseconds: the usage may come, or text that takes the reason back. */
const QUIET_MS = 5_000;

/** How long the end of the body is waited for after an end mark, in milliseconds: it frees the connection. */
const END_OF_BODY_MS = 10;

export interface AnswerInput {
  response: Pick<TransportResponse, "headers" | "body">;
  /** Understands the answer's format. */
  reader: AnswerReader;
  clock: Clock;
  context: ClassifyContext;
  signal: CancelSignal;
  onPiece: (piece: AnswerPiece) => void;
}

/**
 * Reads an answer as its bytes come, whatever the server calls them. Resolves only where the server said that it is complete; everything else is an
 * {@link EndpointFailure}, or the signal's reason.
 */
export async function streamAnswer(input: AnswerInput): Promise<AnswerEnd> {
  const { response, reader, context, signal, onPiece } = input;
  const bytes = response.body[Symbol.asyncIterator]();
  try {
    await readToEnd(bytes, input);
    reader.answer.batch.end();
    reader.answer.batch.flush(onPiece);
    return proven(input);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof BodyTooLargeError) throw tooLarge(context, MAX_LINE_CHARS, error);
    throw error instanceof RangeError ? malformed(context, error) : classifyTransport(error, context);
  } finally {
    bytes.return?.().catch(() => undefined);
  }
}

/** Resolves when the answer is complete, by the server's word and by what followed on it. */
async function readToEnd(bytes: AsyncIterator<Uint8Array>, input: AnswerInput): Promise<void> {
  const { reader, clock, context, signal, onPiece } = input;
  const { answer } = reader;
  let { ending } = answer;
  let endingSince = 0;
  let size = 0;
  let sizeSince = 0;
  for (;;) {
    let next: IteratorResult<Uint8Array> | undefined;
    try {
      const quietMs = quietAfter(ending) - (clock.now() - endingSince);
      next = quietMs === Infinity ? await bytes.next() : await nextWithin(bytes, clock, quietMs, signal);
    } catch (error) {
      if (stands(ending, signal)) return;
      throw error;
    }
    if (next === undefined) return;
    reader.feed(next.done ? undefined : next.value);
    answer.batch.flush(onPiece);
    if (reader.failure) throw reader.failure;
    if (answer.tooManyCalls) throw tooManyCalls(context, MAX_TOOL_CALLS);
    if (answer.callsTooMuch) throw tooLarge(context, MAX_ANSWER_CHARS);
    if (answer.lost > MAX_UNREADABLE_PIECES) throw unreadableAnswer(input);
    if (answer.ending.type === "void" || (next.done && answer.ending.type === "open")) throw endedEarly(input);
    if (next.done) return;
    size += next.value.length;
    if (size > MAX_STREAM_BYTES)
      throw answer.hasText ? tooLarge(context, MAX_STREAM_BYTES) : wordless(context, MAX_STREAM_BYTES);
    if (answer.ending !== ending) {
      ({ ending } = answer);
      endingSince = clock.now();
      sizeSince = size;
    } else if (ending.type !== "open" && size - sizeSince > MAX_STREAM_REST_BYTES) return;
  }
}

/** How long nothing of the answer may come until it is taken to be complete, in milliseconds. */
function quietAfter(ending: Ending): number {
  if (ending.type === "marked") return END_OF_BODY_MS;
  // Whoever has taken a reason to finish back may do so again, after any pause: the time that an answer may pause ends it, or the end of the body.
  return ending.type === "finished" && !ending.doubtful ? QUIET_MS : Infinity;
}

/** The next bytes; undefined when none have come in time. Throws the signal's reason. */
async function nextWithin(
  bytes: AsyncIterator<Uint8Array>,
  clock: Clock,
  ms: number,
  signal: CancelSignal,
): Promise<IteratorResult<Uint8Array> | undefined> {
  if (ms <= 0) return undefined;
  const reading = bytes.next();
  // The end mostly came in the same packet: then there is nothing to wait for.
  const ready = await Promise.race([reading, Promise.resolve("not yet" as const)]);
  return ready === "not yet" ? within(reading, clock, ms, signal) : ready;
}

/**
 * Whether a complete answer stays one although its body broke. A time limit does not make it less so, nor does a lost connection where the reason to finish can be
 * believed; that nobody wants it any more does.
 */
function stands(ending: Ending, signal: CancelSignal): boolean {
  if (ending.type !== "finished" && ending.type !== "marked") return false;
  if (signal.aborted) return signal.reason instanceof EndpointFailure;
  return ending.type === "marked" || !ending.doubtful;
}

/** The end of an answer, unless the answer is none: nothing in it although the server calls it complete. */
function proven(input: AnswerInput): AnswerEnd {
  const { answer } = input.reader;
  const end = answer.end as AnswerEnd;
  if (answer.hasCalls) return withCalls(input, end);
  if (answer.hasText || end.finishReason === "length") return end;
  const server = serverAt(input.context);
  if (end.finishReason === "content_filter")
    throw new EndpointFailure("content_filter", ended(t("{0} declined the request by its content rules", server)));
  if (answer.lost > 0) throw unreadableAnswer(input);
  throw new EndpointFailure(
    "empty",
    answer.callsTool
      ? t("{0} answered with the call of a tool and no text, although it was offered no such tool.", server)
      : t("{0} gave an empty answer.", server),
  );
}

/** An answer that calls tools, with text before or without. */
function withCalls({ reader, context }: AnswerInput, end: AnswerEnd): AnswerEnd {
  try {
    const toolCalls = reader.answer.toolCalls();
    if (toolCalls.length === 0) return end;
    // Ollama and others say of such an answer too that it has just stopped.
    const finishReason = ["stop", "unknown"].includes(end.finishReason) ? "tool_calls" : end.finishReason;
    return { ...end, finishReason, toolCalls };
  } catch (error) {
    if (!(error instanceof BadToolInputError)) throw error;
    const server = serverAt(context);
    throw new EndpointFailure(
      "malformed",
      error.message === ""
        ? t("{0} called a tool without a name with something that is no JSON object.", server)
        : t("{0} called the tool {1} with something that is no JSON object.", server, shortName(error.message)),
    );
  }
}

/** The body ended without a word that the answer is complete; what could not be read may have been that word. */
function endedEarly(input: AnswerInput): EndpointFailure {
  const { answer, understood } = input.reader;
  const isStrange = !understood && (answer.lost > 0 || isWebPage(input.response.headers, ""));
  return answer.lostLast || isStrange ? unreadableAnswer(input) : truncated(input.context);
}

const unreadableAnswer = ({ context, response, reader }: AnswerInput): EndpointFailure =>
  unreadable(context, response.headers, reader.strangeWords);
