import type { ServerResponse } from "node:http";
import type { Fault, Position } from "./fault";
import { pick } from "./fault-plan";
import type { LogEntry } from "./request-log";
import { aborted, pause } from "./waiting";

/** A piece of an answer's body: framing (0 tokens) or one content token. */
export interface Part {
  data: string | Buffer;
  tokens: 0 | 1;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** Lazily made, so that time stamps are those of the sending. */
  parts: Iterable<Part>;
  /** Content tokens in all: what a whole (not streamed) answer's time is computed from. */
  tokenCount: number;
  stream: boolean;
  /** Sends the headers before the first token is there, as some clouds do. */
  headersAtOnce?: boolean;
  /** Text of a keep-alive comment, where the format has such. */
  comment?: string;
  /** A frame of its own for that purpose, where the format has one. */
  signOfLife?: string;
}

export interface Pace {
  headersMs: number;
  firstTokenMs: number;
  tokensPerSecond: number;
}

interface Strike {
  action: "hang" | "reset" | "fin" | "shortBody";
  at: Position;
}

/** How many bytes a body claims to have beyond what it will ever send. */
const missingBytes = 1_000_000_000;

function strikeOf(faults: readonly Fault[]): Strike | undefined {
  const fault = pick(faults, "hang") ?? pick(faults, "reset") ?? pick(faults, "fin");
  if (fault) return { action: fault.kind, at: fault.at ?? "beforeHeaders" };
  return pick(faults, "shortContentLength") && { action: "shortBody", at: Infinity };
}

/** Ends or freezes the connection as the strike says. */
export async function disrupt(
  res: ServerResponse,
  entry: LogEntry,
  action: Strike["action"],
  signal: AbortSignal,
): Promise<void> {
  if (action === "hang") return aborted(signal);
  // What was written before must reach the client: a reset would otherwise overtake it.
  await pause(20, signal);
  if (signal.aborted) return;
  entry.outcome = "cut by fault";
  if (action === "reset") res.socket?.resetAndDestroy();
  else res.socket?.end(() => res.socket?.destroy());
  await aborted(signal);
}

/** Sends one answer at its pace, with what the faults do to it. Resolves when it is sent, cut, or the socket has gone (`signal`). */
export async function play(
  res: ServerResponse,
  answer: Answer,
  faults: readonly Fault[],
  defaults: Pace,
  entry: LogEntry,
  signal: AbortSignal,
): Promise<void> {
  const pace: Pace = { ...defaults, ...pick(faults, "pace") };
  const strike = strikeOf(faults);
  const player = new Player(
    res,
    answer,
    entry,
    signal,
    pick(faults, "split")?.bytes,
    strike?.action === "shortBody",
    pick(faults, "fin")?.closeDelimited === true,
  );

  await pause(pace.headersMs, signal);
  if (strike?.at === "afterHeaders" || answer.headersAtOnce || pick(faults, "comments")) player.sendHeaders();
  if (strike?.at === "afterHeaders") return disrupt(res, entry, strike.action, signal);

  const strikeAt = typeof strike?.at === "number" ? strike.at : undefined;
  if (answer.stream) await player.stream(pace, strikeAt, pick(faults, "comments"));
  else await player.whole(pace, strikeAt);
  if (signal.aborted) return;
  if (strike && (strike.at === "end" || (strikeAt !== undefined && (player.struck || strike.action === "shortBody"))))
    await disrupt(res, entry, strike.action, signal);
  else await player.end();
}

class Player {
  struck = false;
  readonly #startedAt = performance.now();
  readonly #res: ServerResponse;
  readonly #answer: Answer;
  readonly #entry: LogEntry;
  readonly #signal: AbortSignal;
  readonly #splitBytes: number | undefined;
  readonly #shortBody: boolean;
  readonly #closeDelimited: boolean;

  constructor(
    res: ServerResponse,
    answer: Answer,
    entry: LogEntry,
    signal: AbortSignal,
    splitBytes: number | undefined,
    shortBody: boolean,
    closeDelimited: boolean,
  ) {
    this.#res = res;
    this.#answer = answer;
    this.#entry = entry;
    this.#signal = signal;
    this.#splitBytes = splitBytes;
    this.#shortBody = shortBody;
    this.#closeDelimited = closeDelimited;
  }

