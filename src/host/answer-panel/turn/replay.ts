import type { RequestSummary, StoredRequest } from "../../../core/history/types";
import { isCutRequest } from "../../../core/history/client/bounded-entry";
import type { AttemptRecord } from "../../../core/model/attempt";
import type { StreamEvent } from "../../../core/model/service-events";
import { ago } from "../../texts/format";
import { answer as texts } from "../../texts/answer";
import type { Ask, Question, Replay } from "./question";

/** Shows the stored answer again. @param now epoch milliseconds */
export function replayOf(request: StoredRequest, now: number): Replay {
  const notice = [
    texts.reopened(ago(now - request.startedAt)),
    ...(isCutRequest(request) ? [texts.cutInHistory] : []),
  ].join(" ");
  return { type: "replay", request, title: titleOf(request), notice };
}

/** The question of a stored request, to be asked anew. */
export function askOf(request: StoredRequest): Ask {
  const { command, title } = request;
  return {
    type: "ask",
    messages: [...(request.messages ?? [])],
    title: titleOf(request),
    label: { command, ...(title !== undefined && { title }) },
  };
}

/** The question to be really asked: of an answer that was only shown again, the one that it was an answer to. */
export function anew(question: Question): Ask {
  return question.type === "ask" ? question : askOf(question.request);
}

/** When a stored request ended, epoch milliseconds. */
export const endOf = ({ startedAt, durationMs }: Pick<RequestSummary, "startedAt" | "durationMs">): number =>
  startedAt + durationMs;

/** The events of a stored request, so that its answer looks like a fresh one. */
export async function* playBack(
  request: StoredRequest,
  onAttempt: (attempt: AttemptRecord) => void,
): AsyncGenerator<StreamEvent, void> {
  for (const attempt of request.attempts) onAttempt(attempt);
  const content = request.content ?? "";
  yield { type: "delta", text: content };
  const success = request.attempts.findLast(({ outcome }) => outcome === "success");
  yield {
    type: "done",
    completion: {
      content,
      model: request.model ?? success?.model ?? "",
      usage: request.usage ?? { promptTokens: 0, completionTokens: 0, totalTokens: 0 },
      responseTimeMs: request.durationMs,
      ttftMs: request.ttftMs ?? 0,
      fallbackUsed: request.endpoint !== undefined && request.endpoint !== request.attempts[0]?.endpoint,
      attempt: success?.step ?? 0,
      endpoint: request.endpoint ?? success?.endpoint ?? "",
      finishReason: request.finishReason ?? "stop",
      // Whether it came from the cache then does not matter to who reads it now.
      cached: false,
      attempts: request.attempts,
    },
  };
}

function titleOf({ command, title }: StoredRequest): string {
  return title === undefined || title === "" ? command : title;
}
