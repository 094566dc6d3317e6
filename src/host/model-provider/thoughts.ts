import type { AttemptRecord } from "../../core/model/attempt";
import { failurePhrase } from "../texts/standing";
import { chat as texts } from "../texts/model-provider";
import type { HostApi, PartSink } from "./host-api";

/** The reasoning of an answer, as the editor has a part for it: of one endpoint at a time, and where one left off that is said before anything else follows. */
export class Thoughts {
  readonly #Part: HostApi["LanguageModelThinkingPart"];
  readonly #sink: PartSink;
  /** Whose reasoning is shown while it may go on. */
  #thinker: string | undefined;
  #leftOff: AttemptRecord | undefined;

  constructor({ LanguageModelThinkingPart }: HostApi, sink: PartSink) {
    this.#Part = LanguageModelThinkingPart;
    this.#sink = sink;
  }

  /** Of two that think beside each other the first is shown: pieces of both would make no sense. */
  add(endpoint: string, text: string): void {
    if (this.#thinker !== undefined && this.#thinker !== endpoint) return;
    this.close();
    this.#thinker = endpoint;
    this.#report(text);
  }

  /** Each attempt that ends, in whatever way. */
  ended(attempt: AttemptRecord): void {
    if (attempt.endpoint !== this.#thinker) return;
    this.#thinker = undefined;
    if (attempt.outcome !== "success") this.#leftOff = attempt;
  }

  /** What follows is of another attempt than the reasoning so far, where that has left off. */
  close(): void {
    const attempt = this.#leftOff;
    if (attempt === undefined) return;
    this.#leftOff = undefined;
    const why = attempt.outcome === "failure" ? (attempt.message ?? failurePhrase(attempt)) : undefined;
    this.note(texts.leftOff(attempt.endpoint, why));
  }

  /** What is to be known of an answer, and is no part of it. */
  note(sentence: string): void {
    this.#report(`\n\n${sentence}\n\n`);
  }

  #report(text: string): void {
    if (this.#Part) this.#sink.report(new this.#Part(text));
  }
}
