import type { AnswerStatus } from "../../../core/messages/turn";
import type { Completion } from "../../../core/model/request";
import { ago, duration } from "../../texts/format";
import type { Action } from "../../standing/actions";
import { answer as texts } from "../../texts";
import { buttonsOf, firstTokenMs } from "./head-parts";

/**
 * What stands below a whole answer. Which model answered, and how long that took, is said by the way above it; here is what that does not say.
 * @param now epoch milliseconds
 */
export function doneStatus(
  completion: Completion,
  actions: Action[],
  now: number,
): Extract<AnswerStatus, { phase: "done" }> {
  const { usage, finishReason, cached, cachedAt = now, attempts, responseTimeMs } = completion;
  const answeredMs = attempts.findLast(({ outcome }) => outcome === "success")?.durationMs ?? responseTimeMs;
  const waitedForOthers = duration(answeredMs) !== duration(responseTimeMs);
  const summary = [
    // The way says of these only that they are not new.
    ...(cached ? [texts.on(completion.model, completion.endpoint)] : []),
    ...(usage.completionTokens > 0 ? [texts.tokens(usage.completionTokens)] : []),
    ...(!cached && waitedForOthers ? [texts.inAll(responseTimeMs)] : []),
    ...(cached ? [] : [texts.firstToken(firstTokenMs(completion))]),
  ].join(" · ");
  const ending = finishReason === "length" ? texts.cut : finishReason === "content_filter" ? texts.filtered : undefined;
  return {
    phase: "done",
    summary,
    ...(cached && { notice: texts.cached(ago(now - cachedAt)) }),
    ...(ending !== undefined && { ending }),
    actions: buttonsOf(actions),
  };
}
