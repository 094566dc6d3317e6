import type { AnswerStatus } from "../../../core/messages/turn";
import type { Completion } from "../../../core/model/request";
import type { Action } from "../../standing/actions";
import { answer as texts } from "../../texts/answer";
import { ago } from "../../texts/format";
import { buttonsOf, endingOf, summaryOf } from "./head-parts";

/**
 * What stands below a whole answer. Which model answered, and how long that took, is said by the way above it; here is what that does not say.
 * @param now epoch milliseconds
 */
export function doneStatus(
  completion: Completion,
  actions: Action[],
  now: number,
): Extract<AnswerStatus, { phase: "done" }> {
  const { cached, cachedAt = now } = completion;
  const ending = endingOf(completion);
  return {
    phase: "done",
    summary: summaryOf(completion),
    ...(cached && { notice: texts.cached(ago(now - cachedAt)) }),
    ...(ending !== undefined && { ending }),
    actions: buttonsOf(actions),
  };
}
