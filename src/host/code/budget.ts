import type { EndpointConfig } from "../../core/service/types";

/** Tokens a local model is taken to hold where the endpoint does not say. Ollama loads models with a window of about this size. */
const localContext = 8192;
const cloudContext = 65_536;
/** Code has about three characters a token; a third of the window is left for the answer. */
const charsPerToken = 3;
const shareForCode = 0.65;

/**
 * How many characters of code may be sent: what the smallest endpoint of the chain can take. Ollama cuts a longer prompt
 * without a word, so the fallback must not get more than it holds.
 */
export function codeBudget(endpoints: Pick<EndpointConfig, "type" | "contextLength">[]): number {
  const windows = endpoints.map(({ type, contextLength }) => contextLength ?? (type === "ollama" ? localContext : cloudContext));
  return Math.floor(Math.min(...windows) * charsPerToken * shareForCode);
}
