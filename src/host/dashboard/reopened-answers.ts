import type { ChatMessage } from "../../core/endpoint/chat";
import type { HistoryStore, RequestSummary, StoredRequest } from "../../core/history/types";
import type { LlmService, RequestOptions, StreamEvent } from "../../core/service/types";
import type { Question } from "../answer-panel/question";
import { ago } from "../format";
import { isCutRequest } from "./request-view";
import { dashboard as texts } from "./texts";

/** How far the end that a panel saw may be from the one that the history has, in milliseconds. */
const toleranceMs = 1_000;

type AnsweringService = Pick<LlmService, "stream" | "endpoints" | "pull" | "onEvent">;

/**
 * The service as the answer panels use it, which can also play back an answer of the history: a reopened answer looks and works like
 * a fresh one, and asking again really asks.
 */
export class ReopenedAnswers implements AnsweringService {
  readonly #waiting = new WeakMap<ChatMessage[], StoredRequest>();

  constructor(private readonly service: AnsweringService) {}

  /** The question whose next run gives the stored answer. @param now epoch milliseconds */
  reopen(request: StoredRequest, now: number): Question {
    const messages = [...(request.messages ?? [])];
    this.#waiting.set(messages, request);
    return { messages, title: titleOf(request), notice: [texts.reopened(ago(now - request.startedAt)), ...(isCutRequest(request) ? [texts.cut] : [])].join(" "), endedAt: request.startedAt + request.durationMs };
  }

  /** The same for the request that ended then, unless it or its texts are gone. @param endedAt epoch milliseconds, by the clock of whoever showed it */
  async find(endedAt: number, history: Pick<HistoryStore, "listRequests" | "request">, now: number): Promise<Question | undefined> {
    const { rows } = await history.listRequests({ filter: { fromMs: endedAt - toleranceMs, toMs: endedAt + toleranceMs }, limit: 100 });
    const distance = (row: RequestSummary): number => Math.abs(row.startedAt + row.durationMs - endedAt);
    const [nearest] = rows.filter(({ outcome }) => outcome === "success" || outcome === "cached").sort((one, other) => distance(one) - distance(other));
    const request = nearest && (await history.request(nearest.id));
    return request?.messages && request.content ? this.reopen(request, now) : undefined;
  }

  endpoints(): ReturnType<LlmService["endpoints"]> {
    return this.service.endpoints();
  }

  onEvent(...args: Parameters<LlmService["onEvent"]>): ReturnType<LlmService["onEvent"]> {
    return this.service.onEvent(...args);
  }

  pull(...args: Parameters<LlmService["pull"]>): ReturnType<LlmService["pull"]> {
    return this.service.pull(...args);
  }

  stream(prompt: string | ChatMessage[], options?: RequestOptions): AsyncIterable<StreamEvent> {
    const stored = typeof prompt === "string" ? undefined : this.#waiting.get(prompt);
    if (stored === undefined || typeof prompt === "string") return this.service.stream(prompt, options);
    this.#waiting.delete(prompt);
    return playBack(stored, options);
  }
}

/** The question of a stored request, to be asked anew. */
export function questionOf(request: StoredRequest): Question {
  const { command, title } = request;
  return { messages: [...(request.messages ?? [])], title: titleOf(request), label: { command, ...(title !== undefined && { title }) } };
}

function titleOf({ command, title }: StoredRequest): string {
  return title === undefined || title === "" ? command : title;
}

async function* playBack(request: StoredRequest, options: RequestOptions | undefined): AsyncGenerator<StreamEvent, void> {
  for (const attempt of request.attempts) options?.onAttempt?.(attempt);
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
