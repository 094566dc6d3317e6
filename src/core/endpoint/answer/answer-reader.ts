import { serverAt, type ClassifyContext } from "../../failure/classify-context";
import { classifyInBandError } from "../../failure/classify-response";
import { EndpointFailure } from "../../failure/endpoint-failure";
import { isEmptyEnvelope, withoutEnvelope } from "../../failure/in-band/envelope";
import { inBandError } from "../../failure/in-band/in-band-error";
import { saysNothing } from "../../failure/in-band/says-nothing";
import { t } from "../../l10n/t";
import { MAX_UNREADABLE_PIECES } from "../../model/limits";
import type { OfferedTools } from "../message/wire-call";
import { WireEvents, type WireEvent } from "../wire/wire-events";
import { AnswerSoFar } from "./answer-so-far";
import { isFields, type Fields, type WireFormat } from "./said";

/** Names of events that say nothing but that work goes on. */
const HEARTBEATS = new Set(["ping", "pong", "heartbeat", "keepalive", "keep-alive", "keep_alive"]);

/** Words for work that goes on. */
const PROGRESS = new Set([
  "queued",
  "pending",
  "waiting",
  "starting",
  "loading",
  "processing",
  "running",
  "in_progress",
]);

/** Understands an answer in any of the wire formats, streamed or whole: it is fed bytes, and keeps what they say and what cannot be read of them. */
export class AnswerReader {
  readonly answer: AnswerSoFar;
  readonly #events = new WireEvents();
  #failure: EndpointFailure | undefined;
  /** Something came that could be understood. */
  #understood = false;
  /** The beginning of the first piece that is no JSON. */
  #strangeWords: string | undefined;
  readonly #format: WireFormat;
  readonly #context: ClassifyContext;

  /** @param offered undefined: no tools were offered */
  constructor(format: WireFormat, context: ClassifyContext, offered?: OfferedTools) {
    this.answer = new AnswerSoFar(offered);
    this.#format = format;
    this.#context = context;
  }

  /** What the server itself said went wrong. */
  get failure(): EndpointFailure | undefined {
    return this.#failure;
  }

  get understood(): boolean {
    return this.#understood;
  }

  get strangeWords(): string {
    return this.#strangeWords ?? "";
  }

  /** Takes the next bytes; undefined once they have ended. May throw a RangeError, or a BodyTooLargeError: what came is longer or deeper than can be taken. */
  feed(bytes: Uint8Array | undefined): void {
    for (const event of this.#events.feed(bytes)) {
      if (this.#failure || this.answer.ending.type === "marked" || this.answer.lost > MAX_UNREADABLE_PIECES) return;
      this.#take(event);
    }
  }

  #take(event: WireEvent): void {
    switch (event.type) {
      case "sign":
        return this.answer.batch.sign();
      case "done":
        return this.answer.mark();
      case "cut":
        return undefined;
      case "words":
        return this.#takeWords(event.text, event.name);
      case "value":
        return this.#takeValue(event.value, event.name);
    }
  }

  #takeWords(words: string, name: string | undefined): void {
    if (name === "error") this.#fail(words);
    else if (isHeartbeat(name)) this.answer.batch.sign();
    else {
      this.#strangeWords ??= words;
      this.answer.lose();
    }
  }

  #takeValue(given: unknown, name: string | undefined): void {
    const value = withoutEnvelope(given);
    const error = name === "error" ? value : inBandError(value);
    if (error !== undefined) return this.#fail(error);
    const said = isFields(value) ? this.#format.read(value, name) : undefined;
    if (said) {
      this.#understood = true;
      this.answer.take(said);
      if (this.answer.ending.type === "failed") this.#failure = brokenOff(this.answer.ending.word, this.#context);
    } else if (isHarmless(value) || isHeartbeat(name)) this.answer.batch.sign();
    else this.answer.lose();
  }

  #fail(error: unknown): void {
    this.#failure = classifyInBandError(error, this.#context, this.answer.begun);
  }
}

/** The reason to finish names a failure. */
function brokenOff(word: string, context: ClassifyContext): EndpointFailure {
  const message = t("{0} broke off its answer ({1}).", serverAt(context), word);
  return new EndpointFailure("stream_error", message, { code: word });
}

const isHeartbeat = (name: string | undefined): boolean => HEARTBEATS.has(name ?? "");

/** An event of a kind that is not known, such as a ping, or one in which no field says anything: it may be there for the form. */
const isHarmless = (value: unknown): boolean =>
  value === null ||
  value === "" ||
  (isFields(value) &&
    (typeof value["type"] === "string" || saysNothing(value) || isProgress(value) || isEmptyEnvelope(value)));

/** How far a gateway's queue is, or a load, without a word of the answer: `{"status": "processing", "position": 3}`. */
const isProgress = (fields: Fields): boolean =>
  ["status", "state", "event", "object"].some((name) => {
    const word = fields[name];
    return typeof word === "string" && (HEARTBEATS.has(word.toLowerCase()) || PROGRESS.has(word.toLowerCase()));
  });
