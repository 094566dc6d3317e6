import type { AnswerStatus, FailureLine } from "../../../core/messages/turn";
import { element, setText } from "../../shared/dom";
import { keepFocus, setChildren } from "../../shared/held-still";
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
  #items: FailureItem[] = [];
  readonly #message = element("p");
  readonly #cures = element("div", { class: "buttons" });
  readonly #ending = element("p", { class: "ending", hidden: true });
  readonly #offers = element("div", { class: "buttons", hidden: true });
  #heardAt = 0;
  #ticking: ReturnType<typeof setInterval> | undefined;
  readonly #act: (index: number) => void;

  constructor(act: (index: number) => void) {
    this.#act = act;
    this.#line.append(element("span", { class: "spinner", "aria-hidden": "true" }), this.#words, this.#clock);
    this.#failure.append(icon("error"), element("div", {}, this.#message, this.#lines, this.#cures));
    this.node = element("div", { class: "status" }, this.#ending, this.#line, this.#bar, this.#offers, this.#failure);
  }

  show(status: AnswerStatus, hasText: boolean): void {
    clearInterval(this.#ticking);
    this.node.dataset["phase"] = status.phase;
    this.#failure.hidden = status.phase !== "failed";
    this.#offers.hidden = status.phase !== "done" || status.actions.length === 0;
    const ending = status.phase === "done" ? status.ending : undefined;
    this.#ending.hidden = ending === undefined;
    if (ending !== undefined) setChildren(this.#ending, icon("info"), element("span", {}, ending));
    this.#bar.hidden = status.phase !== "pulling";
    setText(this.#words, wordsOf(status, hasText));
    setText(this.#clock, "");
    if (status.phase === "failed") this.#showFailure(status);
    else if (status.phase === "done") this.#showButtons(this.#offers, status.actions);
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
    const items = lines.map((line, index) => failureItem(line, this.#items[index]));
    this.#items = items;
    this.#lines.hidden = items.length === 0;
    setChildren(this.#lines, ...items.map(({ node }) => node));
    setText(this.#message, message);
    this.#showButtons(this.#cures, actions);
    if (lines.some(({ nextTryInMs }) => nextTryInMs !== undefined))
      this.#everyMoment((passedMs) =>
        lines.forEach(({ nextTryInMs }, index) => count(items[index], nextTryInMs, passedMs)),
      );
  }

  #showButtons(row: HTMLElement, actions: { label: string; primary: boolean }[]): void {
    const had = document.activeElement;
    const button = ({ label, primary }: { label: string; primary: boolean }): HTMLElement =>
      element(
        "button",
        {
          class: primary ? "primary" : "secondary",
          // By its place at that moment: others may have come before it.
          onclick: ({ currentTarget }) => this.#act([...row.children].indexOf(currentTarget as HTMLElement)),
        },
        label,
      );
    setChildren(row, ...actions.map(button));
    keepFocus(had, row.querySelectorAll("button"));
  }
}

/** A line of a failure, and where it counts down. */
interface FailureItem {
  text: string;
  node: HTMLElement;
  when: HTMLElement | undefined;
}

/** @param before what stands in its place, which stays where it says the same */
function failureItem({ text, nextTryInMs }: FailureLine, before: FailureItem | undefined): FailureItem {
  const counts = nextTryInMs !== undefined;
  if (before?.text === text && (before.when !== undefined) === counts) return before;
  const when = counts ? element("span") : undefined;
  return { text, when, node: element("li", {}, text, ...(when ? [" (", when, ")."] : [])) };
}

function count(item: FailureItem | undefined, nextTryInMs: number | undefined, passedMs: number): void {
  if (item?.when && nextTryInMs !== undefined)
    setText(item.when, texts.nextTry(Math.ceil(Math.max(0, nextTryInMs - passedMs) / 1000)));
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
