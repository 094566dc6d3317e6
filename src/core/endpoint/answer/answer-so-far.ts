import type { ToolCall, Usage } from "../../model/chat";
import { TextGathering } from "../../foreign/text-gathering";
import { MAX_ANSWER_CHARS } from "../../model/limits";
import { shortName } from "../chat";
import type { AnswerEnd } from "../client";
import type { OfferedTools } from "../message/wire-call";
import { readFinish } from "./finish-reason";
import { PieceBatch } from "./piece-batch";
import type { Said, ToolCallPart } from "./said";
import { ToolCallGathering } from "./tool-call-gathering";

/** How far the answer is complete, by what the server said. */
export type Ending =
  | { readonly type: "open" }
  /** It gave a reason to finish. `doubtful`: an earlier one was taken back by text that followed, so that this one says little. */
  | { readonly type: "finished"; readonly reason: string; readonly doubtful: boolean }
  /** It gave its end mark. Nothing is heard after that. */
  | { readonly type: "marked"; readonly reason: string }
  /** It gave its end mark, and nothing that could be complete. */
  | { readonly type: "void" }
  /** It gave a reason that names a failure, in this word. */
  | { readonly type: "failed"; readonly word: string };

/** An answer as far as it has come, whatever the wire format: its text, and what was said of its end. */
export class AnswerSoFar {
  /** What has not been told yet. */
  readonly batch = new PieceBatch();
  readonly #text = new TextGathering();
  readonly #calls = new ToolCallGathering();
  readonly #offered: OfferedTools | undefined;
  #ending: Ending = { type: "open" };
  /** A reason to finish that ends nothing by itself. */
  #reason: string | undefined;
  #takenBack = false;
  #refused = false;
  #hasText = false;
  #hasThought = false;
  #callsTool = false;
  #lost = 0;
  #lostLast = false;
  #model: string | undefined;
  #usage: Usage = { promptTokens: 0, completionTokens: 0, totalTokens: 0 };

  /** @param offered undefined: nothing may be called, and whatever is called is no part of the answer */
  constructor(offered?: OfferedTools) {
    this.#offered = offered;
  }

  get ending(): Ending {
    return this.#ending;
  }

  /** More than blanks. */
  get hasText(): boolean {
    return this.#hasText;
  }

  /** The model is at work on it: text came, reasoning, or the call of a tool. */
  get begun(): boolean {
    return this.#hasText || this.#hasThought || this.#callsTool;
  }

  /** It is, or has, the call of a tool. */
  get callsTool(): boolean {
    return this.#callsTool;
  }

  /** Calls of tools came that were offered. */
  get hasCalls(): boolean {
    return this.#calls.any;
  }

  /** More calls of tools than an answer may have. */
  get tooManyCalls(): boolean {
    return this.#calls.tooMany;
  }

  /** What calls of tools say is more than an answer may have, alone or together with its text. */
  get callsTooMuch(): boolean {
    return this.#calls.any && this.#calls.size + this.#text.length > MAX_ANSWER_CHARS;
  }

  /** The calls of a complete answer. @throws BadToolInputError */
  toolCalls(): ToolCall[] {
    const cut = this.end?.finishReason === "length";
    return this.#calls.calls(cut).map((call) => this.#offered?.own(call) ?? call);
  }

  /** Pieces that could not be read and are left out. */
  get lost(): number {
    return this.#lost;
  }

  /** One of them came after all that could be read. */
  get lostLast(): boolean {
    return this.#lostLast;
  }

