import { firstWords } from "../../foreign/first-words";
import type { ToolDefinition } from "../../model/chat";
import { commonSchema } from "./common-schema";

/** Gemini names its own field, Ollama's `/v1` the place in it, Anthropic the draft that it must be of, others the grammar that they make of it. */
const OF_SCHEMAS = /schema|grammar|function_declarations|additionalProperties|parameters\.properties|\$ref|\$defs/i;

/** What is sent in the place of tools whose schemas a server has refused: the same in common words. @returns undefined where it spoke of something else, or they were in such words */
export function insteadOf(tools: readonly ToolDefinition[] = [], refusal: string): ToolDefinition[] | undefined {
  if (tools.length === 0 || !OF_SCHEMAS.test(firstWords(refusal))) return undefined;
  const common = inCommonWords(tools);
  return JSON.stringify(common) === JSON.stringify(tools) ? undefined : common;
}

export const inCommonWords = (tools: readonly ToolDefinition[]): ToolDefinition[] =>
  tools.map((tool) => ({ ...tool, inputSchema: commonSchema(tool.inputSchema) }));
