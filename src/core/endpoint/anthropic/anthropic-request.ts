import type { ChatCall } from "../client";
import { anthropicChoice, anthropicTools, anthropicTurns } from "./anthropic-messages";

/**
 * How long an answer may be where nobody says, in tokens: the API wants a number. All current models take it, and it is below what Anthropic's own
 * clients allow for an answer that is not streamed (ten minutes at 128,000 tokens an hour).
 */
export const DEFAULT_MAX_TOKENS = 16_384;

/** The highest temperature that the API takes; elsewhere it is 2. */
const HIGHEST_TEMPERATURE = 1;

/** What the body is made of, beside the call: what was learnt of the model. */
export interface RequestLimits {
  maxTokens: number;
  /** False: the model refuses the parameter. */
  temperature: boolean;
}

/** The body of `POST /v1/messages` (https://docs.anthropic.com/en/api/messages). */
export function requestBody(
  { model, messages, stream, temperature, tools, toolChoice }: ChatCall,
  limits: RequestLimits,
): object {
  const { system, turns } = anthropicTurns(messages);
  return {
    model,
    max_tokens: limits.maxTokens,
    messages: turns,
    stream,
    ...(system !== "" && { system }),
    ...(temperature !== undefined && limits.temperature && { temperature: Math.min(HIGHEST_TEMPERATURE, temperature) }),
    ...(tools && { tools: anthropicTools(tools) }),
    ...(tools && toolChoice && { tool_choice: anthropicChoice(toolChoice) }),
  };
}