  sendHeaders(contentLength?: number): void {
    const res = this.#res;
    const answer = this.#answer;
    if (res.headersSent) return;
    if (this.#closeDelimited) {
      res.useChunkedEncodingByDefault = false;
      res.setHeader("connection", "close");
    } else if (this.#shortBody) res.setHeader("content-length", (contentLength ?? 0) + missingBytes);
    else if (contentLength !== undefined) res.setHeader("content-length", contentLength);
    this.#entry.status = answer.status;
    res.writeHead(answer.status, answer.headers);
    res.flushHeaders();
  }

  async stream(
    pace: Pace,
    strikeAt: number | undefined,
    comments: { everyMs: number; text?: string } | undefined,
  ): Promise<void> {
    const entry = this.#entry;
    const signal = this.#signal;
    const res = this.#res;
    let sinceYield = 0;
    if (comments) await this.#comment(comments, this.#startedAt + pace.firstTokenMs);
    for (const part of this.#answer.parts) {
      if (strikeAt !== undefined && entry.tokens >= strikeAt) {
        this.struck = true;
        break;
      }
      // Nothing but headers and framing may go out before the first token's time, and no terminal marker after a short body.
      const due = this.#startedAt + pace.firstTokenMs + (entry.tokens * 1000) / pace.tokensPerSecond;
      if (part.tokens && due > performance.now()) {
        this.#uncork();
        await pause(due - performance.now(), signal);
      } else if (++sinceYield % 256 === 0) {
        this.#uncork();
        await new Promise(setImmediate);
      }
      if (signal.aborted) return;
      if (this.#shortBody && !part.tokens && entry.tokens > 0) break;
      this.sendHeaders();
      if (part.tokens && pace.tokensPerSecond > 1000 && !this.#splitBytes && res.writableCorked === 0) res.cork();
      await this.#write(part);
      if (signal.aborted) return;
    }
    this.#uncork();
  }

  /** A whole body comes only when all of it has been generated. */
  async whole(pace: Pace, strikeAt: number | undefined): Promise<void> {
    const answer = this.#answer;
    const signal = this.#signal;
    await pause(
      answer.tokenCount > 0 ? pace.firstTokenMs + (answer.tokenCount * 1000) / pace.tokensPerSecond : 0,
      signal,
    );
    if (signal.aborted) return;
    const body = Buffer.concat(
      [...answer.parts].map((part) => (typeof part.data === "string" ? Buffer.from(part.data) : part.data)),
    );
    this.sendHeaders(body.length);
    let length = body.length;
    if (this.#shortBody) length = Math.floor(body.length / 2);
    else if (strikeAt !== undefined && strikeAt < answer.tokenCount) {
      this.struck = true;
      length = Math.floor((body.length * strikeAt) / answer.tokenCount);
    }
    await this.#write({ data: body.subarray(0, length), tokens: 0 });
    if (!this.struck && !signal.aborted) this.#entry.tokens = answer.tokenCount;
  }

  async end(): Promise<void> {
    this.sendHeaders(0);
    await new Promise<void>((resolve) => {
      this.#res.once("close", resolve);
      this.#res.end();
      if (this.#signal.aborted) resolve();
    });
  }

  async #comment({ everyMs, text }: { everyMs: number; text?: string }, until: number): Promise<void> {
    const frame =
      text === undefined && this.#answer.signOfLife !== undefined
        ? this.#answer.signOfLife
        : `: ${text ?? this.#answer.comment ?? "keep-alive"}\n\n`;
    while (!this.#signal.aborted && performance.now() < until) {
      this.#res.write(frame);
      await pause(Math.min(everyMs, Math.max(1, until - performance.now())), this.#signal);
    }
  }

  async #write(part: Part): Promise<void> {
    const res = this.#res;
    const entry = this.#entry;
    const splitBytes = this.#splitBytes;
    const signal = this.#signal;
    const data = splitBytes ? Buffer.from(part.data as string) : part.data;
    entry.bytes += Buffer.byteLength(data);
    if (part.tokens) {
      entry.firstTokenAfterMs ??= performance.now() - this.#startedAt;
      entry.tokens++;
    }
    if (data.length === 0) return;
    if (!splitBytes) {
      if (!res.write(data)) await this.#drained();
      return;
    }
    for (let from = 0; from < data.length && !signal.aborted; from += splitBytes) {
      res.write((data as Buffer).subarray(from, from + splitBytes));
      await new Promise(setImmediate);
    }
  }

  #drained(): Promise<void> {
    this.#uncork();
    if (!this.#res.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = () => {
        this.#res.off("drain", finish);
        this.#signal.removeEventListener("abort", finish);
        resolve();
      };
      this.#res.on("drain", finish);
      this.#signal.addEventListener("abort", finish);
    });
  }

  #uncork(): void {
    while (this.#res.writableCorked > 0) this.#res.uncork();
  }
}
