import { saidByMessage } from "../answer/message-parts";
import { isFields, saidOfModel, type Fields, type Said, type WireFormat } from "../answer/said";
import { tokenCount } from "../chat";

/** The lines of `/api/chat`, and its answer that is not streamed, which is one such line. */
export class OllamaAnswer implements WireFormat {
  read(line: Fields): Said[] | undefined {
    const { message, response, done, done_reason: reason } = line;
    const isKnown = isFields(message) || typeof response === "string" || typeof done === "boolean";
    if (!isKnown && typeof line["status"] !== "string") return undefined;
    return [
      ...saidOfModel(line["model"]),
      ...saidByMessage(isFields(message) ? message : { content: response, thinking: line["thinking"] }),
      ...(done === true ? [usageOf(line)] : []),
      { type: "finish", reason: done === true ? reason || "stop" : reason, ends: true },
      { type: "sign" },
    ];
  }
}

function usageOf({ prompt_eval_count: prompt, eval_count: completion }: Fields): Said {
  return { type: "usage", promptTokens: tokenCount(prompt), completionTokens: tokenCount(completion), totalTokens: 0 };
}
