import type { AnswerStatus, FailureLine } from "../../../core/messages/turn";
import { element, setText } from "../../shared/dom";
import { icon } from "../../shared/icons";
import { texts } from "./texts";

/** A model that is asked on a busy machine may pause for a moment; longer than this, in milliseconds, is worth a word. */
const silentFromMs = 4_000;

/** The line below the answer: what is going on and for how long, or how it ended. */
export class StatusView {
  readonly node: HTMLElement;
  readonly #line = element("div", { class: "line" });
  readonly #words = element("span", { class: "words" });
  readonly #clock = element("span", { class: "clock", "aria-hidden": "true" });
  readonly #bar = element("progress", { max: "1", hidden: true });
  readonly #failure = element("section", { class: "failure", hidden: true });
  readonly #lines = element("ul", { hidden: true });
  /** The message and the buttons that stand there: they keep the focus when only a line changes. */
  #shown = "";
  readonly #ending = element("p", { class: "ending", hidden: true });
  readonly #offers = element("div", { class: "buttons", hidden: true });
  #heardAt = 0;
  #ticking: ReturnType<typeof setInterval> | undefined;
  readonly #act: (index: number) => void;

  constructor(act: (index: number) => void) {
    this.#act = act;
    this.#line.append(element("span", { class: "spinner", "aria-hidden": "true" }), this.#words, this.#clock);
    this.node = element("div", { class: "status" }, this.#ending, this.#line, this.#bar, this.#offers, this.#failure);
  }

  show(status: AnswerStatus, hasText: boolean): void {
    clearInterval(this.#ticking);
    this.node.dataset["phase"] = status.phase;
    this.#failure.hidden = status.phase !== "failed";
    this.#offers.hidden = status.phase !== "done" || status.actions.length === 0;
    const ending = status.phase === "done" ? status.ending : undefined;
    this.#ending.hidden = ending === undefined;
    if (ending !== undefined) this.#ending.replaceChildren(icon("info"), element("span", {}, ending));
    this.#bar.hidden = status.phase !== "pulling";
    setText(this.#words, wordsOf(status, hasText));
    setText(this.#clock, "");
    if (status.phase !== "failed") this.#shown = "";
    if (status.phase === "failed") this.#showFailure(status);
    else if (status.phase === "done") this.#offers.replaceChildren(...this.#buttonsFor(status.actions));
    else if (status.phase === "pulling") this.#showBar(status.fraction);
    else if (status.phase === "waiting") this.#tick(status.remainingMs, -1);
    else if (status.phase === "answering") this.#tickAnswering(status.elapsedMs);
    else if ("elapsedMs" in status) this.#tick(status.elapsedMs, 1);
  }

  /** Ends its clock. */
  dispose(): void {
    clearInterval(this.#ticking);
  }

  /** To be told when more of the answer has come. */
  heard(): void {
    this.#heardAt = performance.now();
  }

  /** Counts the seconds, and says when nothing comes any more long before that is given up. */
  #tickAnswering(fromMs: number): void {
    this.heard();
    this.#everyMoment((passedMs) => {
      const silentMs = performance.now() - this.#heardAt;
      setText(
        this.#clock,
        silentMs < silentFromMs
          ? elapsed(fromMs + passedMs)
          : texts.silent(elapsed(fromMs + passedMs), Math.floor(silentMs / 1000)),
      );
    });
  }

  /** Counts seconds up or down from what the host said. */
  #tick(fromMs: number, direction: 1 | -1): void {
    this.#everyMoment((passedMs) => {
      const ms = fromMs + direction * passedMs;
      setText(this.#clock, direction === 1 ? elapsed(ms) : ms <= 0 ? "" : texts.remaining(Math.ceil(ms / 1000)));
    });
  }

  #everyMoment(draw: (passedMs: number) => void): void {
    const since = performance.now();
    draw(0);
    this.#ticking = setInterval(() => draw(performance.now() - since), 250);
  }

  #showBar(fraction: number | undefined): void {
    if (fraction === undefined) this.#bar.removeAttribute("value");
    else this.#bar.value = fraction;
  }

  #showFailure({ message, lines, actions }: AnswerStatus & { phase: "failed" }): void {
    const items = lines.map((line) => this.#failureItem(line));
    this.#lines.hidden = items.length === 0;
    this.#lines.replaceChildren(...items.map(({ node }) => node));
    const shown = JSON.stringify([message, actions]);
    if (shown !== this.#shown) {
      const buttons = element("div", { class: "buttons" }, ...this.#buttonsFor(actions));
      this.#failure.replaceChildren(icon("error"), element("div", {}, element("p", {}, message), this.#lines, buttons));
    }
    this.#shown = shown;
    if (lines.some(({ nextTryInMs }) => nextTryInMs !== undefined))
      this.#everyMoment((passedMs) => items.forEach(({ draw }) => draw(passedMs)));
  }

  #failureItem({ text, nextTryInMs }: FailureLine): { node: HTMLElement; draw(passedMs: number): void } {
    if (nextTryInMs === undefined) return { node: element("li", {}, text), draw: () => undefined };
    const when = element("span");
    const node = element("li", {}, text, " (", when, ").");
    return {
      node,
      draw: (passedMs) => setText(when, texts.nextTry(Math.ceil(Math.max(0, nextTryInMs - passedMs) / 1000))),
    };
  }

  #buttonsFor(actions: { label: string; primary: boolean }[]): HTMLElement[] {
    return actions.map(({ label, primary }, index) =>
      element("button", { class: primary ? "primary" : "secondary", onclick: () => this.#act(index) }, label),
    );
  }
}

function elapsed(ms: number): string {
  return ms < 1000 ? "" : texts.elapsed(Math.floor(ms / 1000));
}

function wordsOf(status: AnswerStatus, hasText: boolean): string {
  switch (status.phase) {
    case "asking":
      return texts.asking(status.endpoint);
    case "waiting":
      return status.text;
    case "queued":
      return texts.queued(status.endpoint, status.position);
    case "loading":
      return texts.loading(status.model);
    case "thinking":
      return texts.thinking(status.endpoint);
    case "answering":
      return texts.answering(status.endpoint);
    case "pulling":
      return texts.pulling(status.model, status.text);
    case "done":
      return status.summary;
    case "interrupted":
      return texts.interrupted;
    case "stopped":
      return hasText ? texts.stopped : texts.noAnswer;
    case "failed":
      return "";
  }
}
