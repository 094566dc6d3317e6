import { firstWords } from "../../foreign/first-words";
import type { ChatCall } from "../client";
import { DEFAULT_MAX_TOKENS, type RequestLimits } from "./anthropic-request";
import type { AnthropicModel } from "./anthropic-schemas";

/** Fewer tokens than these are no answer worth asking for. */
const SHORTEST_ANSWER = 256;

/** What the models of one server take, as far as their list or a refusal has said. */
export class AnthropicLimits {
  readonly #mostTokens = new Map<string, number>();
  readonly #noTemperature = new Set<string>();

  learnFromList(models: AnthropicModel[]): void {
    for (const { id, max_tokens: most } of models) if (most !== undefined) this.#mostTokens.set(id, most);
  }

  of({ model, maxTokens = DEFAULT_MAX_TOKENS }: ChatCall): RequestLimits {
    return {
      maxTokens: Math.min(maxTokens, this.#mostTokens.get(model) ?? Infinity),
      temperature: !this.#noTemperature.has(model),
    };
  }

  /**
   * Reads a refusal's body.
   * @returns the call to send instead, when they only name a limit that can be kept; undefined when the request is at fault
   */
  learn(call: ChatCall, body: string): ChatCall | undefined {
    const refusal = firstWords(body);
    const most = /max_tokens: \d{1,9} > (\d{1,9})\b/.exec(refusal)?.[1];
    if (most !== undefined && this.#lower(call, Number(most))) return call;
    if (
      call.temperature !== undefined &&
      !this.#noTemperature.has(call.model) &&
      /\btemperature\b/.test(refusal) &&
      /deprecated|not supported|unsupported/.test(refusal)
    ) {
      this.#noTemperature.add(call.model);
      return call;
    }
    return this.#fitted(call, refusal);
  }

  #lower(call: ChatCall, most: number): boolean {
    if (most < 1 || most >= this.of(call).maxTokens) return false;
    this.#mostTokens.set(call.model, most);
    return true;
  }

  /** The prompt fits, but not with as long an answer as we allowed for by ourselves: “input length and `max_tokens` exceed context limit: 195000 + 16384 > 200000”. */
  #fitted(call: ChatCall, refusal: string): ChatCall | undefined {
    const [, prompt, , context] = /exceed context limit: (\d{1,9}) \+ (\d{1,9}) > (\d{1,9})\b/.exec(refusal) ?? [];
    if (call.maxTokens !== undefined || prompt === undefined || context === undefined) return undefined;
    const left = Number(context) - Number(prompt);
    return left >= SHORTEST_ANSWER ? { ...call, maxTokens: left } : undefined;
  }
}