  /** What is told of a complete answer; undefined while it is none. */
  get end(): AnswerEnd | undefined {
    if (this.#ending.type !== "finished" && this.#ending.type !== "marked") return undefined;
    return {
      finishReason: this.#refused ? "content_filter" : this.#ending.reason,
      ...(this.#model !== undefined && { model: this.#model }),
      ...(this.#usage.totalTokens > 0 && { usage: this.#usage }),
      ...(this.#lost > 0 && { unreadable: this.#lost }),
    };
  }

  /** Takes all that one event says. */
  take(event: readonly Said[]): void {
    const closes =
      this.#ending.type === "finished" ||
      event.some((said) => said.type === "finish" && said.ends && readFinish(said.reason).type === "complete");
    for (const said of event) if (!(closes && said.type === "text" && this.#repeats(said.text))) this.#take(said);
  }

  /** A piece of the answer came that cannot be read. */
  lose(): void {
    this.#lost++;
    this.#lostLast = true;
    this.batch.sign();
  }

  /** `[DONE]` proves what came before it, so that it proves nothing where nothing did. */
  mark(): void {
    const proves = this.#hasText || this.#callsTool || this.#ending.type === "finished";
    if (proves) this.#complete();
    else this.#ending = { type: "void" };
  }

  #take(said: Said): void {
    switch (said.type) {
      case "text":
        return this.#takeText(said.text);
      case "whole":
        return this.#takeText(this.#newIn(said.text, said.otherwise));
      case "refusal":
        this.#refused = true;
        return this.#takeText(said.text);
      case "thinking":
        // Before any text, reasoning that goes on shows as well that a reason to finish meant nothing.
        if (!this.#hasText) this.#takeBack();
        this.#hasThought ||= said.text.trim() !== "";
        return this.batch.add("thinking", said.text);
      case "tool_call":
        return this.#takeCall(said.part);
      case "sign":
        return this.batch.sign();
      case "lost":
        return this.lose();
      case "finish":
        return this.#takeFinish(said.reason, said.ends);
      case "complete":
        return this.#complete();
      case "model":
        this.#model = shortName(said.name);
        return undefined;
      case "usage":
        return this.#takeUsage(said);
    }
  }

  #takeText(text: string): void {
    if (text === "") return;
    const isBlank = text.trim() === "";
    // A line end behind the last word is no reason to doubt that it was the last.
    if (!isBlank || !this.#hasText) this.#takeBack();
    this.#lostLast = false;
    this.#hasText ||= !isBlank;
    this.#text.add(text);
    this.batch.add("text", text);
  }

  #takeCall(part: ToolCallPart | undefined): void {
    this.#callsTool = true;
    if (!part || !this.#offered) return this.batch.sign();
    if (!this.#calls.add(part)) return this.batch.sign();
    this.#takeBack();
    this.#lostLast = false;
    this.batch.calling();
  }

  /** What goes on has not finished. */
  #takeBack(): void {
    if (this.#ending.type !== "finished") return;
    this.#ending = { type: "open" };
    this.#takenBack = true;
  }

  #takeFinish(given: unknown, ends: boolean): void {
    const finish = readFinish(given);
    if (finish.type === "none") return;
    if (finish.type === "failed") {
      this.#ending = { type: "failed", word: finish.word };
      return;
    }
    this.#lostLast = false;
    this.#callsTool ||= finish.reason === "tool_calls";
    if (!ends) this.#reason = finish.reason;
    else if (this.#ending.type === "open")
      this.#ending = { type: "finished", reason: finish.reason, doubtful: this.#takenBack };
  }

  #complete(): void {
    const reason = this.#ending.type === "finished" ? this.#ending.reason : this.#reason;
    this.#ending = { type: "marked", reason: reason ?? "unknown" };
  }

  /** Counts are those of the answer so far; a later event may leave out what an earlier one said. */
  #takeUsage(now: Usage): void {
    const promptTokens = Math.max(this.#usage.promptTokens, now.promptTokens);
    const completionTokens = Math.max(this.#usage.completionTokens, now.completionTokens);
    const totalTokens = Math.max(this.#usage.totalTokens, now.totalTokens, promptTokens + completionTokens);
    this.#usage = { promptTokens, completionTokens, totalTokens };
  }

  /** Whether a closing piece says all over again. A digit or a word twice is a text too: only several pieces, or several words, are known again. */
  #repeats(text: string): boolean {
    if (this.#text.length === 0 || text.length * 2 < this.#text.length) return false;
    const known = this.#text.text.trim();
    return text.trim() === known && (this.#text.count > 1 || /\s/.test(known));
  }

  /** What a text that should hold the whole answer adds to what is known of it. */
  #newIn(text: string, otherwise: "known" | "piece"): string {
    if (this.#text.length === 0) return text;
    const known = this.#text.text;
    if (text.startsWith(known)) return text.slice(known.length);
    return otherwise === "known" || text.trim() === known.trim() ? "" : text;
  }
}
