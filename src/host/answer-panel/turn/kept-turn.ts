import type { KeptTurn, TurnEnd } from "../../../core/conversation/conversation";
import type { AnswerStatus } from "../../../core/messages/turn";
import type { Action } from "../../standing/actions";
import { buttonsOf } from "./head-parts";
import type { Ask } from "./question";
import { EMPTY_WAY, type Way } from "./way";

/** A question of an earlier time, to be shown with its answer, and to be asked again. */
export function askOfKept({ title, notice, prompt, system, command, follows }: KeptTurn): Ask {
  return {
    type: "ask",
    title,
    ...(notice !== undefined && { notice }),
    label: { command, title },
    ...(follows && { follows }),
    messages: [
      ...(system === undefined ? [] : [{ role: "system", content: system } as const]),
      { role: "user", content: prompt },
    ],
  };
}

/** What a question adds to its conversation. */
export function wordsOf(messages: Ask["messages"]): Pick<KeptTurn, "prompt" | "system"> {
  const system = messages.find(({ role }) => role === "system")?.content;
  return {
    prompt: messages.findLast(({ role }) => role === "user")?.content ?? "",
    ...(system !== undefined && { system }),
  };
}

/** How an answer ended, as it is kept. @param endedAt epoch milliseconds, of a whole answer */
export function endOfStatus(status: AnswerStatus, endedAt: number): TurnEnd {
  switch (status.phase) {
    case "done":
      return {
        type: "done",
        at: endedAt,
        summary: status.summary,
        ...(status.ending !== undefined && { ending: status.ending }),
      };
    case "failed":
      return { type: "failed", message: [status.message, ...status.lines.map(({ text }) => text)].join("\n") };
    case "stopped":
    case "interrupted":
      return { type: status.phase };
    default:
      return { type: "running" };
  }
}

/** The status of an answer that ended earlier, and what can be done about it now. */
export function statusOfEnd(end: TurnEnd): { status: AnswerStatus; actions: Action[] } {
  const again: Action[] = [{ do: "ask_again" }];
  switch (end.type) {
    case "done":
      return { status: { phase: "done", summary: end.summary, ...endingOf(end), actions: [] }, actions: [] };
    case "failed":
      return {
        status: { phase: "failed", message: end.message, lines: [], actions: buttonsOf(again) },
        actions: again,
      };
    case "stopped":
      return { status: { phase: "stopped" }, actions: [] };
    case "running":
    case "interrupted":
      return { status: { phase: "interrupted" }, actions: [] };
  }
}

export function wayOf({ way }: KeptTurn): Way {
  return { ...EMPTY_WAY, steps: way.filter(({ tone }) => tone !== "pending") };
}

function endingOf({ ending }: Extract<TurnEnd, { type: "done" }>): { ending?: string } {
  return ending === undefined ? {} : { ending };
}
