import type { AnswerStatus } from "../../../core/messages/turn";
import type { Completion } from "../../../core/model/request";
import { ago, duration } from "../../texts/format";
import type { Action } from "../../standing/actions";
import { answer as texts } from "../../texts";
import { buttonsOf, firstTokenMs } from "./head-parts";

/** What stands below a whole answer. @param now epoch milliseconds */
export function doneStatus(
  completion: Completion,
  actions: Action[],
  now: number,
): Extract<AnswerStatus, { phase: "done" }> {
  const { usage, finishReason, cached, cachedAt = now } = completion;
  const summary = [
    texts.on(completion.model, completion.endpoint),
    ...(usage.completionTokens > 0 ? [texts.tokens(usage.completionTokens)] : []),
    ...(cached ? [] : [duration(completion.responseTimeMs), texts.firstToken(firstTokenMs(completion))]),
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
