import type { KeptTurn } from "../../../core/conversation/conversation";
import type { OfTurn } from "../../../core/messages/answer";
import { isBusy, type AnswerHead, type AnswerStatus } from "../../../core/messages/turn";
import type { AttemptRecord } from "../../../core/model/attempt";
import type { Completion } from "../../../core/model/request";
import type { StreamEvent } from "../../../core/model/service-events";
import { RequestCancelledError } from "../../../core/failure/errors";
import { way as wayTexts } from "../../texts/answer";
import { failurePhrase } from "../../texts/standing";
import { anew, endOf, playBack } from "./replay";
import type { Action } from "../../standing/actions";
import { aged } from "./aged-status";
import { headOf } from "./answer-head";
import { AnswerText } from "./answer-text";
import { doneStatus } from "./done-status";
import { buttonsOf } from "./head-parts";
import { endOfStatus, statusOfEnd, wayOf, wordsOf } from "./kept-turn";
import { pullModel } from "./model-pull";
import { failureView, refusalNow, type FailureView } from "../../standing/failure-view";
import { tryNow } from "../../standing/no-calls";
import type { Question } from "./question";
import type { SessionDeps } from "./session-deps";
import { waitStatus } from "./wait-status";
import { EMPTY_WAY, wayAfterAttempt, wayAfterEvent, wayAnswering, wayEnded } from "./way";

/**
 * One question and its answer: runs the request, keeps what the page shows, and tells the page what changed. It outlives the
 * page, which may be hidden and made anew at any time. `run` and `pull` never reject.
 */
export class AnswerSession {
  readonly #abort = new AbortController();
  #endedBy: "stopped" | "interrupted" | undefined;
  #pulling: AbortController | undefined;
  readonly #answer: AnswerText;
  #way = EMPTY_WAY;
  #status: AnswerStatus;
  #broken = false;
  #proposed = false;
  #actions: Action[] = [];
  #askedAt: number;
  /** Why there is no answer, where there is none. */
  #error: unknown;
  #phaseSince: number;
  #endpoint = "";
  /** Epoch milliseconds, once there is a whole answer. */
  #endedAt: number | undefined;
  readonly #deps: SessionDeps;

  constructor(
    readonly question: Question,
    deps: SessionDeps,
  ) {
    this.#deps = deps;
    this.#answer = new AnswerText({ send: (pieces) => this.#append(pieces), schedule: (fn) => deps.schedule(fn) });
    this.#askedAt = deps.now();
    this.#phaseSince = deps.now();
    this.#status = { phase: "asking", endpoint: "", elapsedMs: 0 };
  }

  /** A question that was answered, or was not, at an earlier time. */
  static restored(question: Question, kept: KeptTurn, deps: SessionDeps): AnswerSession {
    const session = new AnswerSession(question, deps);
    session.#askedAt = kept.askedAt;
    session.#answer.restore(kept);
    session.#way = wayOf(kept);
    const { status, actions } = statusOfEnd(kept.end);
    session.#status = status;
    session.#actions = actions;
    if (kept.end.type === "done") session.#endedAt = kept.end.at;
    return session;
  }

