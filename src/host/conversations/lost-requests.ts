import type { Conversation, KeptTurn } from "../../core/conversation/conversation";
import type { RequestEntry } from "../../core/history/types";
import { lost as texts } from "../texts/asking";

/** For the history: the questions whose window died in the middle of their answers, so that nobody was left to write them down. */
export function lostRequests({ turns, updatedAt }: Conversation): RequestEntry[] {
  return turns.filter(({ end }) => end.type === "running").map((turn) => lostRequest(turn, updatedAt));
}

/** @param keptAt when the window last wrote what had come, epoch milliseconds: nothing is known of it after that */
function lostRequest({ title, command, prompt, system, answer, askedAt }: KeptTurn, keptAt: number): RequestEntry {
  return {
    startedAt: askedAt,
    durationMs: Math.max(0, keptAt - askedAt),
    outcome: "cancelled",
    errorMessage: texts.interrupted,
    command,
    title,
    messages: [
      ...(system === undefined ? [] : [{ role: "system" as const, content: system }]),
      { role: "user", content: prompt },
    ],
    content: answer,
    attempts: [],
  };
}
