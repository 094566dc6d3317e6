import { typeInfo } from "../../core/model/endpoint-types";
import type { EndpointConfig } from "../../core/model/endpoint";

/** Code has about three characters a token; a third of the window is left for the answer. */
const charsPerToken = 3;
const shareForCode = 0.65;

/**
 * How many characters may be sent, of code or of a conversation: what the smallest endpoint of the chain can take. Ollama cuts a longer prompt
 * without a word, so the fallback must not get more than it holds.
 */
export function codeBudget(endpoints: Pick<EndpointConfig, "type" | "contextLength">[]): number {
  const windows = endpoints.map(({ type, contextLength }) => contextLength ?? typeInfo(type).contextLength);
  return Math.floor(Math.min(...windows) * charsPerToken * shareForCode);
}
