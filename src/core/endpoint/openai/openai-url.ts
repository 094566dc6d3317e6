import { withoutEnding } from "../../foreign/address";
import { ApiAddress } from "../wire/api-address";

/** Routes that stand at the end of addresses that people paste. */
const ROUTES = ["chat/completions", "chat", "completions", "models", "responses", "embeddings", "messages"];

/** Ollama's own routes, beside which it has an API of this kind too. */
const OLLAMA_ROUTES = ["chat", "generate", "tags", "ps", "version", "show"].map((route) => `api/${route}`);

/** Where an API is on a server that has it at the usual place. */
const USUAL = "v1";

/**
 * The address below which the routes are: what a person wrote, without a trailing slash or a route at its end. An address without any path
 * gets `/v1`, where every such server has its API; one that ends with a route says itself where that is.
 */
export const openAiAddress = (url: string): ApiAddress => ApiAddress.parse(url, baseOf);

function baseOf(segments: string[]): string[] {
  const beforeOllama = withoutEnding(segments, OLLAMA_ROUTES);
  if (segments.length === 0 || beforeOllama.length < segments.length) return [...beforeOllama, USUAL];
  return withoutEnding(segments, ROUTES);
}

/** `v1`, `v4`, `v1beta`. */
const isVersion = (segment: string): boolean => /^v\d+[a-z]*$/.test(segment);

/** The server's health route, which is beside the API, not below it (llama.cpp, vLLM). */
export const healthUrl = (api: ApiAddress): string => api.beside(isVersion, "health");

/** Where LM Studio says which models are loaded, the newer place first. */
export const loadedModelsUrls = (api: ApiAddress): string[] =>
  ["api/v1/models", "api/v0/models"].map((route) => api.beside(isVersion, route));

/** The list of models; beside the deployments where the address is that of one (Azure). */
export function modelsUrl(api: ApiAddress): string {
  return deploymentOf(api) === undefined ? api.at("models") : api.under(api.segments.slice(0, -2), "models");
}

/** The model that an address names by itself (Azure's `…/deployments/<name>`). */
export function deploymentOf({ segments }: ApiAddress): string | undefined {
  return segments.at(-2) === "deployments" ? segments.at(-1) : undefined;
}
