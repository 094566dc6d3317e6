import { saidByPart } from "../answer/message-parts";
import { isFields, saidOfModel, type Fields, type Said, type WireFormat } from "../answer/said";
import { tokenCount } from "../chat";

/**
 * The events of `/v1/messages` (https://docs.anthropic.com/en/api/messages-streaming), and its answer that is not streamed. The stream is complete with
 * `message_stop`: the reason to stop comes before it, in one of several `message_delta`, and an error may still follow.
 */
export class AnthropicAnswer implements WireFormat {
  /** Blocks that are calls of tools that were offered; the server may have tools of its own. */
  readonly #calls = new Set<unknown>();

  read(event: Fields, name: string | undefined): Said[] | undefined {
    const type = event["type"] ?? name;
    if (typeof type !== "string") return undefined;
    switch (type) {
      case "message":
        return whole(event);
      case "message_start":
        // Comes as soon as the request was taken, and is no more a sign of work than the status is.
        return head(event["message"]);
      case "content_block_start":
        return [...this.#atBlock(saidByPart(event["content_block"]), event["index"], true), { type: "sign" }];
      case "content_block_delta":
        return [...this.#atBlock(saidByPart(event["delta"]), event["index"], false), { type: "sign" }];
      case "message_delta":
        return [...stop(event["delta"], false), ...usage(event["usage"])];
      case "message_stop":
        return [{ type: "complete" }];
      default:
        // `ping`, the end of a block, and whatever events the API will have one day.
        return [{ type: "sign" }];
    }
  }

  /** Pieces of a call are known by the block that they belong to. */
  #atBlock(said: Said[], index: unknown, begins: boolean): Said[] {
    return said.map((one) => {
      if (one.type !== "tool_call" || !one.part) return one;
      if (begins) this.#calls.add(index);
      const isOurs = this.#calls.has(index);
      return isOurs
        ? { ...one, part: { ...one.part, ...(typeof index === "number" && { place: index }) } }
        : { type: "tool_call" };
    });
  }
}

function whole(message: Fields): Said[] {
  const said = saidByPart({ content: message["content"] });
  const words = said.map((part) => (part.type === "text" ? part.text : "")).join("");
  const others = said.filter(({ type }) => type !== "text");
  return [...head(message), ...others, { type: "whole", text: words, otherwise: "known" }, ...stop(message, true)];
}

function head(message: unknown): Said[] {
  return isFields(message) ? [...saidOfModel(message["model"]), ...usage(message["usage"])] : [];
}

function stop(given: unknown, ends: boolean): Said[] {
  return isFields(given) ? [{ type: "finish", reason: given["stop_reason"], ends }] : [];
}

/** Tokens of a cached prompt are counted apart. */
function usage(given: unknown): Said[] {
  if (!isFields(given)) return [];
  const prompt = ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"];
  const promptTokens = prompt.reduce((sum, name) => sum + tokenCount(given[name]), 0);
  return [{ type: "usage", promptTokens, completionTokens: tokenCount(given["output_tokens"]), totalTokens: 0 }];
}
