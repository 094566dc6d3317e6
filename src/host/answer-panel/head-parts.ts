import type { Completion } from "../../core/model/request";
import { labelOf, type Action } from "../standing/actions";
import { answer as texts, buttons } from "../texts";

/** How long the person waited for the first token, whoever was asked before. */
export function firstTokenMs({ attempts, ttftMs }: Completion): number {
  const answered = attempts.findLast(({ outcome }) => outcome === "success");
  return answered ? answered.startedAt - Math.min(...attempts.map(({ startedAt }) => startedAt)) + ttftMs : ttftMs;
}

/** What to know of how an answer ended and what it is an answer to; undefined when there is nothing. */
export function endingOf({ finishReason, promptTruncated }: Completion): string | undefined {
  const sentences = [
    ...(promptTruncated ? [texts.promptCut] : []),
    ...(finishReason === "length" ? [texts.cut] : finishReason === "content_filter" ? [texts.filtered] : []),
  ];
  return sentences.length > 0 ? sentences.join(" ") : undefined;
}

export function buttonsOf(actions: Action[]): { label: string; primary: boolean }[] {
  // Two keys to set are two different buttons.
  const keys = actions.filter((action) => action.do === "set_key").length;
  return actions.map((action, index) => ({
    label: action.do === "set_key" && keys > 1 ? buttons.setKeyOf(action.endpoint) : labelOf(action),
    primary: index === 0 && action.do !== "show_log",
  }));
}
