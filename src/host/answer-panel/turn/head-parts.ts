import type { Completion } from "../../../core/model/request";
import { labelOf, type Action } from "../../standing/actions";
import { duration } from "../../texts/format";
import { answer as texts } from "../../texts/answer";
import { buttons } from "../../texts/standing";

/** What the way above the answer does not say: of a fresh one it says who answered and how long that took. */
export function summaryOf(completion: Completion): string {
  const { model, endpoint, usage, cached, attempts, responseTimeMs } = completion;
  const answeredMs = attempts.findLast(({ outcome }) => outcome === "success")?.durationMs ?? responseTimeMs;
  const waitedForOthers = duration(answeredMs) !== duration(responseTimeMs);
  return [
    ...(cached ? [texts.on(model, endpoint)] : []),
    ...(usage.completionTokens > 0 ? [texts.tokens(usage.completionTokens)] : []),
    ...(!cached && waitedForOthers ? [texts.inAll(responseTimeMs)] : []),
    ...(cached ? [] : [texts.firstToken(firstTokenMs(completion))]),
  ].join(" · ");
}

/** What the answer lacks: what of the question it does not know, and what of itself did not come; undefined: nothing. */
export function endingOf({ finishReason, promptTruncated, unreadable = 0 }: Completion): string | undefined {
  const said = [
    ...(promptTruncated ? [texts.promptCut] : []),
    ...(unreadable > 0 ? [texts.unreadable(unreadable)] : []),
    ...(finishReason === "length" ? [texts.cut] : []),
    ...(finishReason === "content_filter" ? [texts.filtered] : []),
  ];
  return said.length > 0 ? said.join(" ") : undefined;
}

/** How long the person waited for the first token, whoever was asked before. */
function firstTokenMs({ attempts, ttftMs }: Completion): number {
  const answered = attempts.findLast(({ outcome }) => outcome === "success");
  return answered ? answered.startedAt - Math.min(...attempts.map(({ startedAt }) => startedAt)) + ttftMs : ttftMs;
}

export function buttonsOf(actions: Action[]): { label: string; primary: boolean }[] {
  // Two keys to set are two different buttons.
  const keys = actions.filter((action) => action.do === "set_key").length;
  return actions.map((action, index) => ({
    label: action.do === "set_key" && keys > 1 ? buttons.setKeyOf(action.endpoint) : labelOf(action),
    primary: index === 0 && action.do !== "show_log",
  }));
}
