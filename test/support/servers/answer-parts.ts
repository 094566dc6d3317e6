import type { Fault, ScriptedCall } from "./fault";
import { pick } from "./fault-plan";
import type { Answer, Part } from "./playback";
import { toTokens } from "./markdown-reply";

/** What is to be said, whatever the format. */
export interface AnswerPlan {
  thinking: string[];
  tokens: string[];
  calls: ScriptedCall[];
  finishReason: string;
  promptTokens: number;
  /** False: the stream ends in good form, but without its terminal marker. */
  terminal: boolean;
  /** An in-band error in place of the end. */
  error: { body: unknown } | undefined;
  /** Raw lines among the tokens. */
  badLine: { afterTokens: number; text: string } | undefined;
  doneMarker: boolean;
}

/** How one API writes an answer. Each method returns whole frames, ready to send. */
export interface Dialect {
  contentType: string;
  wholeContentType: string;
  headersAtOnce?: boolean;
  comment?: string;
  signOfLife?: string;
  /** Frames before any content (a chunk that only names the role). */
  opening(): string;
  thinking(text: string): string;
  token(text: string): string;
  /** A whole call of a tool, in as many frames as the format has. @param index among the calls */
  call(call: ScriptedCall, index: number): string;
  finish(plan: AnswerPlan): string;
  error(body: unknown): string;
  /** A line of the caller's in the format's framing. */
  frame(line: string): string;
  whole(plan: AnswerPlan): string;
}

/** Stands for the bytes that are no UTF-8 until the frame is made; from the private-use area, so that JSON leaves it alone. */
const badBytesMark = "\uE0FF";
const badBytes = Buffer.from([0xff, 0xfe, 0xc3, 0x28]);

function toBytes(frame: string): string | Buffer {
  const at = frame.indexOf(badBytesMark);
  if (at < 0) return frame;
  return Buffer.concat([Buffer.from(frame.slice(0, at)), badBytes, Buffer.from(frame.slice(at + badBytesMark.length))]);
}

/** Applies the faults that change what is said. `maxTokens` as the request wished it. */
export function planAnswer(
  text: string,
  promptTokens: number,
  faults: readonly Fault[],
  options: { maxTokens: number | undefined; thinking?: string[]; tools?: unknown },
): AnswerPlan {
  const offered = Array.isArray(options.tools) && options.tools.length > 0;
  const calls = (offered && pick(faults, "toolCalls")?.calls) || [];
  let tokens = toTokens(pick(faults, "reply")?.text ?? (calls.length > 0 ? "" : text));
  let finishReason = pick(faults, "finishReason")?.reason ?? (calls.length > 0 ? "tool_calls" : "stop");
  const cut = (count: number, reason: string) => {
    if (count >= tokens.length) return;
    tokens = tokens.slice(0, count);
    finishReason = reason;
  };
  if (options.maxTokens !== undefined && options.maxTokens > 0) cut(options.maxTokens, "length");
  const length = pick(faults, "length");
  if (length) cut(length.afterTokens ?? Math.ceil(tokens.length / 2), "length");
  if (pick(faults, "empty")) tokens = [];
  const truncate = pick(faults, "truncate");
  if (truncate?.afterTokens !== undefined) tokens = tokens.slice(0, truncate.afterTokens);
  const errorEvent = pick(faults, "errorEvent");
  if (errorEvent) tokens = tokens.slice(0, errorEvent.afterTokens ?? 3);
  const huge = pick(faults, "hugeLine");
  if (huge) tokens.splice(1, 0, "x".repeat(huge.bytes ?? 8 * 1024 * 1024));
  const invalid = pick(faults, "invalidUtf8");
  if (invalid) tokens.splice(invalid.afterTokens ?? 1, 0, badBytesMark);
  const badLine = pick(faults, "badLine");
  const thinking = pick(faults, "thinking");
  return {
    thinking: thinking
      ? Array.from({ length: thinking.tokens }, (_, index) => `step ${index + 1} `)
      : (options.thinking ?? []),
    tokens,
    calls,
    finishReason,
    promptTokens,
    terminal: !truncate,
    error: errorEvent && { body: errorEvent.error },
    badLine: badLine && { afterTokens: badLine.afterTokens ?? 1, text: badLine.text ?? '{"broken": tru' },
    doneMarker: !pick(faults, "noDoneMarker"),
  };
}

function* streamParts(dialect: Dialect, plan: AnswerPlan): Iterable<Part> {
  // Thinking is paced as tokens are, and is what the client gets first; the opening frame comes with it.
  let opening = dialect.opening();
  for (const text of plan.thinking) {
    yield { data: opening + dialect.thinking(text), tokens: 1 };
    opening = "";
  }
  let sent = 0;
  for (const text of plan.tokens) {
    if (plan.badLine?.afterTokens === sent) yield { data: dialect.frame(plan.badLine.text), tokens: 0 };
    yield { data: toBytes(opening + dialect.token(text)), tokens: 1 };
    opening = "";
    sent++;
  }
  for (const [index, call] of plan.calls.entries()) {
    yield { data: opening + dialect.call(call, index), tokens: 1 };
    opening = "";
  }
  if (plan.error) yield { data: opening + dialect.error(plan.error.body), tokens: 0 };
  else if (plan.terminal) yield { data: opening + dialect.finish(plan), tokens: 0 };
}

/** The plan written in a dialect, streamed or whole. */
export function writeAnswer(
  dialect: Dialect,
  plan: AnswerPlan,
  stream: boolean,
  faults: readonly Fault[],
  headers: Record<string, string> = {},
): Answer {
  const contentType = stream ? dialect.contentType : dialect.wholeContentType;
  const tokenCount = plan.thinking.length + plan.tokens.length;
  const base = {
    status: 200,
    headers: { "content-type": contentType, ...headers },
    tokenCount,
    stream,
    ...(dialect.headersAtOnce && stream && { headersAtOnce: true }),
    ...(dialect.comment !== undefined && { comment: dialect.comment }),
    ...(dialect.signOfLife !== undefined && { signOfLife: dialect.signOfLife }),
  };
  if (pick(faults, "emptyBody")) return { ...base, parts: [], tokenCount: 0 };
  const garbage = pick(faults, "garbage");
  if (garbage)
    return {
      ...base,
      parts: [{ data: garbage.text ?? "%PDF-1.7\n\u0000\u0001 this is no answer <<>>\n\n", tokens: 0 }],
      tokenCount: 0,
    };
  if (stream) return { ...base, parts: streamParts(dialect, plan) };
  return { ...base, parts: lazily(() => toBytes(dialect.whole(plan))) };
}

/** One part, made when it is asked for, so that its time stamps are right. */
function* lazily(make: () => string | Buffer): Iterable<Part> {
  yield { data: make(), tokens: 0 };
}
