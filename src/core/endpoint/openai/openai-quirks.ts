import { firstWords } from "../../foreign/first-words";
import type { ChatCall } from "../client";
import { inCommonWords, insteadOf } from "../message/schema-refusal";
import { openAiMessages, openAiTools } from "./openai-messages";

/** What a server has refused so far; each is learnt from one 400 and then left out. */
export class OpenAiQuirks {
  #noStreamOptions = false;
  /** By model: newer ones of OpenAI want the new name, older servers know only the old one. */
  readonly #tokenField = new Map<string, "max_tokens" | "max_completion_tokens">();
  readonly #noTemperature = new Set<string>();
  /** Models that only call a tool when they like to. */
  readonly #noToolChoice = new Set<string>();
  /** Models whose server takes the common words of a tool's schema, and refuses others: Gemini's, those that make a grammar of it. */
  readonly #commonSchemas = new Set<string>();

  body({ model, messages, stream, temperature, maxTokens, tools, toolChoice = "auto" }: ChatCall): object {
    return {
      model,
      messages: openAiMessages(messages),
      ...(tools && { tools: openAiTools(this.#commonSchemas.has(model) ? inCommonWords(tools) : tools) }),
      ...(tools && toolChoice !== "auto" && !this.#noToolChoice.has(model) && { tool_choice: toolChoice }),
      stream,
      ...(stream && !this.#noStreamOptions && { stream_options: { include_usage: true } }),
      ...(temperature !== undefined && !this.#noTemperature.has(model) && { temperature }),
      ...(maxTokens !== undefined && { [this.#tokenField.get(model) ?? "max_tokens"]: maxTokens }),
    };
  }

  /** Reads a refusal's text. @returns true when it named something that can be left out: the same call may be sent once more. */
  learn(call: ChatCall, body: string): boolean {
    const refusal = firstWords(body);
    if (!this.#commonSchemas.has(call.model) && insteadOf(call.tools, body)) {
      this.#commonSchemas.add(call.model);
      return true;
    }
    if (
      !/unsupported|not supported|unrecognized|unknown|unexpected|not permitted|extra|does not support|not allowed|invalid/i.test(
        refusal,
      )
    )
      return false;
    if (call.stream && !this.#noStreamOptions && /stream_options|include_usage/.test(refusal)) {
      this.#noStreamOptions = true;
      return true;
    }
    if (call.maxTokens !== undefined && !this.#tokenField.has(call.model) && /\bmax_tokens\b/.test(refusal)) {
      if (!/max_completion_tokens|unsupported|not supported/i.test(refusal)) return false;
      this.#tokenField.set(call.model, "max_completion_tokens");
      return true;
    }
    if (
      call.temperature !== undefined &&
      !this.#noTemperature.has(call.model) &&
      /\btemperature\b/.test(refusal) &&
      /unsupported|not support/i.test(refusal)
    ) {
      this.#noTemperature.add(call.model);
      return true;
    }
    if (
      call.tools &&
      call.toolChoice === "required" &&
      !this.#noToolChoice.has(call.model) &&
      /\btool_choice\b/.test(refusal)
    ) {
      this.#noToolChoice.add(call.model);
      return true;
    }
    return false;
  }
}
