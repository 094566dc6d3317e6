import type { AttemptRecord } from "../../core/model/attempt";
import type { ChatMessage } from "../../core/model/chat";
import type { Completion, RequestOptions } from "../../core/model/request";
import type { StreamEvent } from "../../core/model/service-events";
import type { LlmService } from "../../core/service/service-api";
import { failurePhrase } from "../texts/standing";
import { chat as texts } from "../texts/model-provider";
import type { HostApi, PartSink } from "./host-api";
import { UnusableAnswer } from "./provider-error";
import { Thoughts } from "./thoughts";

interface AnswerDeps {
  service: Pick<LlmService, "stream">;
  api: HostApi;
  sink: PartSink;
}

/** The type under which chats look for the figures of an answer. */
const USAGE_TYPE = "usage";

/** What the service tells when it begins anew. */
const BEGINNINGS: ReadonlySet<StreamEvent["type"]> = new Set(["attempt", "waiting", "queued", "restart"]);

const encoder = new TextEncoder();

/**
 * Asks the service and hands on the answer's parts as they come. Once text or the call of a tool is out, no other endpoint may go on: what it said would stand behind
 * words that are not its own. Reasoning is no part of the answer: chats keep it apart from the text, and no model is ever sent it again, so that another endpoint may
 * still answer in full; a line in the reasoning says where one left off. @throws what the service throws, and UnusableAnswer
 */
export async function answer(
  messages: ChatMessage[],
  options: RequestOptions,
  { service, api, sink }: AnswerDeps,
): Promise<Completion> {
  /** Whether text or a call was handed on. */
  let begun = false;
  let broken: AttemptRecord | undefined;
  const thoughts = new Thoughts(api, sink);
  const begin = (): void => {
    if (!begun) thoughts.close();
    begun = true;
  };
  const onAttempt = (attempt: AttemptRecord): void => {
    thoughts.ended(attempt);
    if (begun && attempt.outcome === "failure") broken = attempt;
  };
  for await (const event of service.stream(messages, { ...options, onAttempt })) {
    // One that was started beside the answer, to be quicker, may fail without harm: the answer goes on, and nothing is begun anew.
    if (broken && BEGINNINGS.has(event.type))
      throw new UnusableAnswer(texts.brokeOff(broken.endpoint, broken.message ?? failurePhrase(broken)));
    switch (event.type) {
      case "delta":
        begin();
        sink.report(new api.LanguageModelTextPart(event.text));
        break;
      case "thinking":
        if (event.text) thoughts.add(event.endpoint, event.text);
        break;
      case "tool_call":
        begin();
        sink.report(new api.LanguageModelToolCallPart(event.id, event.name, event.input));
        break;
      case "done":
        if (event.completion.promptTruncated)
          thoughts.note(texts.promptCut(event.completion.endpoint, event.completion.model));
        tellUsage(event.completion, api, sink);
        checkEnd(event.completion, options);
        return event.completion;
      case "attempt":
      case "waiting":
      case "queued":
      case "loading":
      case "restart":
        break;
    }
  }
  throw new Error("The service's stream ended without saying how.");
}

/** An answer that ended in a way that a chat would take for its end. */
function checkEnd(
  { finishReason, endpoint, model, content, toolCalls }: Completion,
  { maxTokens }: RequestOptions,
): void {
  // Whoever set the limit knows of it.
  if (finishReason === "length" && maxTokens === undefined) throw new UnusableAnswer(texts.cutOff(endpoint, model));
  if (finishReason === "content_filter") throw new UnusableAnswer(texts.filtered(endpoint));
  if (content.trim() === "" && !toolCalls?.length) throw new UnusableAnswer(texts.empty(endpoint, model));
}

/** What chats show as the share of the context that is used. Nothing is told where the server has counted nothing. */
function tellUsage({ usage }: Completion, { LanguageModelDataPart: DataPart }: HostApi, sink: PartSink): void {
  const { promptTokens, completionTokens, totalTokens } = usage;
  if (!DataPart || totalTokens === 0) return;
  const figures = { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: totalTokens };
  sink.report(new DataPart(encoder.encode(JSON.stringify(figures)), USAGE_TYPE));
}
