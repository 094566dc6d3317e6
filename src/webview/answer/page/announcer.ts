import type { AnswerStatus } from "../../../core/messages/turn";
import { isBusy } from "../../../core/messages/turn";
import { element, setText } from "../../shared/dom";
import { texts } from "./texts";

type Stage = "runs" | "ended";

/**
 * Tells a screen reader of each answer that it begins, and how it ended: once, and nothing of what is between, which would drown the answer. Of answers
 * that had ended before the page was there nothing is said. Words of the page itself: a region that is made together with its words is not read out.
 */
export class Announcer {
  readonly node = element("div", { class: "unseen", role: "status", "aria-live": "polite" });
  readonly #stages = new Map<number, Stage>();

  /** To be told of every question whose status is shown. */
  tell(turn: number, status: AnswerStatus): void {
    const before = this.#stages.get(turn);
    const stage: Stage = isBusy(status) ? "runs" : "ended";
    if (stage === before) return;
    this.#stages.set(turn, stage);
    // The page may have come in the middle of an answer.
    if (stage === "runs") {
      if (status.phase !== "answering") this.#say(texts.asked);
    } else if (before === "runs") this.#say(endOf(status));
  }

  /** Another conversation is shown. */
  clear(): void {
    this.#stages.clear();
    this.#say("");
  }

  #say(text: string): void {
    // The same words twice are to be said twice.
    setText(this.node, this.node.textContent === text && text !== "" ? `${text}\u00a0` : text);
  }
}

function endOf(status: AnswerStatus): string {
  switch (status.phase) {
    case "failed":
      return texts.failedWith(status.message);
    case "stopped":
      return texts.stopped;
    case "done":
      return texts.answered(status.ending ?? "");
    default:
      return texts.interrupted;
  }
}