  /** The turn as it is kept over a reload, or the end of the window in the middle of it. */
  kept(): KeptTurn {
    const { title, notice, label, messages, follows = false } = anew(this.question);
    return {
      title,
      ...(notice !== undefined && { notice }),
      ...wordsOf(messages),
      command: label?.command ?? "",
      follows,
      askedAt: this.#askedAt,
      answer: this.content,
      discarded: this.#answer.discarded,
      way: this.#way.steps,
      end: endOfStatus(this.#status, this.#endedAt ?? this.#deps.now()),
    };
  }

  /** The answer as far as it came. */
  get content(): string {
    return this.#answer.whole;
  }

  get busy(): boolean {
    return isBusy(this.#status);
  }

  /** What the button at that place below the answer does. */
  actionAt(index: number): Action | undefined {
    return this.#actions[index];
  }

  async run(): Promise<void> {
    this.#post(this.snapshot());
    try {
      for await (const event of this.#events()) this.#take(event);
      if (this.busy) throw new Error("The stream ended without a done event.");
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Ends the request; the socket closes with it. Harmless when nothing runs. @param by who ended it: a person, or the end of the window */
  stop(by: "stopped" | "interrupted" = "stopped"): void {
    this.#endedBy ??= by;
    this.#abort.abort();
    this.#pulling?.abort();
  }

  /** Pulls a model with its progress on show. @returns whether the model is there now */
  async pull(endpoint: string, model: string): Promise<boolean> {
    const before = { status: this.#status, actions: this.#actions };
    // The request's own signal may have been used up by an earlier Stop.
    this.#pulling = new AbortController();
    const { signal } = this.#pulling;
    const end = await pullModel(this.#deps, { endpoint, model, signal }, (status) => this.#setStatus(status));
    this.#actions = before.actions;
    // A model that is there now is asked below; this question stays as it ended.
    if (end.type !== "failed") this.#setStatus(before.status);
    else this.#setStatus({ phase: "failed", message: end.message, lines: [], actions: buttonsOf(this.#actions) });
    return end.type === "pulled";
  }

  /** To be told when an endpoint's breaker has changed its state: what a refusal says of it is no longer true then. */
  breakerChanged(endpoint: string): void {
    if (this.#status.phase !== "failed" || !this.#status.lines.some((line) => line.endpoint === endpoint)) return;
    const endpoints = this.#deps.service.endpoints();
    const view = refusalNow(this.#error, this.#status.lines, endpoints, this.#canShorten, this.#deps.now());
    this.#showFailure(view);
  }

  /** To be told whether a change of the code waits to be applied or discarded. */
  setProposed(proposed: boolean): void {
    this.#proposed = proposed;
    this.#post({ type: "head", head: this.#head() });
  }

  /** Everything a page needs that knows nothing yet. */
  snapshot(): OfTurn {
    const text = this.#answer.fromBeginning();
    return { type: "show", head: this.#head(), text, discarded: this.#answer.discarded };
  }

  #events(): AsyncIterable<StreamEvent> {
    const { question } = this;
    const onAttempt = (attempt: AttemptRecord): void => this.#attemptEnded(attempt);
    if (question.type === "replay") return playBack(question.request, onAttempt);
    return this.#deps.service.stream(question.messages, {
      signal: this.#abort.signal,
      ...this.#deps.options(),
      ...(question.label && { label: question.label }),
      onAttempt,
    });
  }

  #take(event: StreamEvent): void {
    if (event.type === "delta") {
      if (this.#status.phase !== "answering") this.#answering();
      this.#answer.add(event.text);
      return;
    }
    this.#answer.flush();
    const now = this.#deps.now();
    this.#way = wayAfterEvent(this.#way, event, now);
    switch (event.type) {
      case "attempt":
        this.#endpoint = event.endpoint;
        this.#begin({ phase: "asking", endpoint: event.endpoint, elapsedMs: 0 });
        break;
      case "waiting":
        this.#begin(waitStatus(event, now));
        break;
      case "queued":
        this.#begin({ phase: "queued", endpoint: event.endpoint, position: Math.max(0, event.position), elapsedMs: 0 });
        break;
      case "loading":
        this.#setStatus({ phase: "loading", model: event.model, elapsedMs: Math.max(0, event.elapsedMs) });
        break;
      case "thinking":
        this.#setStatus({ phase: "thinking", endpoint: event.endpoint, elapsedMs: Math.max(0, event.elapsedMs) });
        break;
      case "restart":
        this.#endpoint = event.endpoint;
        this.#restart(failurePhrase({ kind: event.reason, durationMs: 0 }));
        break;
      case "tool_call":
        // No tools are offered here.
        break;
      case "done":
        this.#done(event.completion);
        break;
    }
  }

  #attemptEnded(attempt: AttemptRecord): void {
    this.#answer.flush();
    this.#way = wayAfterAttempt(this.#way, attempt, this.#deps.now(), this.#abort.signal.aborted);
    if (attempt.outcome === "failure" && !this.#answer.isEmpty) this.#broken = true;
    this.#post({ type: "head", head: this.#head() });
  }

  #answering(): void {
    this.#broken = false;
    this.#way = wayAnswering(this.#way, this.#endpoint, this.#deps.now());
    this.#begin({ phase: "answering", endpoint: this.#endpoint, elapsedMs: 0 });
  }

  #restart(reason: string): void {
    this.#broken = false;
    if (this.#answer.setAside(reason)) this.#post({ type: "restart", reason });
  }

  #done(completion: Completion): void {
    // The whole answer is the truth: a cached one comes without deltas.
    if (this.content !== completion.content) {
      this.#answer.replace(completion.content);
      this.#setDone(completion);
      this.#post(this.snapshot());
    } else {
      this.#setDone(completion);
      this.#post({ type: "head", head: this.#head() });
    }
  }

  #setDone(completion: Completion): void {
    const { cached, unreadable } = completion;
    this.#broken = false;
    this.#endedAt = this.question.type === "replay" ? endOf(this.question.request) : this.#deps.now();
    if (cached) this.#actions = tryNow(this.#deps.service.endpoints(), this.#deps.now());
    else this.#actions = unreadable === undefined ? [] : [{ do: "ask_again" }];
    this.#status = doneStatus(completion, this.#actions, this.#deps.now());
  }

  #failed(error: unknown): void {
    this.#answer.flush();
    if (this.#endedBy || error instanceof RequestCancelledError) {
      // Where nobody stopped it, the service ends, and the window with it.
      const phase = this.#endedBy ?? "interrupted";
      this.#way = wayEnded(this.#way, this.#deps.now(), { tone: "note", text: wayTexts[phase] });
      this.#setStatus({ phase });
      return;
    }
    this.#deps.log("The request failed", error);
    this.#error = error;
    this.#way = wayEnded(this.#way, this.#deps.now());
    this.#broken = !this.#answer.isEmpty;
    this.#showFailure(failureView(error, this.#deps.service.endpoints(), this.#canShorten, this.#deps.now()));
  }

  #showFailure({ message, lines, actions }: FailureView): void {
    this.#actions = this.#deps.offered(actions);
    this.#begin({ phase: "failed", message, lines, actions: buttonsOf(this.#actions) });
  }

  get #canShorten(): boolean {
    return this.question.type === "ask" && this.question.shorten?.() !== undefined;
  }

  #begin(status: AnswerStatus): void {
    this.#phaseSince = this.#deps.now();
    this.#setStatus(status);
  }

  #setStatus(status: AnswerStatus): void {
    this.#status = status;
    this.#post({ type: "head", head: this.#head() });
  }

  #head(): AnswerHead {
    return headOf({
      question: this.question,
      status: aged(this.#status, Math.max(0, this.#deps.now() - this.#phaseSince)),
      way: this.#way,
      broken: this.#broken,
      proposed: this.#proposed,
      answer: this.#answer,
      service: this.#deps.service,
    });
  }

  #append(pieces: string[]): void {
    for (const text of pieces) this.#post({ type: "append", text });
    // To a page that came late: it has been told of the end before it had the whole text.
    if (!this.busy) this.#post({ type: "head", head: this.#head() });
  }

  #post(message: OfTurn): void {
    this.#deps.post(message);
  }
}
